/* Pickers made handier: long lists get a search box and show what is ticked; facts are put into the reason. */
(() => {
  "use strict";
  const { form } = window.ruleBuilder;
  const LONG = 8;

  function searchable(details) {
    const options = details.querySelector(".rb-options");
    const labels = [...options.querySelectorAll("label")];
    if (options.querySelector("[type=search]") || labels.length <= LONG) return;
    const search = document.createElement("input");
    search.type = "search";
    search.className = "rb-input";
    search.placeholder = "Search";
    search.setAttribute("aria-label", `Search, ${options.getAttribute("aria-label")}`);
    search.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = search.value.trim().toLowerCase();
      for (const label of labels) label.hidden = !label.textContent.toLowerCase().includes(wanted);
    });
    options.prepend(search);
  }

  function showTicked(details) {
    const tokens = [...details.querySelectorAll("input:checked")].map((box) => {
      const token = document.createElement("span");
      token.className = "rb-token";
      token.textContent = box.parentElement.textContent;
      return token;
    });
    details.querySelector(".rb-tokens").replaceChildren(...tokens);
  }

  function prepare() {
    for (const details of form().querySelectorAll(".rb-many")) searchable(details);
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!form()) return;
    prepare();
    document.addEventListener("rule-builder:drawn", prepare);
    form().addEventListener("change", (event) => {
      const details = event.target.closest?.(".rb-many");
      if (details && event.target.type === "checkbox") showTicked(details);
    });
    form().addEventListener("toggle", (event) => {
      if (event.target.open) event.target.querySelector("input")?.focus();
    }, true);
    form().addEventListener("keydown", (event) => {
      const details = event.key === "Escape" && event.target.closest(".rb-many[open]");
      if (!details) return;
      details.removeAttribute("open");
      details.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      for (const details of form().querySelectorAll(".rb-many[open]")) {
        if (!details.contains(event.target)) details.removeAttribute("open");
      }
    });

    const insert = document.getElementById("rb-insert");
    const reason = document.getElementById("reason");
    insert.parentElement.hidden = false;
    insert.addEventListener("click", () => {
      const words = `{${document.getElementById("rb-fact-name").value}}`;
      reason.setRangeText(words, reason.selectionStart, reason.selectionEnd, "end");
      reason.focus();
      reason.dispatchEvent(new Event("input", { bubbles: true }));
    });

    const slug = document.getElementById("slug");
    const name = document.getElementById("name");
    const made = (text) => text.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase()
      .replace(/[^a-z0-9]+/g, "-").slice(0, 60).replace(/^-+|-+$/g, "");
    if (slug.readOnly || slug.value) return;
    name.addEventListener("input", () => { if (slug.dataset.typed !== "yes") slug.value = made(name.value); });
    slug.addEventListener("input", () => { slug.dataset.typed = "yes"; });
  });
})();
