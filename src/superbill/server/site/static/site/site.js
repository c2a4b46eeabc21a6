// Keyboard, completion and small comforts. Every page works without it.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const typing = (e) => e.target.closest("input, textarea, select, [contenteditable]");
  let waiting = false;

  function go(key) {
    const link = document.querySelector(`.pages a[data-key="${CSS.escape(key)}"]`);
    if (link) link.click();
  }

  function move(selector, by, mark) {
    const all = [...document.querySelectorAll(selector)];
    if (!all.length) return;
    const at = all.findIndex((one) => one.classList.contains("here"));
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    all.forEach((one) => one.classList.toggle("here", one === next));
    next.scrollIntoView({ block: "nearest" });
    if (mark) (next.querySelector("a, button") || next).focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape" && typing(e)) { e.target.blur(); return; }
    if (typing(e)) return;
    if (waiting) { waiting = false; go(e.key); e.preventDefault(); return; }
    switch (e.key) {
      case "/": byId("q").focus(); byId("q").select(); break;
      case "?": byId("shortcuts").showModal(); break;
      case "g": waiting = true; setTimeout(() => { waiting = false; }, 1500); break;
      case "j": move("[data-entry]", 1, true); break;
      case "k": move("[data-entry]", -1, true); break;
      case "]": move(".block", 1, false); break;
      case "[": move(".block", -1, false); break;
      default: return;
    }
    e.preventDefault();
  });

  document.addEventListener("click", (e) => {
    const opener = e.target.closest("[data-opens]");
    if (opener) byId(opener.dataset.opens).showModal();
  });

  // What scrolls sideways is scrollable from the keyboard.
  function reachable() {
    document.querySelectorAll(".wide").forEach((one) => {
      if (one.scrollWidth > one.clientWidth) one.tabIndex = 0; else one.removeAttribute("tabindex");
    });
  }
  reachable();
  addEventListener("resize", reachable);
  document.addEventListener("htmx:afterSwap", reachable);

  // Completion: arrows choose, Enter opens, Escape closes.
  const field = byId("q");
  const list = byId("completions");
  let chosen = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];
  function choose(n) {
    const all = options();
    chosen = all.length ? (n + all.length) % all.length : -1;
    all.forEach((one, i) => one.setAttribute("aria-selected", String(i === chosen)));
    if (chosen >= 0) field.setAttribute("aria-activedescendant", all[chosen].id);
    else field.removeAttribute("aria-activedescendant");
  }
  if (field && list) {
    field.addEventListener("keydown", (e) => {
      if (e.key === "ArrowDown") { choose(chosen + 1); e.preventDefault(); }
      else if (e.key === "ArrowUp") { choose(chosen - 1); e.preventDefault(); }
      else if (e.key === "Enter" && chosen >= 0) { options()[chosen].querySelector("a").click(); e.preventDefault(); }
      else if (e.key === "Escape") { list.replaceChildren(); field.setAttribute("aria-expanded", "false"); }
    });
    document.body.addEventListener("htmx:afterSwap", (e) => {
      if (e.target === list) { chosen = -1; field.setAttribute("aria-expanded", String(options().length > 0)); }
    });
    document.addEventListener("click", (e) => { if (!e.target.closest(".find")) list.replaceChildren(); });
  }
})();
