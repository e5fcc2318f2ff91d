// The photographs of a list in the page, in its order; grows at its ends when the album goes on
// beyond what the page shows.
const pages = new Map();

/** The page behind a link, fetched once. */
export function page(href) {
  if (!pages.has(href)) {
    const asked = fetch(href, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((text) => new DOMParser().parseFromString(text, "text/html"))
      .catch(() => null);
    pages.set(href, asked);
  }
  return pages.get(href);
}

function item(link) {
  const picture = link.querySelector("picture");
  if (!picture) return null; // still being prepared
  const words = link.parentElement.querySelector(".pic__title");
  const img = picture.querySelector("img");
  const title = link.dataset.title ?? words?.textContent ?? img.alt;
  const lang = words?.lang || link.dataset.lang || img.lang;
  return { link, picture, href: link.href, title, lang, other: link.dataset.other ?? "" };
}

export class List {
  constructor(element) {
    this.element = element;
    this.items = [...element.querySelectorAll("[data-light]")].map(item).filter(Boolean);
    this.count = Number(element.dataset.count) || 0;
    const number = Number(element.dataset.number); // of the current one, on a photo's page
    const current = this.items.findIndex((each) => each.link.closest("[aria-current]"));
    this.first = number ? number - current : Number(element.dataset.first) || (this.count ? 1 : 0);
  }

  indexOf(link) {
    return this.items.findIndex((each) => each.link === link);
  }

  number(index) {
    return this.count ? this.first + index : 0;
  }

  /** Takes more neighbours from the pages of the outermost photos when the one at `index` is near them. */
  async extendAround(index) {
    const none = { before: 0, after: 0 };
    if (!this.count || this.asking) return none;
    const last = this.items.length - 1;
    const wantsBefore = index <= 1 && this.first > 1;
    const wantsAfter = index >= last - 1 && this.first + last < this.count;
    if (!wantsBefore && !wantsAfter) return none;
    this.asking = true;
    const before = wantsBefore ? await this.#beyond(this.items[0]) : [];
    const after = wantsAfter ? await this.#beyond(this.items[last]) : [];
    this.asking = false;
    this.items = [...before, ...this.items, ...after];
    this.first -= before.length;
    return { before: before.length, after: after.length };
  }

  async #beyond(edge) {
    const strip = (await page(edge.href))?.querySelector(".strip");
    const known = new Set(this.items.map((each) => each.href));
    const links = [...(strip?.querySelectorAll("[data-light]") ?? [])];
    // With its frame: an item asks it for the words that lie over the picture.
    const found = links.map((link) => item(document.importNode(link.parentElement, true).firstElementChild));
    return found.filter((each) => each && !known.has(each.href));
  }
}
