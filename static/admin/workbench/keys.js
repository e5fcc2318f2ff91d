// The keyboard in the grid. Letters count only while the focus is on a photo (WCAG 2.1.4).
import { target } from "./moves.js";

const SETTLE = 600; // so many steps in a row are one move
const POPS = { t: "v-pop-tags", e: "v-pop-words", m: "v-pop-move", a: "v-pop-album" };

export function watchKeys(desk, panel) {
  const { grid, selection } = desk;

  grid.list.addEventListener("keydown", (event) => {
    const card = event.target.closest("li");
    if (!card) return;
    const id = Number(card.dataset.id);
    const handled = event.altKey ? moved(event, id) : went(event, id) || pressed(event, id);
    if (handled) event.preventDefault();
  });

  function went(event, id) {
    const next = neighbour(event.key, id);
    if (next === undefined) return false;
    if (event.shiftKey) {
      selection.anchor ??= id;
      selection.reach(next, event.ctrlKey || event.metaKey);
    }
    selection.focus(next);
    panel.follow(next);
    return true;
  }

  function neighbour(key, id) {
    const { order } = grid;
    const at = order.indexOf(id);
    const [row, last] = [grid.columns(), order.length - 1];
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - row, ArrowDown: at + row, Home: 0, End: last,
                 PageUp: Math.max(at % row, at - 3 * row), PageDown: Math.min(last, at + 3 * row) }[key];
    return to === undefined ? undefined : order[to >= 0 && to <= last ? to : at];
  }

  function pressed(event, id) {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key !== "a") return false;
      selection.choose(grid.order);
      return true;
    }
    if (key === "escape") selection.choose([]);
    else if (key === "enter") panel.openFor(id);
    else if (event.key === "?") document.getElementById("v-help").showModal();
    else if (key === "delete" || key === "backspace") return tool("v-trash", id);
    else if (POPS[key]) return tool(POPS[key], id);
    else return false;
    return true;
  }

  function tool(name, id) {
    if (!selection.ids.size) selection.only(id);
    document.querySelector(`.v-tool[popovertarget="${name}"]`).click();
    return true;
  }

  function moved(event, id) {
    const row = grid.columns();
    const [way, step] = { ArrowLeft: ["earlier", 1], ArrowRight: ["later", 1], ArrowUp: ["earlier", row], ArrowDown: ["later", row],
                          Home: ["first"], End: ["last"] }[event.key] ?? [];
    if (!way) return false;
    const ids = selection.ids.has(id) ? selection.list() : [id];
    desk.move(ids, target(grid.order, ids, way, step), { wait: SETTLE });
    selection.focus(id);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=checkbox]):not([type=range])") || event.target.isContentEditable) return;
    if (!desk.undoable.length && !desk.moving) return;
    event.preventDefault();
    desk.undo();
  });
}
