// Which photos are chosen, and which one the keyboard stands on.
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

export class Selection extends EventTarget {
  constructor(grid, texts) {
    super();
    Object.assign(this, { grid, texts, ids: new Set(), anchor: null, at: null });
    this.all = document.getElementById("v-all");
    this.none = document.getElementById("v-none");
    for (const box of grid.list.querySelectorAll("input:checked")) this.ids.add(Number(box.value)); // the browser kept them
    grid.list.addEventListener("click", (event) => this.clicked(event));
    grid.list.addEventListener("focusin", ({ target }) => this.stand(Number(target.closest("li").dataset.id)));
    grid.addEventListener("put", ({ detail }) => this.dress(detail.id));
    grid.addEventListener("arranged", () => this.show());
    this.all.addEventListener("change", () => this.choose(this.all.checked ? grid.order : []));
    this.none.addEventListener("click", () => { this.choose([]); this.focus(this.at ?? grid.order[0]); });
  }

  /** The chosen photos in the album's order. */
  list() { return this.grid.order.filter((id) => this.ids.has(id)); }

  choose(ids) {
    this.ids = new Set(ids);
    this.show();
  }

  only(id) {
    this.anchor = id;
    this.choose([id]);
  }

  toggle(id, on = !this.ids.has(id)) {
    this.anchor = id;
    if (on) this.ids.add(id);
    else this.ids.delete(id);
    this.show();
  }

  /** From the photo that was chosen last to this one; ``more`` keeps what is chosen besides. */
  reach(id, more = false) {
    const { order } = this.grid;
    const from = order.indexOf(this.anchor ?? this.at ?? id);
    const [low, high] = [Math.max(0, from), order.indexOf(id)].sort((a, b) => a - b);
    const range = order.slice(low, high + 1);
    this.anchor ??= id;
    this.choose(more ? [...this.ids, ...range] : range);
  }

  clicked(event) {
    const card = event.target.closest("li");
    if (!card || event.defaultPrevented) return;
    const id = Number(card.dataset.id);
    const many = event.ctrlKey || event.metaKey;
    if (event.target.matches("input")) {
      if (event.shiftKey) this.reach(id, true);
      else this.toggle(id, event.target.checked);
      return;
    }
    if (event.target.closest("a")) {
      event.preventDefault();
      if (!event.shiftKey && !many) this.dispatchEvent(new CustomEvent("open", { detail: { id } }));
    }
    event.preventDefault();
    if (event.shiftKey) this.reach(id, many);
    else if (many || event.pointerType === "touch") this.toggle(id);
    else this.only(id);
    this.focus(id, { preventScroll: true });
  }

  // --- the keyboard's place

  stand(id) {
    if (this.at !== null && this.at !== id) { const old = this.grid.box(this.at); if (old) old.tabIndex = -1; }
    this.at = id;
    this.number = this.grid.order.indexOf(id);
    const box = this.grid.box(id);
    if (box) box.tabIndex = 0;
  }

  /** Put the focus on a photo; where its card is still on its way, as soon as it is there. */
  focus(id, options = {}) {
    if (id === undefined || id === null) return;
    this.later = null;
    const box = this.grid.box(id);
    if (box) {
      this.stand(id);
      box.focus({ preventScroll: true });
      if (!options.preventScroll) box.closest("li").scrollIntoView({ block: "nearest" });
      return;
    }
    this.stand(id);
    this.later = id;
    this.grid.card(id).scrollIntoView({ block: "nearest" });
  }

  // --- what is seen of it

  dress(id) {
    const card = this.grid.card(id);
    const box = card.querySelector("input");
    const on = this.ids.has(id);
    card.classList.toggle("v-ph--on", on);
    if (!box) return;
    box.checked = on;
    box.tabIndex = id === this.at ? 0 : -1;
    card.querySelector("a").tabIndex = -1;
    if (this.later === id) this.focus(id);
  }

  show() {
    const { order } = this.grid;
    const there = new Set(order);
    for (const id of this.ids) if (!there.has(id)) this.ids.delete(id);
    if (!there.has(this.anchor)) this.anchor = null;
    // Where the photo went, the next one takes its place.
    if (!there.has(this.at)) this.at = order[Math.min(this.number ?? 0, order.length - 1)] ?? null;
    this.number = order.indexOf(this.at);
    for (const id of order) this.dress(id);
    const n = this.ids.size;
    this.all.checked = n > 0 && n === order.length;
    this.all.indeterminate = n > 0 && n < order.length;
    this.all.disabled = !order.length;
    this.none.hidden = !n;
    const count = document.getElementById("v-count");
    const told = n ? fill(n === 1 ? this.texts.chosen_one : this.texts.chosen_many, { n }) : "";
    if (count.textContent !== told) count.textContent = told;
    this.all.nextElementSibling.textContent = fill(order.length === 1 ? this.texts.all_one : this.texts.all_many, { n: order.length });
    for (const tool of document.querySelectorAll("[data-some]")) tool.disabled = !n;
    for (const tool of document.querySelectorAll("[data-one]")) tool.disabled = n !== 1;
    document.getElementById("v-tools").classList.toggle("v-tools--on", n > 0);
    this.dispatchEvent(new Event("changed"));
  }
}
