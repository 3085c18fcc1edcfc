/* Keys of the desk. They rest while one types, in dialogs, with Ctrl, Alt or Meta, and where the profile says so. */

const LIST = "desk-list"; // addresses of the requests one came from, in their order
const OUTCOME_SECONDS = 10; // how long 1–8 wait after "a"

let outcomesWaitUntil = 0;

function watchKeys() {
  rememberList();
  const profile = JSON.parse(document.getElementById("wagtail-config")?.textContent ?? "{}");
  if (profile.KEYBOARD_SHORTCUTS_ENABLED === false) return; // Wagtail's own switch
  // before Wagtail hears it, which folds its sidebar with "["
  window.addEventListener("keydown", answer, { capture: true });
}

function answer(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || event.repeat || isTyping(event.target))
    return;
  if (document.querySelector("[aria-modal='true']:not([hidden]):not([aria-hidden='true'])")) return;
  const isTaken = /^[1-8]$/.test(event.key) ? pressOutcome(event.key) : act(event.key);
  if (!isTaken) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function isTyping(element) {
  return element.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable='true']");
}

function act(key) {
  switch (key) {
    case "j":
      return move(1);
    case "k":
      return move(-1);
    case "o":
      return openRow();
    case "[":
      return go(-1);
    case "]":
      return go(1);
    case "a":
      return beginAttempt();
    case "e":
      return focus("[data-desk-key='e']");
    case "c":
      return claimRow() || press("[data-desk-key='c']");
    case "n":
    case "s":
    case "w":
      return press(`[data-desk-key='${key}']`);
    default:
      return false;
  }
}

function press(selector) {
  const control = document.querySelector(selector);
  control?.click();
  return Boolean(control);
}

function focus(selector) {
  const field = document.querySelector(selector);
  field?.focus();
  return Boolean(field);
}

/* --- the list ------------------------------------------------------------------------------------------------- */

const rows = () => [...document.querySelectorAll("[data-desk-row]")];
const links = () => rows().map((row) => row.querySelector("[data-desk-open]")).filter(Boolean);

function move(step) {
  const all = links();
  if (!all.length) return false;
  const at = rows().findIndex((row) => row.contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].focus();
  return true;
}

function openRow() {
  const row = document.activeElement?.closest?.("[data-desk-row]");
  const link = row?.querySelector("[data-desk-open]");
  link?.click();
  return Boolean(link);
}

function claimRow() {
  const button = document.activeElement?.closest?.("[data-desk-row]")?.querySelector("[data-desk-claim]");
  button?.click();
  return Boolean(button);
}

function rememberList() {
  const addresses = links().map((link) => new URL(link.href).pathname);
  if (addresses.length) sessionStorage.setItem(LIST, JSON.stringify(addresses));
}

function go(step) {
  if (!document.querySelector("[data-desk]")) return false;
  const addresses = JSON.parse(sessionStorage.getItem(LIST) ?? "[]");
  const next = addresses[addresses.indexOf(location.pathname) + step];
  if (addresses.includes(location.pathname) && next) location.assign(next);
  return true;
}

/* --- one call ------------------------------------------------------------------------------------------------- */

function beginAttempt() {
  const first = document.querySelector("[data-desk-outcome]");
  if (!first) return press("[data-desk-key='a']");
  first.focus();
  first.scrollIntoView({ block: "center" });
  outcomesWaitUntil = Date.now() + OUTCOME_SECONDS * 1000;
  return true;
}

function pressOutcome(number) {
  if (Date.now() > outcomesWaitUntil && !document.activeElement?.matches("[data-desk-outcome]")) return false;
  const button = document.querySelector(`[data-desk-outcome='${number}']`);
  const time = button?.form.elements.next_action_at;
  if (button?.value === "call_back_at" && time && !time.value) time.focus(); // the one outcome that needs a time
  else button?.click();
  return Boolean(button);
}

watchKeys();
