// The star of a code's page, by its key.
(() => {
  "use strict";
  document.addEventListener("keydown", (e) => {
    if (e.key !== "s" || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const star = document.querySelector("[data-star]");
    if (star) { star.click(); e.preventDefault(); }
  });
  document.addEventListener("htmx:beforeSwap", (e) => {
    // A note that can't be kept comes back with its reason.
    if (e.detail.target.id === "marks" && e.detail.xhr.status === 400) e.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.elt.id !== "marks" && e.target.id !== "marks") return;
    const star = document.querySelector("[data-star]");
    if (star) star.focus({ preventScroll: true });
  });
})();
