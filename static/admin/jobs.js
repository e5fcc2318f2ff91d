// Keeps the list of background work fresh while something is open. Without it, a reload shows the same.
const SECONDS = 3, AFTER_TROUBLE = 15;
const live = document.querySelector("[data-live]");
const results = document.getElementById("listing-results");

const isOpen = () => Number(results.querySelector("[data-open]")?.dataset.open ?? 0) > 0;

// Whoever reads an unfolded reason, or works in the list with the keyboard, keeps her place.
function replace(html) {
  const focused = results.contains(document.activeElement) ? document.activeElement.id : "";
  const unfolded = [...results.querySelectorAll("details[open] > summary")].map((summary) => summary.id);
  results.innerHTML = html;
  for (const id of unfolded) document.getElementById(id)?.parentElement.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function refresh() {
  const asked = location.search;
  const answer = await fetch(live.dataset.url + asked, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (answer.redirected || !answer.ok) throw new Error(answer.status); // signed out: a reload will say so
  const html = await answer.text();
  if (asked === location.search) replace(html); // the filters have not changed meanwhile
}

async function run() {
  let seconds = SECONDS;
  for (;;) {
    await new Promise((done) => setTimeout(done, seconds * 1000));
    if (document.hidden || !isOpen() || !live.querySelector("input").checked) continue;
    try { await refresh(); seconds = SECONDS; } catch { seconds = AFTER_TROUBLE; }
  }
}

if (live && results) {
  live.hidden = false;
  run();
}
