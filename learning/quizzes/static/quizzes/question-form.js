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
  /* What there is to choose from is said by the type itself; the author ticks which is right. */
  const offerTrueAndFalse = () => {
    if (type.value !== "true_false" || form.querySelector("[name^='options-'][name$='-text']")) return;
    for (const [place, words] of ["True", "False"].entries()) {
      document.getElementById("id_options-ADD").click();
      const text = document.getElementById(`id_options-${place}-text`);
      if (text) text.value = words;
    }
  };
  type.addEventListener("change", show);
  type.addEventListener("change", offerTrueAndFalse);
  show();
});
