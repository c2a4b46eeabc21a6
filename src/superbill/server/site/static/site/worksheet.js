// Claim lines grow as they are filled; a file's answer is shown while it comes.
(() => {
  "use strict";
  document.addEventListener("input", (e) => {
    const row = e.target.closest(".lines tbody tr");
    if (!row || row.nextElementSibling || row.parentElement.rows.length >= 60) return;
    const next = row.cloneNode(true);
    next.querySelectorAll("input").forEach((one) => {
      one.value = "";
      one.setAttribute("aria-label", one.getAttribute("aria-label").replace(/\d+/, row.sectionRowIndex + 2));
    });
    row.after(next);
  });

  const form = document.querySelector("form[data-streams]");
  if (!form || !window.ReadableStream) return;
  const target = document.getElementById(form.dataset.streams);
  form.addEventListener("submit", async (e) => {
    if (e.submitter && e.submitter.value === "csv") return;
    e.preventDefault();
    const sent = new FormData(form);
    sent.append("piece", "1");
    const buttons = form.querySelectorAll("button");
    buttons.forEach((one) => { one.disabled = true; });
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent, headers: { "HX-Request": "true" } });
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      let text = "";
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += decoder.decode(part.value, { stream: true });
        show(new DOMParser().parseFromString(text, "text/html"));
      }
    } catch {
      target.textContent = form.dataset.failed;
    } finally {
      buttons.forEach((one) => { one.disabled = false; });
    }
  });

  function show(page) {
    const working = [...page.querySelectorAll(".working")].pop();
    const shown = page.querySelector(".result, .fault") || working;
    const there = target.querySelector(".working");
    if (there && shown === working) there.firstChild.textContent = working.firstChild.textContent;
    else if (shown) target.replaceChildren(shown);
  }
})();
