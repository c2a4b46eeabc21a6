// A file of claims: the answer is shown while it comes, and the form keeps its file for the CSV.
(() => {
  "use strict";
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
        const page = new DOMParser().parseFromString(text, "text/html");
        const shown = page.querySelector(".result, .fault") || [...page.querySelectorAll(".working")].pop();
        if (shown) target.replaceChildren(shown);
      }
    } catch {
      target.textContent = form.dataset.failed || "";
    } finally {
      buttons.forEach((one) => { one.disabled = false; });
    }
  });
})();
