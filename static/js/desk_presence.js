/* Tells the server that this page is open, and shows who else has it open and whether it changed meanwhile. */

const EVERY = 15000;

function tellPresence(place, desk) {
  const people = place.querySelector("[data-desk-people]");
  const changed = place.querySelector("[data-desk-changed]");
  const phone = document.querySelector("[data-desk-phone]");
  const token = place.querySelector("[name=csrfmiddlewaretoken]").value;

  const post = (values, options = {}) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token);
    Object.entries(values).forEach(([name, value]) => body.set(name, value));
    return fetch(place.dataset.deskPresence, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "XMLHttpRequest" },
      ...options,
    });
  };

  const ping = async () => {
    if (document.hidden) return;
    const isTyping = document.querySelector("[data-desk-typing]") !== null;
    try {
      const answer = await post(isTyping ? { typing: "1" } : {});
      if (answer.ok) show(await answer.json());
    } catch {
      // offline for a moment: the next ping tells
    }
  };

  const show = (news) => {
    people.replaceChildren(...news.people.map((words) => item(words)));
    if (phone && phone.textContent.trim() !== news.phone) phone.textContent = news.phone;
    changed.hidden = news.version === Number(desk.dataset.deskVersion);
  };
  const item = (words) => {
    const element = document.createElement("li");
    element.textContent = words;
    return element;
  };

  ping();
  setInterval(ping, EVERY);
  document.addEventListener("visibilitychange", ping);
  window.addEventListener("pagehide", () => post({ leave: "1" }, { keepalive: true }));
}

const desk = document.querySelector("[data-desk]");
document.querySelectorAll("[data-desk-presence]").forEach((place) => tellPresence(place, desk));
