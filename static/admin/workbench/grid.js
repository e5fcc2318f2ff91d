// The cards: all keys in their order, a place for each, filled when it is scrolled to.
const AT_ONCE = 100; // cards of one request; the server gives no more
const REFRESH = 3000;

export class Grid extends EventTarget {
  constructor(list, { order, urls, texts }) {
    super();
    Object.assign(this, { list, order, urls, texts });
    this.cards = new Map([...list.children].map((card) => [Number(card.dataset.id), card]));
    this.wanted = new Set();
    this.seen = new IntersectionObserver((entries) => this.cameNear(entries), { rootMargin: "900px 0px" });
  }

  start() {
    document.getElementById("v-pages")?.remove();
    this.list.removeAttribute("start");
    const first = this.list.firstElementChild;
    const jumped = first && this.order[0] !== Number(first.dataset.id);
    this.apply(this.order);
    if (jumped) first.scrollIntoView({ block: "start" });
    document.addEventListener("vitrine:photos-added", ({ detail }) => this.added(detail.ids));
    this.watch();
  }

  /** The card, or the empty place in which it will stand. */
  card(id) {
    if (!this.cards.has(id)) {
      const place = document.createElement("li");
      place.className = "v-ph v-ph--later";
      place.id = `photo-${id}`;
      place.dataset.id = id;
      this.cards.set(id, place);
      this.seen.observe(place);
    }
    return this.cards.get(id);
  }

  is(id) { return this.cards.has(id) && !this.cards.get(id).classList.contains("v-ph--later"); }

  box(id) { return this.cards.get(id)?.querySelector("input") ?? null; }

  title(id) { return this.cards.get(id)?.querySelector("a")?.textContent ?? ""; }

  /** Arrange the cards so; what is not in the order goes, what is new gets a place. */
  apply(order) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    this.order = order;
    const wanted = new Set(order);
    for (const [id, card] of this.cards) if (!wanted.has(id)) { card.remove(); this.cards.delete(id); }
    let at = this.list.firstElementChild;
    order.forEach((id, index) => {
      const card = this.card(id);
      if (card === at) at = at.nextElementSibling;
      else this.list.insertBefore(card, at);
      const number = card.querySelector(".v-ph__n");
      if (number && number.textContent !== String(index + 1)) number.textContent = index + 1;
    });
    if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
    document.getElementById("v-empty").hidden = order.length > 0;
    this.dispatchEvent(new Event("arranged"));
  }

  /** The order with these photos together before another one, or at the end. */
  ordered(ids, before) {
    const moved = new Set(ids);
    const rest = this.order.filter((id) => !moved.has(id));
    const at = before === null ? rest.length : rest.indexOf(before);
    return [...rest.slice(0, at), ...this.order.filter((id) => moved.has(id)), ...rest.slice(at)];
  }

  columns() { return getComputedStyle(this.list).gridTemplateColumns.split(" ").length; }

  // --- what the server knows

  cameNear(entries) {
    for (const { target, isIntersecting } of entries) {
      const id = Number(target.dataset.id);
      if (isIntersecting) this.wanted.add(id);
      else this.wanted.delete(id); // scrolled past
    }
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.fill(), 60);
  }

  async fill() {
    if (this.filling) return;
    this.filling = true;
    try {
      while (this.wanted.size) {
        const ids = [...this.wanted].slice(0, AT_ONCE);
        ids.forEach((id) => this.wanted.delete(id));
        const answer = await this.fetch(ids);
        if (answer === null) { ids.forEach((id) => this.wanted.add(id)); break; }
        // A photo that is not there any more has no card: its place goes with the next order.
        if (answer.cards.length < ids.length) this.sync([]);
      }
    } finally { this.filling = false; }
    if (this.wanted.size) this.soon = setTimeout(() => this.fill(), REFRESH);
  }

  /** Fresh cards, with the order when that is wanted. Null when the server did not answer. */
  async fetch(ids, { order = false } = {}) {
    const address = `${this.urls.cards}?ids=${ids.join(",")}${order ? "&order=1" : ""}`;
    let answer = null;
    try {
      const response = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" } });
      if (!response.ok || response.redirected) return null;
      answer = await response.json();
    } catch { return null; }
    answer.cards.forEach((card) => this.put(card));
    return answer;
  }

  put({ id, html }) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = document.importNode(holder.content.firstElementChild, true); // addresses need a document
    const old = this.cards.get(id);
    this.cards.set(id, fresh);
    if (!old) return;
    this.seen.unobserve(old);
    const focused = old.contains(document.activeElement) ? document.activeElement.tagName : "";
    const tab = old.querySelector("input")?.tabIndex;
    const image = old.querySelector("img");
    const picture = fresh.querySelector("img");
    // The same picture stays as it is drawn, so that nothing flickers.
    if (image && new URL(image.src).pathname === new URL(picture.src).pathname) picture.replaceWith(image);
    old.replaceWith(fresh);
    this.dispatchEvent(new CustomEvent("put", { detail: { id, tab } }));
    if (focused) fresh.querySelector(focused === "A" ? "a" : "input").focus({ preventScroll: true });
  }

  /** Bring these cards and the order up to date. False when the server did not answer. */
  async sync(ids) {
    const there = ids.filter((id) => this.is(id) || !this.cards.has(id));
    const answer = await this.fetch(there.slice(0, AT_ONCE), { order: true });
    if (answer === null) return false;
    this.apply(answer.order);
    for (let at = AT_ONCE; at < there.length; at += AT_ONCE) await this.fetch(there.slice(at, at + AT_ONCE));
    return true;
  }

  added(ids) {
    this.incoming = [...(this.incoming ?? []), ...ids.map(Number)];
    clearTimeout(this.addedSoon);
    this.addedSoon = setTimeout(async () => {
      const some = this.incoming.splice(0);
      if (!(await this.sync(some))) this.added(some);
    }, 250);
  }

  /** Cards of photos that are being prepared are asked for until they are ready. */
  async watch() {
    for (;;) {
      await new Promise((done) => setTimeout(done, REFRESH));
      const waiting = this.list.querySelectorAll('[data-state="preparing"]');
      if (document.hidden || !waiting.length || this.busy) continue;
      await this.fetch([...waiting].slice(0, AT_ONCE).map((card) => Number(card.dataset.id)));
      this.dispatchEvent(new Event("arranged"));
    }
  }
}
