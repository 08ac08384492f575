/* Where somebody who goes by keyboard is left standing in Wagtail's admin. */

(() => {
  /* The button that opened a chooser's window is gone from sight once something is chosen, or cleared, so that the
     focus would fall back to the top of the page, with the whole menu to go through again. */
  let chooser = null;

  const comeBack = () => {
    const now = document.activeElement;
    if (!chooser?.isConnected || (now !== document.body && now?.checkVisibility())) return;
    const side = chooser.classList.contains("blank") ? ".unchosen" : ".chosen";
    chooser.querySelector(`${side} button`)?.focus();
  };

  document.addEventListener(
    "click",
    ({ target }) => {
      const pressed = target.closest("[data-chooser-action-choose], [data-chooser-action-clear]");
      if (!pressed) return;
      chooser = pressed.closest(".chooser") ?? chooser;
      if (pressed.matches("[data-chooser-action-clear]")) setTimeout(comeBack);
    },
    true,
  );
  window.jQuery?.(document).on("hidden.bs.modal", () => setTimeout(comeBack));

  /* What couldn't be saved is said above the page. The next press of Tab goes from there, and not through the menu. */
  document.addEventListener("DOMContentLoaded", () => {
    const said = document.querySelector(".messages .error");
    if (!said || document.activeElement !== document.body) return;
    said.tabIndex = -1;
    said.focus({ preventScroll: true });
  });
})();
