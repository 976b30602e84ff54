// One stop of the Tab key for the whole calendar: arrow keys go from day to day, Home and End to the ends of a month.
(() => {
  const days = [...document.querySelectorAll("[data-days] a")];
  if (!days.length) return;
  const columns = () => getComputedStyle(days[0].closest("ol")).gridTemplateColumns.split(" ").length;
  const enter = (day) => {
    days.forEach((other) => { other.tabIndex = other === day ? 0 : -1; });
  };
  enter(days.find((day) => day.hasAttribute("aria-current")) || days[0]);
  const below = (day, step) => {
    if (columns() === 7) return days[days.indexOf(day) + 7 * step];
    const months = [...document.querySelectorAll("[data-days]")];
    const month = months[months.indexOf(day.closest("ol")) + step];
    if (!month) return undefined;
    const x = day.getBoundingClientRect().left;
    return [...month.querySelectorAll("a")].reduce((best, one) =>
      Math.abs(one.getBoundingClientRect().left - x) < Math.abs(best.getBoundingClientRect().left - x) ? one : best);
  };
  const moves = {
    ArrowLeft: (day) => days[days.indexOf(day) - 1],
    ArrowRight: (day) => days[days.indexOf(day) + 1],
    ArrowUp: (day) => below(day, -1),
    ArrowDown: (day) => below(day, 1),
    Home: (day) => day.closest("ol").querySelector("a"),
    End: (day) => [...day.closest("ol").querySelectorAll("a")].pop(),
  };
  document.addEventListener("keydown", (event) => {
    const day = event.target.closest?.("[data-days] a");
    const move = moves[event.key];
    if (!day || !move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = move(day);
    if (!next) return;
    enter(next);
    next.focus();
  });
  if (location.hash === "#hm-day") document.getElementById("hm-day")?.focus();
})();
