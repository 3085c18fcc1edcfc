// Comfort for the forms of appointments: counters, the time zone of this device. Everything works without.
for (const counter of document.querySelectorAll("[data-counter]")) {
  const field = document.getElementById(counter.dataset.counter);
  const longest = Number(counter.dataset.longest);
  const format = new Intl.NumberFormat(document.documentElement.lang);
  let timer;
  const tell = () => {
    const left = longest - [...field.value.trim()].length;
    const words = left < 0 ? counter.dataset.over : counter.dataset.left;
    counter.textContent = words.replace("#", format.format(Math.abs(left)));
    counter.classList.toggle("counter--over", left < 0);
  };
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  counter.after(status);
  field.addEventListener("input", () => {
    tell();
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = counter.textContent), 1200);
  });
  tell();
}

// The zone of this device, unless the person chose one before.
for (const select of document.querySelectorAll("[data-time-zone='prefill']")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || !zone.includes("/") || zone.startsWith("Etc/")) continue; // some browsers hide it
  if (![...select.options].some((option) => option.value === zone)) {
    const name = zone.split("/").pop().replaceAll("_", " ");
    select.add(new Option(name, zone));
  }
  select.value = zone;
}

// "Remember on this device": only where asked for, only the fields of this page.
for (const box of document.querySelectorAll("[data-remember]")) {
  const KEY = "referring-clinician";
  const tick = box.querySelector("input");
  const form = box.closest("form");
  const names = box.dataset.remember.split(" ");
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
  } catch {
    kept = null;
  }
  if (kept && typeof kept === "object") {
    tick.checked = true;
    for (const name of names) {
      const field = form.elements[name];
      if (field && !field.value && typeof kept[name] === "string") field.value = kept[name];
    }
  }
  tick.addEventListener("change", () => tick.checked || localStorage.removeItem(KEY));
  form.addEventListener("submit", () => {
    if (!tick.checked) return;
    const values = Object.fromEntries(names.map((name) => [name, form.elements[name]?.value ?? ""]));
    localStorage.setItem(KEY, JSON.stringify(values));
  });
}

// A form is kept for days. Before it ends, say so, and offer to go on.
for (const note of document.querySelectorAll("[data-idle]")) {
  const ends = Date.now() + Number(note.dataset.idle) * 1000;
  const WARN = 5 * 60 * 1000;
  const look = () => {
    if (Date.now() > ends - WARN) note.hidden = false;
    else setTimeout(look, Math.min(ends - WARN - Date.now() + 1000, 2 ** 30));
  };
  look();
}
