// Looks again whenever the draft was saved, so that the checks beside the text are those of the text.

const PAUSE = 2000; // milliseconds without another saving: the draft is saved while one types
const panel = document.querySelector("[data-text-checks]");
const found = panel?.querySelector("[data-text-checks-found]");
let waiting;

async function lookAgain() {
  const answer = await fetch(panel.dataset.textChecks, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (answer.ok && !answer.redirected) found.innerHTML = await answer.text();
}

if (found) {
  document.addEventListener("w-autosave:success", () => {
    clearTimeout(waiting);
    waiting = setTimeout(lookAgain, PAUSE);
  });
}
