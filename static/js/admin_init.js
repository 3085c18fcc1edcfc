/* Starts those parts of the Wagtail admin that Wagtail itself starts by inline scripts: our templates of them leave
   <template data-init="name" data-id="…" data-options="{…}"> instead. Only these names, so that markup cannot call others. */
(() => {
  const FUNCTIONS = ["initDateChooser", "initDateTimeChooser", "initTimeChooser", "createTaskChooser"];
  const CLASSES = [
    "InlinePanel",
    "MultipleChooserPanel",
    "Chooser",
    "DocumentChooser",
    "ImageChooser",
    "PageChooser",
    "SnippetChooser",
  ];

  function start(place) {
    const { init, id, options } = place.dataset;
    const known = FUNCTIONS.includes(init) || CLASSES.includes(init);
    if (!known || !window[init]) return; // its file may still come
    place.removeAttribute("data-init");
    const values = [id, options && JSON.parse(options)].filter((value) => value !== undefined);
    if (CLASSES.includes(init)) new window[init](...values);
    else window[init](...values);
  }

  const startAll = () => document.querySelectorAll("template[data-init]").forEach(start);
  new MutationObserver(startAll).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", startAll);
})();
