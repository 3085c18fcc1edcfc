/* The menus of the action bar close when one leaves them, and by Escape, which gives the focus back. */

function closeByItself(menu) {
  const closeUnlessInside = (target) => {
    if (target && !menu.contains(target)) menu.open = false;
  };
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => closeUnlessInside(event.relatedTarget));
  document.addEventListener("pointerdown", (event) => closeUnlessInside(event.target));
}

document.querySelectorAll("[data-desk-menu]").forEach(closeByItself);
document.querySelector("[data-desk-errors]")?.focus();
