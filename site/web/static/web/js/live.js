/* Better with script, whole without it. Three small manners:
   data-live    a change in such a form, or a click on such a link, fetches the same page and swaps its data-region parts;
   data-poll    seconds after which the page's regions are fetched anew, paused while the page is hidden;
   data-focus   the error summary takes the focus, and a field in error is checked again as it is put right. */
document.documentElement.classList.add("js");

let turn = 0;

async function swap(url, replaceUrl) {
  const mine = ++turn;
  const regions = document.querySelectorAll("[data-region]");
  const busy = setTimeout(() => regions.forEach((region) => region.setAttribute("aria-busy", "true")), 400);
  try {
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return void location.assign(answer.url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn) return;
    const focused = document.activeElement && document.activeElement.id;
    regions.forEach((region) => {
      const fresh = page.querySelector(`[data-region="${region.dataset.region}"]`);
      if (fresh && fresh.innerHTML !== region.innerHTML) region.innerHTML = fresh.innerHTML;
    });
    if (page.title) document.title = page.title;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    if (replaceUrl) history.replaceState(null, "", url.split("#")[0]);
  } catch (problem) {
    if (replaceUrl) location.assign(url);
  } finally {
    clearTimeout(busy);
    regions.forEach((region) => region.removeAttribute("aria-busy"));
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form || !event.target.name) return;
  const asked = new FormData(form);
  asked.delete("csrfmiddlewaretoken");
  swap(`${location.pathname}?${new URLSearchParams(asked)}`, false);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-live]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  swap(link.href, true);
});

document.addEventListener("input", (event) => {
  const group = event.target.closest(".fg.err");
  if (!group) return;
  const rule = event.target.dataset.right;
  if (event.target.value.trim() && (!rule || new RegExp(rule).test(event.target.value.trim()))) {
    group.classList.remove("err");
    event.target.removeAttribute("aria-invalid");
    group.querySelector(".emsg")?.remove();
  }
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || event.target.dataset.sent) return event.target.dataset.sent ? event.preventDefault() : undefined;
  if (event.target.matches("[data-once]")) {
    event.target.dataset.sent = "yes";
    if (button) setTimeout(() => { button.disabled = true; }, 0);
  }
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button:disabled").forEach((button) => { button.disabled = false; });
  });
});

document.querySelector("[data-focus]")?.focus();

const poll = document.querySelector("[data-poll]");
if (poll) {
  const again = () => {
    const seconds = Number(document.querySelector("[data-poll]")?.dataset.poll || 0);
    if (!seconds) return;
    setTimeout(async () => {
      if (!document.hidden) await swap(location.href, false);
      again();
    }, seconds * 1000);
  };
  again();
}
