/* Try it, live: what is typed anywhere in the surrounding form is priced after a short rest, and the result put in
   place. Only the result and the refusals are replaced while somebody types; a pressed button, or another service,
   replaces the panel and puts the focus back. Without this script the buttons submit the form. */
(() => {
  "use strict";
  const REST = 450;
  if (window.ttTryIt) return;
  window.ttTryIt = true;

  function start(root) {
    const form = root.closest("form");
    if (!form || root.dataset.tryReady) return;
    root.dataset.tryReady = "1";
    root.classList.add("try--live");
    let timer = 0;
    let running = null;

    const panel = () => root.querySelector("[data-try-panel]");
    const result = () => root.querySelector("[data-try-result]");
    const own = (node) => node instanceof Element && panel().contains(node);

    async function ask(button, whole) {
      clearTimeout(timer);
      if (running) running.abort();
      const asked = running = new AbortController();
      const data = new FormData(form);
      data.set("_try", button);
      result().setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(root.dataset.try, {
          method: "POST", body: data, signal: asked.signal, credentials: "same-origin",
          headers: { "X-Try": "fragment" },
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("[data-try-panel]");
        if (!fresh) throw new Error("no panel");
        if (whole) replacePanel(fresh);
        else replaceResult(fresh);
        say(result().dataset.trySays);
      } catch (problem) {
        if (problem.name === "AbortError") return;
        result().removeAttribute("aria-busy");
        say("The price could not be computed. Press Try the draft.");
        root.classList.remove("try--live");
      }
    }

    function replacePanel(fresh) {
      const focused = own(document.activeElement) ? document.activeElement : null;
      const id = focused && focused.id;
      const value = focused && focused.value;
      panel().replaceWith(document.adoptNode(fresh));
      if (!focused) return;
      const again = (id && document.getElementById(id))
        || [...panel().querySelectorAll("button[name=_try]")].find((one) => one.value === value)
        || panel().querySelector("a, button, input, select");
      if (again) again.focus();
    }

    function replaceResult(fresh) {
      const open = root.querySelector(".try-others")?.open;
      for (const told of fresh.querySelectorAll("[data-try-problem]")) {
        const here = document.getElementById(told.id);
        if (!here) continue;
        here.textContent = told.textContent;
        const input = document.getElementById(told.id.replace(/-problem$/, ""));
        if (told.textContent) input?.setAttribute("aria-invalid", "true");
        else input?.removeAttribute("aria-invalid");
      }
      const others = root.querySelector(".try-problems");
      const told = fresh.querySelector(".try-problems");
      if (others) others.remove();
      const adopted = document.adoptNode(fresh.querySelector("[data-try-result]"));
      if (told) result().before(document.adoptNode(told));
      result().replaceWith(adopted);
      const list = root.querySelector(".try-others");
      if (list && open !== undefined) list.open = open;
    }

    function say(text) {
      const status = root.querySelector("[data-try-status]");
      if (status && text && status.textContent !== text) status.textContent = text;
    }

    function later(event) {
      if (event.target.id === "try-source") return;
      clearTimeout(timer);
      if (event.target.id === "try-service") ask("price", true);
      else timer = setTimeout(() => ask("price", false), REST);
    }

    form.addEventListener("input", later);
    form.addEventListener("change", later);
    document.addEventListener("rule-builder:drawn", () => { clearTimeout(timer); timer = setTimeout(() => ask("price", false), REST); });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=_try]");
      if (!button) return;
      event.preventDefault();
      ask(button.value, true);
    });
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      ask(event.target.id === "try-source" ? "load" : "price", event.target.id === "try-source");
    });
  }

  const all = () => document.querySelectorAll("[data-try]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
