// What somebody has begun to write, kept in this browser for each place and person until it is sent, for a month.
const PREFIX = "draft:";
const KEPT = 30 * 24 * 3600 * 1000;

function nameOf(form) {
  const place = ["album", "photo", "parent"].map((name) => form.elements[name]?.value || 0);
  return `${PREFIX}${[form.dataset.talkForm || 0, ...place].join(":")}`;
}

export function keep(form) {
  const text = form.elements.text.value;
  try {
    if (text.trim()) localStorage.setItem(nameOf(form), JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(nameOf(form));
  } catch { /* no storage: it lives as long as the page */ }
}

export function forget(form) {
  try {
    localStorage.removeItem(nameOf(form));
  } catch { /* nothing was kept */ }
}

export function restore(form) {
  try {
    const kept = read(nameOf(form));
    if (kept && !form.elements.text.value) form.elements.text.value = kept.text;
  } catch { /* nothing was kept */ }
}

function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name));
    return kept && Date.now() - kept.at < KEPT ? kept : null;
  } catch {
    return null;
  }
}

try {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !read(name)) localStorage.removeItem(name);
  }
} catch { /* no storage */ }
