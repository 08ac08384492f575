/* A question's form in Wagtail's admin shows what the question's type has, and hides the rest. Without this all of it
   is shown, and the help says what each type needs. What holds words or is found wrong stays in sight: see admin.css. */

document.addEventListener("DOMContentLoaded", () => {
  const type = document.getElementById("id_type");
  const form = type && type.closest("form");
  if (!form) return;
  const show = () => {
    form.dataset.questionType = type.value;
    for (const help of form.querySelectorAll("[data-of-types]")) {
      help.hidden = !help.dataset.ofTypes.split(" ").includes(type.value);
    }
  };
  /* Words that are typed are an attribute nowhere, so the stylesheet can't see them. */
  form.addEventListener("input", ({ target }) => {
    const field = target.closest(".gt-option-match");
    if (field) field.classList.toggle("gt-option-match--filled", target.value.trim() !== "");
  });
  type.addEventListener("change", show);
  show();
});
