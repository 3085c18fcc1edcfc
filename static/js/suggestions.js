// Suggestions while typing into a search form: a combobox with a list of pages. The plain form goes on working.
const SHORTEST = 3;
const PAUSE = 150;

for (const form of document.querySelectorAll("form[data-suggestions]")) {
  const input = form.querySelector("input[type=search]");
  const { suggestions, suggestionsLabel, suggestionsOne, suggestionsMany } = form.dataset;
  const list = form.appendChild(document.createElement("ul"));
  const status = form.appendChild(document.createElement("div"));
  let timer, asking, chosen = -1;

  list.id = `${input.id}-suggestions`;
  list.className = "search-form__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", suggestionsLabel);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const options = () => [...list.children];

  const choose = (number) => {
    chosen = number;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    const option = options()[number];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };

  const show = (found) => {
    list.replaceChildren(
      ...found.map(({ title, name, url }, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.className = "search-form__option";
        option.dataset.url = url;
        option.setAttribute("role", "option");
        option.textContent = title;
        if (name) option.appendChild(document.createElement("span")).textContent = name;
        return option;
      }),
    );
    choose(-1);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length === 1 ? suggestionsOne : found.length ? suggestionsMany.replace("#", found.length) : "";
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${suggestions}?q=${encodeURIComponent(input.value.trim())}`, { signal, credentials: "omit" });
      if (!answer.ok) return close();
      const found = (await answer.json()).suggestions;
      if (!signal.aborted && document.activeElement === input) show(found);
    } catch {
      if (!signal.aborted) close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < SHORTEST) return close();
    timer = setTimeout(ask, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen >= last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) location.assign(options()[chosen].dataset.url);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });

  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
}
