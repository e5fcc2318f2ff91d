// Three panes side by side: the photo, and its neighbours which are loaded ahead. Moves and zooms.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const LARGEST = 4;

function frame(item) {
  const pane = document.createElement("div");
  pane.className = "light__pane";
  if (!item) return pane;
  const box = document.createElement("div");
  box.className = "light__frame";
  const thumb = item.picture.querySelector("img");
  const copy = item.picture.cloneNode(true);
  const img = copy.querySelector("img");
  for (const each of copy.querySelectorAll("[sizes]")) each.setAttribute("sizes", "100vw");
  for (const name of ["loading", "class", "fetchpriority"]) img.removeAttribute(name);
  img.draggable = false;
  if (thumb.currentSrc && thumb.complete) {
    // What the page has already shown stands in until the large file is there.
    const low = document.createElement("img");
    Object.assign(low, { src: thumb.currentSrc, alt: "", width: img.width, height: img.height, draggable: false });
    box.append(low);
    img.classList.add("is-waiting");
    img.addEventListener("load", () => {
      img.classList.add("is-arriving");
      img.classList.remove("is-waiting");
    }, { once: true });
  }
  box.append(copy);
  pane.append(box);
  return pane;
}

export class Stage {
  constructor(dialog, element, track) {
    Object.assign(this, { dialog, element, track, panes: new Map() });
    this.still();
  }

  /** Hangs the photo and its neighbours; a pane that is already there is used again. */
  show(previous, item, next) {
    const wanted = [[previous, "light__pane--prev"], [item, ""], [next, "light__pane--next"]];
    const kept = new Map();
    this.dialog.classList.remove("light--moves");
    this.track.style.transform = "";
    const panes = wanted.filter(([each]) => each).map(([each, kind]) => {
      const pane = this.panes.get(each.href) ?? frame(each);
      pane.className = `light__pane ${kind}`;
      pane.inert = each !== item;
      pane.firstElementChild.style.transform = "";
      kept.set(each.href, pane);
      return pane;
    });
    this.panes = kept;
    // Only what changed is moved in the tree, so that no picture is decoded again.
    for (const child of [...this.track.children]) if (!panes.includes(child)) child.remove();
    for (const pane of panes) if (!pane.isConnected) this.track.append(pane);
    this.box = kept.get(item.href).firstElementChild;
    this.still();
  }

  clear() {
    this.track.replaceChildren();
    this.panes.clear();
    this.box = null;
    this.still();
  }

  still() {
    this.scale = 1;
    this.x = this.y = 0;
  }

  get zoomed() {
    return this.scale > 1.01;
  }

  /** Follows a finger sideways; harder to pull where there is no neighbour. */
  drag(dx) {
    this.dialog.classList.remove("light--moves");
    const towards = dx > 0 ? ".light__pane--prev" : ".light__pane--next";
    const pull = this.track.querySelector(towards) ? dx : dx / 4;
    this.track.style.transform = `translateX(${pull}px)`;
  }

  settle() {
    this.#move(() => { this.track.style.transform = ""; });
  }

  async slide(by) {
    if (still.matches) return;
    await this.#move(() => { this.track.style.transform = `translateX(${-100 * by}%)`; });
  }

  /** Scales around a point of the stage, so that what lies under the finger stays there. */
  zoom(scale, clientX, clientY, { smooth = false } = {}) {
    const area = this.element.getBoundingClientRect();
    const next = Math.min(LARGEST, Math.max(1, scale));
    const [px, py] = [clientX - area.left - this.#inset, clientY - area.top];
    this.x = px - (px - this.x) * (next / this.scale);
    this.y = py - (py - this.y) * (next / this.scale);
    this.scale = next;
    this.#place(smooth);
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.#place(false);
  }

  get #inset() {
    return this.box ? this.box.offsetLeft : 0;
  }

  #place(smooth) {
    if (!this.box) return;
    const [width, height] = [this.box.offsetWidth, this.box.offsetHeight];
    this.x = Math.min(0, Math.max(width * (1 - this.scale), this.x));
    this.y = Math.min(0, Math.max(height * (1 - this.scale), this.y));
    this.dialog.classList.toggle("light--moves", smooth && !still.matches);
    this.box.style.transform = this.zoomed ? `translate(${this.x}px, ${this.y}px) scale(${this.scale})` : "";
    // A closer look needs the largest file.
    if (this.zoomed) for (const each of this.box.querySelectorAll("[sizes]")) each.setAttribute("sizes", "400vw");
  }

  #move(change) {
    this.dialog.classList.add("light--moves");
    change();
    if (still.matches) return Promise.resolve();
    return new Promise((done) => {
      const end = () => { clearTimeout(timer); this.track.removeEventListener("transitionend", end); done(); };
      const timer = setTimeout(end, 400); // a hidden tab sends no transitionend
      this.track.addEventListener("transitionend", end);
    });
  }
}
