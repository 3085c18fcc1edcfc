// Buttons marked data-disclosure show and hide what aria-controls names. The style sheet does the hiding, by
// aria-expanded, and only where scripts run; without this module everything is visible.
// data-disclosure="menu": one of its kind at a time; closes on Esc, on a click elsewhere and when focus leaves.
const buttons = [...document.querySelectorAll("[data-disclosure]")];
const panelOf = (button) => document.getElementById(button.getAttribute("aria-controls"));
const isOpen = (button) => button.getAttribute("aria-expanded") === "true";
const isMenu = (button) => button.dataset.disclosure === "menu";
const floats = (button) => getComputedStyle(panelOf(button)).position === "absolute";
const set = (button, open) => button.setAttribute("aria-expanded", String(open));

for (const button of buttons) {
  button.addEventListener("click", () => {
    const open = !isOpen(button);
    if (open && isMenu(button)) buttons.filter(isMenu).forEach((other) => set(other, false));
    set(button, open);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const holds = (button) => button === document.activeElement || panelOf(button)?.contains(document.activeElement);
  const inner = buttons.filter((button) => isOpen(button) && holds(button)).pop();
  const open = inner ?? buttons.find((button) => isOpen(button) && isMenu(button) && floats(button));
  if (!open) return;
  set(open, false);
  open.focus();
});

const closeOutside = (target) => {
  for (const button of buttons) {
    if (isOpen(button) && isMenu(button) && floats(button) && !button.parentElement.contains(target)) set(button, false);
  }
};
document.addEventListener("pointerdown", (event) => closeOutside(event.target));
document.addEventListener("focusin", (event) => closeOutside(event.target));
