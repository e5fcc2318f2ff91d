// The details of a photo, as its own page has them.
import { page } from "./list.js";

export async function fillInfo(target, item) {
  target.dataset.for = item.href;
  target.setAttribute("aria-busy", "true");
  const found = (await page(item.href))?.querySelectorAll("[data-light-text], [data-light-info]") ?? [];
  if (target.dataset.for !== item.href) return; // another photo has come in the meantime
  target.replaceChildren(...[...found].map((each) => document.importNode(each, true)));
  target.removeAttribute("aria-busy");
}
