// What is done to photos: one request after the other, told about, and taken back.
import { fill } from "./selection.js";

const MOST = 5000; // the server takes no more by their keys

export class Desk {
  constructor(grid, selection, { urls, texts }) {
    Object.assign(this, { grid, selection, urls, texts, undoable: [], queue: Promise.resolve(), moving: null });
    this.form = document.getElementById("v-arrange");
    this.told = document.getElementById("v-told");
    this.undoButton = document.getElementById("v-undo");
    this.undoButton.addEventListener("click", () => this.undo());
    document.getElementById("v-told-close").addEventListener("click", () => { this.told.hidden = true; });
    window.addEventListener("beforeunload", (event) => { if (this.grid.busy) event.preventDefault(); });
  }

  // --- doing

  /** Do something to these photos. The answer has ``ok``; what happened is told below the grid unless ``quiet``. */
  change(fields, ids, { quiet = false } = {}) {
    this.flush();
    return this.inLine(async () => {
      const answer = await this.post(this.urls.change, fields, ids);
      if (answer.ok || !quiet) this.tell(answer);
      await this.refresh([...new Set([...(answer.done ?? ids), ...conflicting(answer)])]);
      return answer;
    });
  }

  /** One suggestion, by the door that the photo's own page has; it answers with that page. */
  decide(url, fields, id) {
    this.flush();
    return this.inLine(async () => {
      const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: this.headers }).catch(() => null);
      if (response?.ok && response.url.includes(`/${id}/`)) this.tell({ ok: true, told: this.texts.rejected });
      else this.tell({ ok: false, told: response ? this.texts.signed_out : this.texts.no_answer });
      await this.refresh([id]);
    });
  }

  /** Put photos before another one (null: at the end), at once; ``wait`` for more of the same before it is sent. */
  move(ids, before, { wait = 0 } = {}) {
    const next = this.grid.ordered(ids, before);
    if (!ids.length || same(next, this.grid.order)) return;
    if (this.moving && same(this.moving.ids, ids)) clearTimeout(this.moving.timer);
    else { this.flush(); this.moving = { ids, was: this.grid.order }; }
    this.moving.before = before;
    this.grid.apply(next);
    this.speak(fill(this.texts.moved, { n: next.indexOf(ids[0]) + 1, total: next.length }));
    this.moving.timer = setTimeout(() => this.flush(), wait);
  }

  /** Send a move that was only shown yet. */
  flush() {
    const move = this.moving;
    if (!move) return;
    clearTimeout(move.timer);
    this.moving = null;
    this.inLine(async () => {
      const seen = Object.fromEntries(move.ids.filter((id) => this.grid.is(id)).map((id) => [id, Number(this.grid.card(id).dataset.moves)]));
      const fields = { do: "move", before: move.before ?? "", seen: JSON.stringify(seen) };
      const answer = await this.post(this.urls.change, fields, move.ids);
      if (!answer.ok && !this.moving) this.grid.apply(move.was);
      this.tell(answer);
      await this.refresh(answer.ok ? move.ids : [...move.ids, ...conflicting(answer)]);
    });
  }

  undo() {
    this.flush();
    return this.inLine(async () => {
      const change = this.undoable.pop();
      if (change === undefined) return;
      const answer = await this.post(this.urls.undo, { change }, []);
      this.tell(answer);
      await this.refresh([...(answer.done ?? []), ...conflicting(answer)]);
      this.grid.dispatchEvent(new CustomEvent("undone", { detail: answer }));
    });
  }

  inLine(work) {
    this.grid.busy = (this.grid.busy ?? 0) + 1;
    const done = this.queue.then(work).finally(() => { this.grid.busy -= 1; });
    this.queue = done.catch(() => this.tell({ ok: false, told: this.texts.no_answer }));
    return done;
  }

  async refresh(ids) {
    await this.grid.sync(ids);
    // What was moved meanwhile and is not sent yet stays where it was put.
    if (this.moving) this.grid.apply(this.grid.ordered(this.moving.ids, this.moving.before));
  }

  // --- asking the server

  async post(url, fields, ids) {
    // By their keys also when it is all of them: what came in meanwhile was not chosen.
    const all = ids.length > MOST && ids.length === this.grid.order.length;
    return this.send(url, fields, all ? [["all", 1]] : ids.map((id) => ["photos", id]));
  }

  async send(url, fields, photos) {
    const body = new FormData();
    for (const [name, value] of [...Object.entries(fields), ...photos]) body.append(name, value);
    try {
      const response = await fetch(url, { method: "POST", body, headers: this.headers });
      if (response.redirected || [401, 403, 404].includes(response.status)) return { ok: false, ...(await said(response)) ?? { told: this.texts.signed_out } };
      const answer = await said(response);
      if (answer === null) return { ok: false, told: this.texts.no_answer };
      return { ...answer, ok: response.ok };
    } catch { return { ok: false, told: this.texts.no_answer }; }
  }

  get headers() {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    return { Accept: "application/json", "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": token };
  }

  // --- telling

  tell(answer) {
    if (answer.ok && answer.undo) this.undoable.push(answer.undo);
    const conflicts = answer.conflicts ?? []; // a single one is told by the answer itself
    const lines = [answer.told || this.texts.refused, ...(conflicts.length > 1 ? conflicts.slice(0, 3).map((conflict) => conflict.told) : [])];
    const text = document.getElementById("v-told-text");
    text.replaceChildren(...[...new Set(lines.filter(Boolean))].map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    this.told.classList.toggle("v-told--bad", !answer.ok);
    this.undoButton.hidden = !(answer.ok && answer.undo);
    this.told.hidden = false;
    this.speak(lines.filter(Boolean).join(" "), { alarm: !answer.ok });
  }

  speak(text, { alarm = false } = {}) {
    const place = document.getElementById(alarm ? "v-alarm" : "v-spoken");
    place.textContent = "";
    setTimeout(() => { place.textContent = text; }, 50); // said again, even when it is the same
  }
}

const said = async (response) => {
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return null;
  const answer = await response.json();
  return answer.told === undefined ? null : answer;
};
const conflicting = (answer) => [...(answer.conflicts ?? []).map((conflict) => conflict.photo), ...(answer.gone ?? [])];
const same = (one, other) => one.length === other.length && one.every((id, index) => id === other[index]);
