/* Reordering rows with the mouse. The buttons beside each row do the same for everybody else. */
(() => {
  "use strict";
  const { form } = window.ruleBuilder;
  const MARKS = ["rb-drop-before", "rb-drop-after", "rb-drop-into"];
  let dragged = null;
  let target = null;

  const clear = () => { target?.element.classList.remove(...MARKS); target = null; };

  /* Where the row would land: before or after another one, or at the end of an empty group. */
  function landing(event) {
    const over = document.elementFromPoint(event.clientX, event.clientY);
    const rows = over?.closest(".rb-rows");
    const block = over?.closest("[data-row]");
    if (!form().contains(over) || dragged.contains(over)) return null;
    const isAction = (element) => !!element.querySelector(":scope > input[name=does]");
    if (block && isAction(block) === isAction(dragged)) {
      const box = block.querySelector(".rb-row").getBoundingClientRect();
      const where = event.clientY < box.top + box.height / 2 ? MARKS[0] : MARKS[1];
      return { element: block, where };
    }
    return rows?.dataset.group && !isAction(dragged) ? { element: rows, where: MARKS[2] } : null;
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!form()) return;
    form().addEventListener("dragstart", (event) => {
      dragged = event.target.closest?.(".rb-drag")?.closest("[data-row]") ?? null;
      if (!dragged) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.dataset.row);
      event.dataTransfer.setDragImage(dragged, 20, 20);
      dragged.classList.add("rb-dragged");
    });
    form().addEventListener("dragover", (event) => {
      if (!dragged) return;
      const found = landing(event);
      if (found?.element !== target?.element || found?.where !== target?.where) {
        clear();
        target = found;
        target?.element.classList.add(target.where);
      }
      if (target) event.preventDefault();
    });
    form().addEventListener("drop", (event) => {
      if (!dragged || !target) return;
      event.preventDefault();
      const { element, where } = target;
      if (where === MARKS[2]) element.append(dragged);
      else element[where === MARKS[0] ? "before" : "after"](dragged);
      document.dispatchEvent(new CustomEvent("rule-builder:moved", { detail: `${dragged.dataset.row}-up` }));
    });
    form().addEventListener("dragend", () => {
      clear();
      dragged?.classList.remove("rb-dragged");
      dragged = null;
    });
  });
})();
