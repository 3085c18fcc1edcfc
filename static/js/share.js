// Print this page; copy its address. The buttons show only where scripts run.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) {
    button.hidden = true;
    button.classList.remove("needs-script");
    continue;
  }
  const status = button.parentElement.querySelector('[role="status"]');
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy || location.href.split("#")[0]);
    status.textContent = button.dataset.copied;
  });
}
