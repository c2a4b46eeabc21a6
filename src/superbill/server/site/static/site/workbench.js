// The workbench's comforts: the note kept in this tab, files dropped, words and codes linked, keys.
// Every change is a form's own; without this file all of them work still.
(() => {
  "use strict";
  const KEPT = "superbill.workbench";
  const byId = (id) => document.getElementById(id);
  const form = () => byId("work-form");
  const said = (text) => { const at = byId("said"); if (at) at.textContent = text; };

  // The note and the list stay in this tab, for whoever is signed in.
  function keep() {
    if (!form()) return;
    const pairs = [...new FormData(form())].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "do");
    try { sessionStorage.setItem(KEPT, JSON.stringify({ who: byId("work").dataset.who, pairs })); } catch { sessionStorage.removeItem(KEPT); }
  }
  function clear() { try { sessionStorage.removeItem(KEPT); } catch { /* nothing was kept */ } }
  function restore() {
    const start = byId("start");
    if (!start) return;
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(KEPT)); } catch { clear(); }
    if (!kept) return;
    const same = kept.who === start.dataset.who || kept.who === "guest";
    if (!same || !start.dataset.restores || kept.tried) { clear(); return; }
    try { sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, tried: true })); } catch { return; }
    const to = byId("restore-form");
    for (const [name, value] of [...kept.pairs, ["do", "show"]]) {
      const field = document.createElement(/\n/.test(value) ? "textarea" : "input");
      field.name = name;
      field.value = value;
      to.append(field);
    }
    to.submit();
  }

  // Files dropped on the note.
  document.addEventListener("dragover", (e) => { const at = e.target.closest("[data-drop]"); if (at) { e.preventDefault(); at.classList.add("dropping"); } });
  document.addEventListener("dragleave", (e) => { const at = e.target.closest("[data-drop]"); if (at) at.classList.remove("dropping"); });
  document.addEventListener("drop", (e) => {
    const at = e.target.closest("[data-drop]");
    if (!at) return;
    at.classList.remove("dropping");
    if (!e.dataTransfer.files.length) return;
    e.preventDefault();
    const field = byId(at.dataset.drop);
    field.files = e.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (e) => {
    if (e.target.id === "file-field" && e.target.files.length) byId("file-said").textContent = e.target.files[0].name;
  });

  // Words and codes.
  const marks = () => [...document.querySelectorAll("mark.ev")];
  const proves = (mark) => mark.dataset.for.split(" ");
  const card = (key) => byId(`c-${key}`);
  function light(keys) {
    marks().forEach((m) => m.classList.toggle("lit", proves(m).some((k) => keys.includes(k))));
    document.querySelectorAll("[data-key]").forEach((c) => c.classList.toggle("lit", keys.includes(c.dataset.key)));
  }
  function standing() {
    const listed = new Set([...document.querySelectorAll(".card")].map((c) => c.dataset.key));
    marks().forEach((m) => m.classList.toggle("on", proves(m).some((k) => listed.has(k))));
  }
  function show(element, focused) {
    if (!element) return;
    element.scrollIntoView({ block: "center" });
    (focused || element).focus({ preventScroll: true });
  }
  let turn = 0;
  let from = "";
  function toWords(key) {
    const all = marks().filter((m) => proves(m).includes(key));
    if (!all.length) { said("No words of the note prove it."); return; }
    const now = all.indexOf(document.activeElement.closest("mark"));
    const next = all[(now + 1) % all.length];
    from = key;
    light([key]);
    show(next, next.querySelector("a"));
  }
  function toCard(mark) {
    const keys = proves(mark).filter(card);
    if (!keys.length) return;
    if (keys.includes(from)) turn = keys.indexOf(from);
    from = "";
    const at = turn++ % keys.length;
    const key = keys[at];
    light([key]);
    if (keys.length > 1) said(`${card(key).dataset.code || key}: ${at + 1} of ${keys.length} codes that these words bear on.`);
    show(card(key), card(key).querySelector("a, button"));
  }
  document.addEventListener("click", (e) => {
    const word = e.target.closest("mark.ev a");
    if (word) { e.preventDefault(); toCard(word.closest("mark")); return; }
    const quoted = e.target.closest("a.word");
    if (quoted) {
      const mark = byId(quoted.hash.slice(1));
      if (mark) { e.preventDefault(); light([quoted.closest("[data-key]").dataset.key]); show(mark, mark.querySelector("a")); }
      return;
    }
    if (e.target.closest("[data-clear]")) clear();
    if (e.target.closest("[data-print]")) window.print();
    const copies = e.target.closest("[data-copies]");
    if (copies) navigator.clipboard.writeText(byId(copies.dataset.copies).textContent).then(() => said("Copied."), () => said("The browser did not let it be copied."));
    if (!e.target.closest(".add-field")) byId("found")?.replaceChildren();
  });
  document.addEventListener("mouseover", (e) => {
    const mark = e.target.closest("mark.ev");
    const at = e.target.closest("[data-key]");
    if (mark) light(proves(mark)); else if (at) light([at.dataset.key]);
  });

  // Keys, outside of fields.
  document.addEventListener("keydown", (e) => {
    if (e.target.closest("input[name=entry-reason]") && e.key === "Enter") {
      e.preventDefault();
      e.target.closest("details").querySelector("button").click();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select") || !form()) return;
    const at = document.activeElement.closest("[data-key]");
    const mark = document.activeElement.closest("mark.ev");
    const key = at ? at.dataset.key : mark ? from || proves(mark)[0] : null;
    if (e.key === "w" && key) toWords(key);
    else if (e.key === "c" && mark) toCard(mark);
    else if (e.key === "x" && at) { const d = byId(`r-${key}`); if (d) { d.open = true; d.querySelector("input").focus(); } else byId(`remove-${key}`)?.click(); }
    else if (e.key === "J" && at) byId(`down-${key}`)?.click();
    else if (e.key === "K" && at) byId(`up-${key}`)?.click();
    else if (e.key === "a") { byId("add").focus(); }
    else return;
    e.preventDefault();
  });

  // The list below the field that adds a code.
  const options = () => [...document.querySelectorAll("#found [role=option]")];
  document.addEventListener("keydown", (e) => {
    if (e.target.id !== "add") return;
    const all = options();
    const now = all.findIndex((o) => o.getAttribute("aria-selected") === "true");
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      if (!all.length) return;
      const next = (now + (e.key === "ArrowDown" ? 1 : all.length - 1 + (now < 0 ? 1 : 0))) % all.length;
      all.forEach((o, i) => o.setAttribute("aria-selected", String(i === next)));
      e.target.setAttribute("aria-activedescendant", all[next].id);
    } else if (e.key === "Enter" && now >= 0) all[now].querySelector("button").click();
    else if (e.key === "Escape") { byId("found").replaceChildren(); return; }
    else return;
    e.preventDefault();
  });

  // After a change: what was open stays open, what is kept is kept anew.
  let open = [];
  let focus = "";
  document.addEventListener("htmx:beforeSwap", (e) => {
    if (e.detail.target.id !== "bench" && e.detail.target.id !== "work") return;
    open = [...document.querySelectorAll("#bench details")].map((d) => [d.id, d.open]).filter(([id]) => id);
    focus = document.activeElement.closest("[data-key]")?.dataset.key || "";
  });
  document.addEventListener("htmx:afterSettle", (e) => {
    if (e.target.id === "found") { byId("add").setAttribute("aria-expanded", String(options().length > 0)); return; }
    if (!form() || !byId("bench")) return;
    for (const [id, was] of open) { const d = byId(id); if (d && !d.classList.contains("reject") && d.open !== was && id !== "em-open") d.open = was; }
    if (document.activeElement === document.body && focus) {
      const next = card(focus) || document.querySelector(".card");
      next?.querySelector("a, button")?.focus({ preventScroll: true });
    }
    focus = "";
    standing();
    keep();
  });
  document.addEventListener("htmx:sendError", () => said("The change did not reach the server; try again."));
  document.addEventListener("htmx:responseError", () => said("The change was refused; nothing was changed."));

  // Back and reload ask for the page anew, not for the note to be sent again: it is kept here.
  if (form() && byId("work").dataset.posted) history.replaceState(null, "", byId("work").dataset.posted);
  restore();
  keep();
})();
