/* The schedulers' desk: keys, drafts of notes, who else is here. Everything works without it. */
import { watchKeys } from "./desk_keys.js";
import { keepDrafts } from "./desk_drafts.js";
import { tellPresence } from "./desk_presence.js";

const desk = document.querySelector("[data-desk]");
watchKeys(desk);
document.querySelectorAll("[data-desk-note]").forEach(keepDrafts);
document.querySelectorAll("[data-desk-presence]").forEach((place) => tellPresence(place, desk));
document.querySelector("[data-desk-errors]")?.focus();

/* A menu closes when one leaves it, and by Escape, which gives the focus back. */
document.querySelectorAll("[data-desk-menu]").forEach((menu) => {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  const closeUnlessInside = (target) => {
    if (target && !menu.contains(target)) menu.open = false;
  };
  menu.addEventListener("focusout", (event) => closeUnlessInside(event.relatedTarget));
  document.addEventListener("pointerdown", (event) => closeUnlessInside(event.target));
});
