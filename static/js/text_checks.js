// Looks again whenever the draft was saved, so that the checks beside the text are those of the text.

const panel = document.querySelector("[data-text-checks]");
const found = panel?.querySelector("[data-text-checks-found]");
let running = false;

async function lookAgain() {
  if (running) return;
  running = true;
  try {
    const answer = await fetch(panel.dataset.textChecks, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (answer.ok && !answer.redirected) found.innerHTML = await answer.text();
  } finally {
    running = false;
  }
}

if (found) document.addEventListener("w-autosave:success", lookAgain);
