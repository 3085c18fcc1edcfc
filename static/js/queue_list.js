/* The list of requests: choose all of a page, and say how many are chosen. Without it each row is chosen by itself. */
const list = document.querySelector("[data-queue-list]");

if (list) {
  const all = list.querySelector("[data-queue-all]");
  const picks = [...list.querySelectorAll("[data-queue-pick]")];
  const count = list.querySelector("[data-queue-count]");
  const words = count?.textContent;

  const say = () => {
    const chosen = picks.filter((pick) => pick.checked).length;
    if (count) count.textContent = chosen ? `${chosen} ${count.dataset.queueCount}:` : words;
    if (!all) return;
    all.checked = chosen === picks.length;
    all.indeterminate = chosen > 0 && chosen < picks.length;
  };

  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const pick of picks) pick.checked = all.checked;
      say();
    });
  }
  list.addEventListener("change", say);
  say();
}
