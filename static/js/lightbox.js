// Opens photographs of a list in a dialog over the page. Everything it shows is taken from the
// markup: a list is [data-lightbox], its links are [data-light], and each link leads to the photo's
// own page, which is where a visitor without this script goes.
import { watch } from "./lightbox/gestures.js";
import { fillInfo } from "./lightbox/info.js";
import { List } from "./lightbox/list.js";
import { Stage } from "./lightbox/stage.js";

const dialog = document.getElementById("lightbox");
const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
const stage = dialog && new Stage(dialog, part("stage"), part("track"));
const here = location.href;
let list = null;
let at = 0;

function open(from, index, { known = false } = {}) {
  list = from;
  if (!known) history.pushState({ lightbox: true }, "", list.items[index].href);
  dialog.showModal();
  show(index, { announce: true });
  dialog.querySelector('[data-act="close"]').focus({ preventScroll: true });
}

function show(index, { announce = false } = {}) {
  at = index;
  const item = list.items[at];
  stage.show(list.items[at - 1], item, list.items[at + 1]);
  const number = list.number(at);
  part("count").textContent = number ? `${number} / ${list.count}` : "";
  part("title").textContent = item.title;
  part("title").lang = item.lang;
  part("other").textContent = item.other;
  part("other").lang = item.lang === "en" ? "zh-Hans" : "en";
  part("page").href = item.href;
  dialog.querySelector('[data-act="prev"]').hidden = at === 0;
  dialog.querySelector('[data-act="next"]').hidden = at === list.items.length - 1;
  if (announce) {
    const words = number ? dialog.dataset.label : dialog.dataset.labelShort;
    const said = { number, count: list.count, title: item.title };
    part("status").textContent = words.replace(/\{(\w+)\}/g, (_, key) => said[key]);
  }
  if (!part("info").hidden) fillInfo(part("info"), item);
  const shown = list;
  list.extendAround(at).then((added) => {
    if (list !== shown || !dialog.open || !(added.before || added.after)) return;
    const moved = at + added.before;
    show(moved);
  });
}

async function go(index) {
  const target = Math.min(list.items.length - 1, Math.max(0, index));
  if (target === at) return stage.settle();
  if (Math.abs(target - at) === 1) await stage.slide(target - at);
  if (!dialog.open) return;
  history.replaceState({ lightbox: true }, "", list.items[target].href);
  show(target, { announce: true });
}

function toggleInfo() {
  const info = part("info");
  info.hidden = !info.hidden;
  dialog.querySelector('[data-act="info"]').setAttribute("aria-expanded", String(!info.hidden));
  if (!info.hidden) fillInfo(info, list.items[at]);
}

// Closing goes one step back in the history, so that the back button and the cross do the same.
const close = () => (history.state?.lightbox ? history.back() : dialog.close());

function closed() {
  const item = list?.items[at];
  stage.clear();
  part("info").hidden = true;
  dialog.querySelector('[data-act="info"]').setAttribute("aria-expanded", "false");
  const onOtherPage = list?.element.dataset.number && item && item.href !== here.split(/[?#]/)[0];
  list = null;
  if (onOtherPage) return location.assign(item.href); // a photo's page shows the photo one has come to
  const link = item?.link.isConnected ? item.link : null;
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: "nearest" });
}

const ACTS = { prev: () => go(at - 1), next: () => go(at + 1), info: toggleInfo, close };
const KEYS = {
  ArrowLeft: ACTS.prev,
  ArrowRight: ACTS.next,
  PageUp: ACTS.prev,
  PageDown: ACTS.next,
  Home: () => go(0),
  End: () => go(list.items.length - 1),
  i: toggleInfo,
};

const withModifier = (event) => event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;

if (dialog?.showModal) {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || withModifier(event)) return;
    const whole = event.target.closest("[data-light-open]");
    const current = '[aria-current] > .pic > [data-light]';
    const link = whole ? document.querySelector(current) : event.target.closest("[data-light]");
    // In a photo page's strip a link leads on; only the large picture opens.
    if (!link || (!whole && link.dataset.light === "here")) return;
    const from = new List(link.closest("[data-lightbox]"));
    const index = from.indexOf(link);
    if (index < 0) return;
    event.preventDefault();
    open(from, index);
  });
  dialog.addEventListener("click", (event) => ACTS[event.target.closest("[data-act]")?.dataset.act]?.());
  dialog.addEventListener("keydown", (event) => {
    if (withModifier(event)) return;
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (event.target === part("info") && /^(Home|End|Page)/.test(event.key))) return;
    event.preventDefault();
    act();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("close", closed);
  addEventListener("popstate", (event) => {
    if (!event.state?.lightbox) return dialog.open && dialog.close();
    if (dialog.open) return;
    // Forward again: to a photo of this page, or to the photo's own page.
    const link = [...document.querySelectorAll("[data-light]")].find((each) => each.href === location.href);
    const from = link && new List(link.closest("[data-lightbox]"));
    if (from && from.indexOf(link) >= 0) open(from, from.indexOf(link), { known: true });
    else location.reload();
  });
  watch(part("stage"), stage, { step: (by) => go(at + by), close });
}
