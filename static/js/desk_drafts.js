/* Keeps a note on the server while it is typed; "Save draft" does the same without a script. */

const PAUSE = 800; // milliseconds without a key before a save

function keepDrafts(form) {
  const text = form.querySelector("[data-desk-text], textarea[name=text]");
  const state = form.querySelector("[data-desk-draft-state]");
  if (!text) return;
  let timer;
  let sending;

  const save = async () => {
    sending?.abort();
    sending = new AbortController();
    const body = new FormData();
    body.set("text", text.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(form.dataset.deskDraft, {
        method: "POST",
        body,
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: sending.signal,
        keepalive: true,
      });
      if (!answer.ok) throw new Error(answer.status);
      tell((await answer.json()).saved);
    } catch (error) {
      if (error.name !== "AbortError") tell(state?.dataset.deskFailed ?? "");
    }
  };
  const tell = (words) => {
    if (state && words) state.textContent = words;
  };

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
    form.dataset.deskTyping = "yes";
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer); // the form carries the text itself; a late draft would bring it back
    sending?.abort();
    timer = undefined;
  });
  text.addEventListener("blur", (event) => {
    if (timer && !form.contains(event.relatedTarget)) {
      clearTimeout(timer);
      save();
    }
  });
}

document.querySelectorAll("[data-desk-note]").forEach(keepDrafts);
