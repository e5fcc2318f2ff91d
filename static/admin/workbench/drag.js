// Dragging photos to their place, with a mouse, a pen or a finger that was held down.
const FAR = 6; // pixels until a press is a drag
const HOLD = 350; // milliseconds until a finger takes hold
const EDGE = 90; // pixels from the window's edge where it scrolls

export function watchDrag(desk) {
  const { grid, selection, texts } = desk;
  const { list } = grid;
  const mark = Object.assign(document.createElement("div"), { className: "v-mark", hidden: true });
  const ghost = Object.assign(document.createElement("div"), { className: "v-ghost", hidden: true });
  document.body.append(mark, ghost);
  let drag = null;

  list.addEventListener("dragstart", (event) => event.preventDefault()); // the browser's own, of the picture
  list.addEventListener("contextmenu", (event) => { if (drag?.touch) event.preventDefault(); });
  list.addEventListener("pointerdown", (event) => {
    const card = event.target.closest("li");
    if (!card || event.button !== 0 || event.target.matches("input") || drag) return;
    drag = { card, id: Number(card.dataset.id), x: event.clientX, y: event.clientY, pointer: event.pointerId, touch: event.pointerType === "touch" };
    if (drag.touch) drag.hold = setTimeout(begin, HOLD);
  });
  // Once a finger has taken hold the page stays; before that it scrolls as ever.
  document.addEventListener("touchmove", (event) => { if (drag?.on) event.preventDefault(); }, { passive: false });
  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR;
    if (!drag.on && far && drag.touch) return stop();
    if (!drag.on && far) begin();
    if (drag?.on) { Object.assign(drag, { x: event.clientX, y: event.clientY }); follow(); }
  });
  document.addEventListener("pointerup", (event) => { if (drag && event.pointerId === drag.pointer) drop(); });
  document.addEventListener("pointercancel", () => stop());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drag?.on) return;
    event.preventDefault();
    event.stopPropagation();
    stop();
    desk.speak(texts.put_back);
  }, { capture: true });

  function begin() {
    if (!selection.ids.has(drag.id)) selection.only(drag.id);
    drag.on = true;
    drag.ids = selection.list();
    document.body.classList.add("v-dragging");
    for (const id of drag.ids) grid.card(id).classList.add("v-ph--held");
    const picture = drag.card.querySelector("img")?.cloneNode();
    picture?.removeAttribute("loading");
    const count = Object.assign(document.createElement("b"), { textContent: drag.ids.length });
    ghost.replaceChildren(...[picture, drag.ids.length > 1 ? count : null].filter(Boolean));
    ghost.hidden = false;
    desk.speak(texts.moving.replace("{n}", drag.ids.length));
    follow();
    drag.frame = requestAnimationFrame(scroll);
  }

  function follow() {
    ghost.style.transform = `translate(${drag.x + 14}px, ${drag.y + 14}px)`;
    const place = placeAt(drag.x, drag.y);
    mark.hidden = !place;
    if (!place) { drag.before = undefined; return; }
    drag.before = place.before;
    const { card, after } = place;
    const box = card.getBoundingClientRect();
    mark.style.transform = `translate(${(after ? box.right : box.left) - 2}px, ${box.top}px)`;
    mark.style.height = `${box.height}px`;
  }

  /** The card next to the pointer, on which side of it, and before which photo that is. */
  function placeAt(x, y) {
    const area = list.getBoundingClientRect();
    const inside = [Math.min(area.right - 4, Math.max(area.left + 4, x)), Math.min(area.bottom - 4, Math.max(area.top + 4, y))];
    if (Math.abs(inside[0] - x) > 200 || Math.abs(inside[1] - y) > 200) return null;
    const found = document.elementsFromPoint(...inside).map((element) => element.closest("#v-photos > li")).find(Boolean);
    const card = found ?? nearest(...inside);
    if (!card) return null;
    const box = card.getBoundingClientRect();
    const after = inside[0] > box.left + box.width / 2;
    const at = grid.order.indexOf(Number(card.dataset.id)) + (after ? 1 : 0);
    const held = new Set(drag.ids);
    return { card, after, before: grid.order.slice(at).find((id) => !held.has(id)) ?? null };
  }

  /** In a gap, or behind the last one of the last row. */
  function nearest(x, y) {
    const left = document.elementsFromPoint(Math.max(list.getBoundingClientRect().left + 8, x - 24), y);
    const card = left.map((element) => element.closest("#v-photos > li")).find(Boolean);
    return card ?? (y > (list.lastElementChild?.getBoundingClientRect().top ?? Infinity) ? list.lastElementChild : null);
  }

  function scroll() {
    if (!drag?.on) return;
    const below = drag.y - (innerHeight - EDGE);
    const above = EDGE + 60 - drag.y; // the toolbar stands there
    const speed = below > 0 ? below / 4 : above > 0 ? -above / 4 : 0;
    if (speed) { window.scrollBy(0, speed); follow(); }
    drag.frame = requestAnimationFrame(scroll);
  }

  function drop() {
    const { on, ids, before } = drag;
    if (on) window.addEventListener("click", swallow, { capture: true, once: true });
    stop();
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 50);
    if (on && before !== undefined) desk.move(ids, before);
  }

  function swallow(event) { event.preventDefault(); event.stopPropagation(); }

  function stop() {
    if (!drag) return;
    clearTimeout(drag.hold);
    cancelAnimationFrame(drag.frame);
    for (const id of drag.ids ?? []) grid.card(id).classList.remove("v-ph--held");
    document.body.classList.remove("v-dragging");
    mark.hidden = ghost.hidden = true;
    drag = null;
  }
}
