/* Two minutes before the server signs somebody out for being away, a dialog asks whether to go on. Every tab asks the
   server first: a step in another tab counts too. */
const place = document.querySelector("template[data-session]");
const WARN = 120; // seconds before the end

function ask(method) {
  const token = JSON.parse(document.getElementById("wagtail-config").textContent).CSRF_TOKEN;
  return fetch(place.dataset.session, { method, headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" } });
}

async function look() {
  const answer = await ask("GET").catch(() => null);
  const left = answer?.ok ? (await answer.json()).seconds : 0;
  if (left > WARN) return wait(left);
  if (left > 0) warn(left);
}

function wait(left) {
  setTimeout(look, Math.max(left - WARN, 1) * 1000);
}

function warn(left) {
  const dialog = place.content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  dialog.addEventListener("close", async () => {
    dialog.remove();
    const answer = await ask("POST").catch(() => null);
    if (answer?.ok) wait((await answer.json()).seconds);
  });
  dialog.showModal();
  setTimeout(() => dialog.isConnected && dialog.classList.add("session-warning--ended"), left * 1000);
}

if (place) wait(Number(place.dataset.seconds));
