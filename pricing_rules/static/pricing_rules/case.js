/* The form of a price case: another service asks other fields, so the page is drawn again with them. */
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-case]");
    const refresh = form && form.querySelector("[data-case-refresh]");
    const service = document.getElementById("try-service");
    if (!refresh || !service) return;
    refresh.hidden = true;
    service.addEventListener("change", () => form.requestSubmit(refresh));
  });
})();
