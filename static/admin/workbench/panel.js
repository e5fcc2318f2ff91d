// The details of the one chosen photo: beside the grid where there is room, else over it.
import { fill } from "./selection.js";

const WIDE = matchMedia("(min-width: 75rem)");
const PAUSE = 150;

export class Panel {
  constructor(desk) {
    Object.assign(this, { desk, grid: desk.grid, selection: desk.selection, texts: desk.texts, shown: null });
    this.dialog = document.getElementById("v-side");
    this.body = document.getElementById("v-side-body");
    this.tool = document.getElementById("v-details");
    this.wanted = localStorage.getItem("v-side") !== "closed";
    this.tool.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    this.dialog.addEventListener("click", ({ target }) => { if (target === this.dialog || target.closest("[data-close]")) this.close(); });
    this.dialog.addEventListener("close", () => this.opened(false));
    this.dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
    this.dialog.addEventListener("submit", (event) => this.submitted(event));
    this.dialog.addEventListener("change", ({ target }) => { if (target.matches("[data-field]")) this.save(target.form); });
    this.dialog.addEventListener("keydown", (event) => this.entered(event));
    this.selection.addEventListener("changed", () => this.later());
    this.selection.addEventListener("open", ({ detail }) => this.openFor(detail.id));
    this.grid.list.addEventListener("dblclick", ({ target }) => { const card = target.closest("li"); if (card) this.openFor(Number(card.dataset.id)); });
    this.grid.addEventListener("undone", () => this.reload());
    WIDE.addEventListener("change", () => this.placed());
    this.placed();
  }

  get isOpen() { return this.dialog.open; }

  placed() {
    if (this.dialog.open) this.dialog.close();
    if (WIDE.matches && this.wanted && this.grid.order.length) this.open({ focus: false });
  }

  open({ focus = !WIDE.matches } = {}) {
    if (WIDE.matches) this.dialog.open = true; // show() would take the focus
    else if (!this.dialog.open) this.dialog.showModal();
    if (WIDE.matches) this.keep("open");
    this.opened(true);
    this.shown = null;
    this.show();
    if (focus) this.dialog.querySelector("[data-close]").focus();
  }

  openFor(id) {
    if (!this.selection.ids.has(id) || this.selection.ids.size > 1) this.selection.only(id);
    if (!this.isOpen) this.open();
  }

  close() {
    if (WIDE.matches) this.keep("closed");
    const inside = this.dialog.contains(document.activeElement);
    this.dialog.close();
    this.opened(false);
    if (inside) this.selection.focus(this.selection.at, { preventScroll: true });
  }

  opened(is) {
    this.tool.setAttribute("aria-expanded", String(is));
    document.getElementById("v-desk").classList.toggle("v-desk--side", is && WIDE.matches);
  }

  keep(state) {
    this.wanted = state === "open";
    localStorage.setItem("v-side", state);
  }

  /** With the arrow keys one looks through the photos while none is ticked. */
  follow(id) { if (this.isOpen && !this.selection.ids.size) this.later(id); }

  later(id) {
    clearTimeout(this.soon);
    if (this.isOpen) this.soon = setTimeout(() => this.show(id), PAUSE);
  }

  async show(looked) {
    const ids = this.selection.list();
    const id = ids.length === 1 ? ids[0] : ids.length ? null : looked ?? null;
    if (id === null) {
      this.shown = null;
      const text = ids.length ? fill(this.texts.some_many, { n: ids.length }) : this.texts.none;
      this.body.replaceChildren(Object.assign(document.createElement("p"), { className: "v-side__none", textContent: text }));
    } else if (id !== this.shown) await this.read(id);
  }

  async read(id) {
    this.shown = id;
    const response = await fetch(`${id}/details/`, { headers: { "X-Requested-With": "XMLHttpRequest" } }).catch(() => null);
    if (this.shown !== id) return; // another one was chosen meanwhile
    if (!response?.ok || response.redirected) {
      this.body.textContent = response && response.status !== 404 ? this.texts.signed_out : this.texts.no_answer;
      this.shown = null;
      return;
    }
    const top = this.body.querySelector(`[data-photo="${id}"]`) ? this.body.scrollTop : 0;
    this.body.innerHTML = await response.text();
    for (const field of this.body.querySelectorAll("[data-field]")) field.dataset.seen = field.value;
    this.body.scrollTop = top;
  }

  reload() {
    if (this.isOpen && this.grid.order.includes(this.shown) && !this.body.contains(document.activeElement)) this.read(this.shown);
  }

  // --- its forms

  entered(event) {
    const field = event.target;
    if (event.key !== "Enter" || !field.matches("[data-field]")) return;
    if (field.matches("textarea") && !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.save(field.form);
  }

  async save(form, { again = false } = {}) {
    const field = form.querySelector("[data-field]");
    if (field.value === field.dataset.seen && !again) return;
    const id = this.shown;
    const value = field.value;
    const name = form.querySelector("button").value;
    const answer = await this.desk.change({ do: name, [field.name]: value, seen: JSON.stringify({ [id]: field.dataset.seen }) }, [id]);
    form.querySelector(".v-theirs")?.remove();
    const conflict = answer.conflicts?.find((one) => one.photo === id);
    if (answer.ok && !conflict) field.dataset.seen = value;
    else if (conflict && conflict.now !== undefined) this.ask(form, field, conflict);
    if (answer.ok && name === "title" && this.shown === id) field.defaultValue = value;
  }

  /** Somebody else was faster: take over theirs, or save one's own all the same. */
  ask(form, field, { now, told }) {
    const box = Object.assign(document.createElement("div"), { className: "v-theirs" });
    const quote = Object.assign(document.createElement("blockquote"), { textContent: now });
    const theirs = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: this.texts.their_text });
    const mine = Object.assign(document.createElement("button"), { type: "button", className: "button button-small button-secondary", textContent: this.texts.my_text });
    theirs.addEventListener("click", () => { field.value = field.dataset.seen = now; box.remove(); field.focus(); });
    mine.addEventListener("click", () => { field.dataset.seen = now; this.save(form, { again: true }); field.focus(); });
    const row = Object.assign(document.createElement("div"), { className: "v-row" });
    row.append(theirs, mine);
    box.append(Object.assign(document.createElement("p"), { textContent: told }), quote, row);
    form.append(box);
  }

  async submitted(event) {
    const form = event.target;
    if (!form.matches("[data-detail]")) return;
    event.preventDefault();
    if (form.querySelector("[data-field]")) { this.save(form); return; }
    const button = event.submitter ?? form.querySelector("button");
    const id = this.shown;
    const fields = { [button.name]: button.value };
    for (const field of form.querySelectorAll("[name]:not(button)")) if (!["photos", "csrfmiddlewaretoken"].includes(field.name)) fields[field.name] = field.value;
    if (button.hasAttribute("formaction")) await this.desk.decide(button.formAction, fields, id);
    else await this.desk.change(fields, [id]);
    const typed = form.querySelector("input:not([type=hidden])");
    if (this.shown !== id) return;
    await this.read(id);
    // The focus stays where one works.
    const next = typed ? this.body.querySelector(`input[name="${typed.name}"]:not([type=hidden])`) : this.body.querySelector(".v-chip__x, [name=tags]:not([type=hidden])");
    next?.focus({ preventScroll: true });
  }
}
