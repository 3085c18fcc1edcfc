// A glossary term opens its definition in place, on click. Without the popover API, or with a modifier key, the link works.
const GAP = 8;

function build() {
  const box = document.createElement("div");
  box.className = "glossary-popover";
  box.popover = "auto";
  box.tabIndex = -1;
  box.setAttribute("role", "dialog");
  const part = (tag, name, parent = box) => {
    const element = parent.appendChild(document.createElement(tag));
    element.className = `glossary-popover__${name}`;
    return element;
  };
  const term = part("p", "term");
  const text = part("p", "text");
  const foot = part("p", "foot");
  const more = part("a", "more", foot);
  const close = part("button", "close", foot);
  close.type = "button";
  close.addEventListener("click", () => box.hidePopover());
  document.body.append(box);
  return { box, term, text, more, close };
}

function place(box, link) {
  const at = link.getClientRects()[0];
  const room = document.documentElement.clientWidth;
  const start = Math.max(GAP, Math.min(at.left, room - box.offsetWidth - GAP));
  const below = at.bottom + GAP + box.offsetHeight <= innerHeight;
  const top = below || at.top < box.offsetHeight + GAP ? at.bottom + GAP : at.top - GAP - box.offsetHeight;
  box.style.left = `${start + scrollX}px`;
  box.style.top = `${top + scrollY}px`;
}

if ("popover" in HTMLElement.prototype) {
  const { glossaryMore, glossaryClose } = document.body.dataset;
  let parts, from;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-glossary]");
    if (!link?.dataset.definition || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!parts) {
      parts = build();
      parts.box.addEventListener("toggle", (change) => {
        if (change.newState === "closed" && (parts.box.contains(document.activeElement) || document.activeElement === document.body)) from?.focus();
      });
    }
    const name = link.textContent.trim();
    from = link;
    parts.term.textContent = name;
    parts.text.textContent = link.dataset.definition;
    parts.more.href = link.href;
    parts.more.textContent = glossaryMore;
    parts.close.textContent = glossaryClose;
    parts.box.setAttribute("aria-label", name);
    parts.box.showPopover();
    place(parts.box, link);
    parts.box.focus({ preventScroll: true });
  });
}
