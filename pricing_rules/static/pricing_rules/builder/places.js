/* Where things stand on the builder's page: the form, focus by id, what is said aloud. Shared by the other scripts. */
(() => {
  "use strict";
  const form = () => document.getElementById("rule-builder");

  /* The element to go on at: a row's first field, or the button that adds to an empty group. */
  function focusRow(row) {
    const target = document.getElementById(`${row}-fact`) || document.getElementById(`${row}-name`)
      || document.getElementById(`${row}-kind`) || document.getElementById(`${row}-add`) || document.getElementById(row);
    target?.focus();
  }

  function say(words) {
    const place = document.getElementById("rb-said");
    if (!place || !words) return;
    place.textContent = "";
    requestAnimationFrame(() => { place.textContent = words; });
  }

  /* Each row says which group it stands in: after a drag that is read off the page again. */
  function readGroups() {
    for (const field of form().querySelectorAll("[data-in]")) {
      const rows = field.closest("[data-row]").parentElement;
      if (rows.dataset.group) field.value = rows.dataset.group;
    }
  }

  /* A link of the summary goes to its field, into a picker that is shut too. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#rb-problems a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: "center" });
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!form()) return;
    document.documentElement.classList.add("rb-live");
    form().querySelector(".rb-summary")?.focus();
  });

  window.ruleBuilder = { form, focusRow, say, readGroups };
})();
