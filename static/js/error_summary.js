// A page that comes back with errors starts at their summary.
document.querySelector("[data-error-summary]")?.focus();
