// While an impact is being worked out, its part of the page is asked for again and put in place. Without this script
// the page has a link that does the same.
(() => {
  "use strict";
  const EVERY = 1000; // milliseconds
  const look = async () => {
    const place = document.getElementById("impact");
    if (!place || !place.hasAttribute("data-impact-runs")) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("impact");
        if (fresh) {
          place.replaceWith(document.adoptNode(fresh));
          const heading = page.querySelector(".crm-title h1");
          if (heading) document.querySelector(".crm-title h1").replaceWith(document.adoptNode(heading));
        }
      }
    } catch {
      // away for a moment: the next look will tell
    }
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
})();
