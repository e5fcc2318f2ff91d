// Keeps the cards of an album fresh while photos are being prepared. Without it, a reload shows the same.
const SECONDS = 4;
const grid = document.querySelector("[data-photos]");

const busy = (card) => card.contains(document.activeElement) || [...card.querySelectorAll("textarea")].some((t) => t.value !== t.defaultValue);

async function refresh() {
  if (document.hidden) return true;
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok || answer.redirected) return false; // signed out, or the album is gone: a reload will say so
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const card of grid.querySelectorAll('[data-state="preparing"]')) {
    const other = fresh.getElementById(card.id);
    if (other && other.dataset.shown !== card.dataset.shown && !busy(card)) card.replaceWith(document.adoptNode(other));
  }
  return grid.querySelector('[data-state="preparing"]') !== null;
}

async function run() {
  let more = true;
  while (more) {
    await new Promise((done) => setTimeout(done, SECONDS * 1000));
    try { more = await refresh(); } catch { more = !navigator.onLine || more; }
  }
}

if (grid?.querySelector('[data-state="preparing"]')) run();
