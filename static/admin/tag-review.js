// Tag review at speed: decisions are sent in the background, and keys lead from photo to photo and from tag to tag.
// Without this every button is a form that answers with the page.
const page = document.querySelector("[data-tag-review]");
const results = document.getElementById("listing-results");
const COLUMN = { ArrowLeft: -1, ArrowRight: 1 };
const ROW = { ArrowUp: -1, ArrowDown: 1 };
const undone = []; // when this page's own decisions were made, the last at the end

const config = JSON.parse(document.getElementById("wagtail-config")?.textContent || "{}");
const cards = () => [...results.querySelectorAll("[data-row]")];
const open = () => cards().filter((card) => card.dataset.state === "suggested");
const card = () => document.activeElement?.closest("[data-row]");

function tell(text) {
  page.querySelector("[data-told]").textContent = text;
  const shown = results.querySelector("[data-said]");
  if (shown) shown.textContent = text;
}

// One stop of the Tab key for all photos; the arrows move it.
function stopAt(current) {
  for (const one of cards()) {
    one.tabIndex = one === current ? 0 : -1;
    for (const part of one.querySelectorAll("a, button")) part.tabIndex = one === current ? 0 : -1;
  }
}

function go(to) {
  if (!to) return;
  stopAt(to);
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" }); // focus alone leaves half of it below the edge
}

function mark(one, state, text) {
  one.dataset.state = state;
  one.querySelector("[data-state-said]").textContent = text;
  one.querySelector("input[name=row]").disabled = state !== "suggested";
}

async function send(form, fields) {
  const body = new URLSearchParams(fields);
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  const kind = answer.headers.get("content-type") || "";
  if (answer.redirected || !kind.includes("json")) throw new Error(answer.status === 500 ? page.dataset.failed : page.dataset.signedOut);
  return answer.json();
}

async function decide(what, chosen) {
  const rows = chosen.filter((one) => one.dataset.state === "suggested");
  if (!rows.length) return;
  const here = card();
  for (const one of rows) mark(one, what === "accept" ? "accepted" : "rejected", page.dataset[what === "accept" ? "accepted" : "rejected"]);
  const all = cards();
  const after = all.slice(all.indexOf(rows[rows.length - 1]) + 1).find((one) => one.dataset.state === "suggested");
  if (here) go(after || open()[0] || here);
  try {
    const said = await send(results.querySelector("[data-decide]"), [["do", what], ...rows.map((one) => ["row", one.dataset.row])]);
    settle(rows, said);
    tell(open().length ? said.told : `${said.told} ${page.dataset.allDone}`);
  } catch (error) {
    for (const one of rows) mark(one, "suggested", "");
    tell(error instanceof TypeError ? page.dataset.failed : error.message);
  }
}

function settle(rows, said) {
  const done = new Set(said.done || []);
  for (const one of rows) {
    if (done.has(Number(one.dataset.row))) continue;
    const conflict = (said.conflicts || []).find((other) => String(other.row) === one.dataset.row);
    mark(one, conflict ? conflict.state : "gone", conflict ? conflict.told : page.dataset.gone);
  }
  if (!said.undo) return;
  undone.push(said.undo);
  results.querySelector("[data-undo]")?.removeAttribute("disabled");
}

async function undo() {
  const at = undone.pop();
  try {
    const said = await send(document.getElementById("v-undo"), at ? [["at", at]] : []);
    const back = cards().filter((one) => (said.back || []).includes(Number(one.dataset.row)));
    for (const one of back) mark(one, "suggested", "");
    if (back.length) go(back[0]);
    else if (said.tags?.length) await show(`?group=${said.tags[0]}`);
    tell(said.told);
  } catch (error) {
    if (at) undone.push(at);
    tell(error instanceof TypeError ? page.dataset.failed : error.message);
  }
}

// Another tag in the place of this one, with its own address.
async function show(query) {
  const answer = await fetch(page.dataset.results + query, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.status >= 500 ? page.dataset.failed : page.dataset.signedOut);
  results.innerHTML = await answer.text();
  history.replaceState(null, "", location.pathname + query);
  begin();
  window.scrollTo(0, 0);
  go(cards()[0]);
}

async function lead(way) {
  // What is left of this tag, or else what the queue begins with when it has ended.
  const again = open().length ? null : results.querySelector('[data-way="again"]');
  const link = (way === "next" && results.querySelector("[data-more]") && again) || results.querySelector(`[data-way="${way}"]`) || again;
  if (!link) return;
  try { await show(new URL(link.href).search); } catch (error) { tell(error instanceof TypeError ? page.dataset.failed : error.message); }
}

function step(event) {
  const all = cards();
  const at = all.indexOf(card());
  if (at < 0) return go(all.find((one) => one.tabIndex === 0) || all[0]);
  const top = all[0].getBoundingClientRect().top;
  const columns = Math.max(1, all.findIndex((one) => one.getBoundingClientRect().top > top + 5));
  const width = all.at(-1).getBoundingClientRect().top > top + 5 ? columns : all.length;
  const to = at + (COLUMN[event.key] || 0) + (ROW[event.key] || 0) * width;
  return go(all[Math.min(all.length - 1, Math.max(0, to))]);
}

// Keys count on this page's own parts, or where nothing else has the focus; the account's switch turns them off.
function ours(event) {
  const at = event.target;
  if (config.KEYBOARD_SHORTCUTS_ENABLED === false || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (at.closest?.("input, textarea, select, [contenteditable], dialog")) return false;
  return at === document.body || results.contains(at);
}

const KEYS = {
  a: (event) => decide("accept", event.shiftKey ? open() : [card()].filter(Boolean)),
  r: (event) => decide("reject", event.shiftKey ? open() : [card()].filter(Boolean)),
  u: undo,
  j: () => lead("next"),
  k: () => lead("previous"),
  h: () => { const help = results.querySelector("[data-help]"); if (help) help.open = !help.open; },
};

document.addEventListener("keydown", (event) => {
  if (!ours(event)) return;
  const moves = event.key in COLUMN || event.key in ROW;
  const act = moves ? step : KEYS[event.key.toLowerCase()];
  if (!act || (moves && !cards().length)) return;
  event.preventDefault();
  if (!event.repeat || moves) act(event);
});

results.addEventListener("submit", (event) => {
  const { submitter, target } = event;
  if (target.id === "v-undo") { event.preventDefault(); undo(); return; }
  if (!target.matches("[data-decide]") || !submitter) return;
  event.preventDefault();
  const what = submitter.name === "do" ? submitter.value : submitter.name;
  decide(what, submitter.name === "do" ? open() : [submitter.closest("[data-row]")]);
});

results.addEventListener("focusin", (event) => {
  const one = event.target.closest("[data-row]");
  if (one) stopAt(one);
});

function begin() {
  const all = cards();
  if (all.length) stopAt(all[0]);
}

new MutationObserver(begin).observe(results, { childList: true }); // Wagtail's filters put other results here
begin();
