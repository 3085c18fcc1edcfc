// Filters a full list while typing: accents and case do not count. The number left is told in a status line.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const input of document.querySelectorAll("[data-filter]")) {
  const scope = input.closest("[data-filter-scope]");
  const groups = [...scope.querySelectorAll("[data-filter-group]")];
  const entries = [...scope.querySelectorAll("[data-filter-entry]")].map((element) => [element, fold(element.textContent)]);
  const count = scope.querySelector("[data-filter-count]");
  const { filterOne, filterMany, filterNone } = input.dataset;
  let timer;

  const apply = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [element, text] of entries) {
      element.hidden = !words.every((word) => text.includes(word));
      if (!element.hidden) shown += 1;
    }
    for (const group of groups) group.hidden = !group.querySelector("[data-filter-entry]:not([hidden])");
    const text = shown === 0 ? filterNone : shown === 1 ? filterOne : filterMany.replace("#", shown);
    clearTimeout(timer);
    timer = setTimeout(() => (count.textContent = words.length ? text : ""), 250);
  };
  input.addEventListener("input", apply);
  if (input.value) apply();
}
