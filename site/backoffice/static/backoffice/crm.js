/* Dialogs of the CRM: announced as such, focus goes in, stays in and comes back. Unfold only shows and hides them. */
(() => {
  "use strict";
  const focusable = 'a[href], button:not([disabled]), input:not([type="hidden"]):not([disabled]), select, textarea';
  let opener = null;
  let open = false;

  function dialog() {
    const content = document.getElementById("modal-content");
    return content && content.offsetParent !== null ? content : null;
  }

  document.addEventListener("click", (event) => {
    const trigger = event.target.closest('[hx-target="#modal-content"]');
    if (trigger) opener = trigger;
  }, true);

  document.addEventListener("DOMContentLoaded", () => {
    const palette = document.getElementById("search-input-command")?.closest('[x-data="searchCommand()"]');
    palette?.setAttribute("role", "dialog");
    palette?.setAttribute("aria-modal", "true");
    palette?.setAttribute("aria-label", "Search or jump to");
    document.getElementById("search-input-command")?.setAttribute("aria-label", "Search");
    document.getElementById("command-submit")?.setAttribute("aria-label", "Search");

    const content = document.getElementById("modal-content");
    if (!content) return;
    new MutationObserver(() => {
      if (dialog()) {
        open = true;
        const first = content.querySelector("[autofocus]") || content.querySelector("textarea, select, input:not([type=hidden])")
          || content.querySelector("button[type=submit]");
        if (first && !content.contains(document.activeElement)) first.focus();
      } else if (open) {
        open = false;
        if (opener && document.contains(opener)) opener.focus();
      }
    }).observe(content.parentElement, { attributes: true, attributeFilter: ["style"], childList: true, subtree: true });
  });

  // Rows below a form scroll in a region of Unfold's that bears one name everywhere: it gets its heading's
  window.addEventListener("load", () => {
    for (const region of document.querySelectorAll("fieldset[aria-labelledby] .simplebar-content-wrapper[role=region]")) {
      const heading = document.getElementById(region.closest("fieldset").getAttribute("aria-labelledby"));
      if (heading) region.setAttribute("aria-label", heading.textContent.trim());
    }
  });

  document.addEventListener("keydown", (event) => {
    const content = event.key === "Tab" && dialog();
    if (!content) return;
    const stops = [...content.querySelectorAll(focusable)].filter((node) => node.offsetParent !== null);
    if (!stops.length) return;
    const [first, last] = [stops[0], stops[stops.length - 1]];
    if (event.shiftKey && document.activeElement === first) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); first.focus(); }
  });
})();
