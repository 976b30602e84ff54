/* The builder without reloads: buttons and choices are sent to the server, which draws the changed parts; typing
   renews the sentence, the preview and, after a first try to save, the problems beside their fields. */
(() => {
  "use strict";
  const { form, focusRow, say, readGroups } = window.ruleBuilder;
  const QUIET = 250; // milliseconds without a key before what was typed is sent
  const SPELLED = 700; // and before a choice that is being spelled or stepped to in a closed select counts as made
  const WHOLE = ["rb-problems", "rb-conditions", "rb-actions", "rb-words", "rb-customer", "rb-json"];
  const AROUND = ["rb-words", "rb-customer", "rb-json"];
  let timer = 0;
  let turn = 0; // only the latest answer counts
  let busy = false;
  let spelled = ""; // the select in which a choice is being made by key

  const written = () => new URLSearchParams([...new FormData(form())].filter(([, value]) => typeof value === "string")).toString();

  async function ask(command) {
    const mine = ++turn;
    readGroups();
    const sent = written();
    const body = new FormData(form());
    body.set("_do", command);
    const answer = await fetch(location.href, { method: "POST", body, headers: { "X-Builder": "parts" } });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn) return null;
    return { parts, stale: sent !== written() };
  }

  function swap(ids, parts) {
    for (const id of ids) {
      const fresh = parts.getElementById(id);
      const old = document.getElementById(id);
      if (fresh && old && fresh.innerHTML !== old.innerHTML) {
        if (id === "rb-json") old.textContent = fresh.textContent;
        else old.replaceWith(document.adoptNode(fresh));
      }
    }
  }

  /* Words of refusal, each beside its field, while the fields themselves stay as they are. */
  function markProblems(parts) {
    for (const place of form().querySelectorAll(".rb-error")) {
      const words = parts.getElementById(place.id)?.textContent ?? "";
      if (place.textContent === words) continue;
      place.textContent = words;
      const field = document.getElementById(place.id.replace(/-error$/, ""));
      const input = field?.matches("input:not([type=checkbox]), select, textarea");
      if (input && words) field.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
    }
    for (const row of form().querySelectorAll(".rb-row")) {
      row.classList.toggle("rb-row--wrong", [...row.querySelectorAll(".rb-error")].some((place) => place.textContent));
    }
    if (!parts.querySelector(".rb-summary") || !document.querySelector(".rb-summary")) swap(["rb-problems"], parts);
    else document.querySelector(".rb-summary").replaceChildren(...parts.querySelector(".rb-summary").childNodes);
  }

  /* A button or a choice: the rows are drawn again. What was typed meanwhile is sent along once more. */
  async function redraw(command, focused) {
    clearTimeout(timer);
    spelled = "";
    if (busy) return;
    busy = true;
    form().setAttribute("aria-busy", "true");
    try {
      let got = await ask(command);
      while (got?.stale) got = await ask(command);
      if (!got) return;
      const stood = document.activeElement;
      const open = [...form().querySelectorAll(".rb-many[open] > summary")].map((summary) => summary.id);
      swap(WHOLE, got.parts);
      markProblems(got.parts);
      for (const id of open) document.getElementById(id)?.parentElement.setAttribute("open", "");
      const told = got.parts.getElementById("rb-said");
      if (told?.dataset.focus) {
        const same = document.getElementById(focused);
        if (same && /-(up|down)$/.test(focused)) same.focus();
        else focusRow(told.dataset.focus);
      } else if (!stood.isConnected) (document.getElementById(stood.id) || document.getElementById(focused))?.focus();
      say(told?.textContent);
      document.dispatchEvent(new Event("rule-builder:drawn"));
    } catch {
      say("That could not be done. Try again, or save.");
    } finally {
      busy = false;
      form().removeAttribute("aria-busy");
    }
  }

  function nextField(field) {
    const fields = [...form().querySelectorAll("input:not([type=hidden]), select, textarea, button, summary, a[href]")]
      .filter((one) => one.offsetParent !== null && one.tabIndex >= 0);
    return fields[fields.indexOf(field) + 1];
  }

  async function renew() {
    if (busy) return;
    try {
      const got = await ask("look");
      if (!got || busy) return;
      swap(AROUND, got.parts);
      markProblems(got.parts);
    } catch { /* the sentence is renewed with the next key */ }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(renew, QUIET);
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!form() || form().querySelector("fieldset").disabled) return;
    form().addEventListener("click", (event) => {
      const button = event.target.closest("button[name=_do]");
      if (!button) return;
      event.preventDefault();
      redraw(button.value, button.id);
    });
    form().addEventListener("change", (event) => {
      if (event.target.matches("[data-redraw]")) {
        clearTimeout(timer);
        if (spelled === event.target.id) timer = setTimeout(redraw, SPELLED, "redraw", event.target.id);
        else redraw("redraw", event.target.id);
      }
      else if (!event.target.name.startsWith("try-")) later();
    });
    form().addEventListener("input", (event) => {
      if (!event.target.matches("[data-redraw]") && !event.target.name.startsWith("try-")) later();
    });
    form().addEventListener("keydown", (event) => { // a select may be left before its choice was sent
      if (!event.target.matches("[data-redraw]")) return;
      const pending = spelled === event.target.id;
      if (event.key.length === 1 || event.key.startsWith("Arrow")) spelled = event.target.id;
      if (event.key !== "Tab" || event.shiftKey || !pending) return;
      event.preventDefault();
      const id = event.target.id;
      redraw("redraw", id).then(() => nextField(document.getElementById(id))?.focus());
    });
    form().addEventListener("keydown", (event) => { // Enter in a field is no button
      if (event.key === "Enter" && event.target.matches("input:not([type=checkbox])") && !event.target.name.startsWith("try-")) {
        event.preventDefault();
        later();
      }
    });
    document.addEventListener("rule-builder:moved", (event) => redraw("redraw", event.detail).then(() => say("Moved")));
  });
})();
