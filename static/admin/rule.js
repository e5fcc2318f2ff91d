// Shows what the album would show while its rule is being written. Nothing is saved by looking.

const WAIT = 400;
const form = document.getElementById("v-rule");
const preview = document.getElementById("v-rule-preview");

let seen = "";
let timer = 0;
let asking = null;

function said() {
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("csrfmiddlewaretoken");
  return fields.toString();
}

async function look() {
  const fields = said();
  if (fields === seen) return;
  seen = fields;
  asking?.abort();
  const mine = (asking = new AbortController());
  preview.ariaBusy = "true";
  try {
    const answer = await fetch(`${preview.dataset.address}?${fields}`, {
      headers: { "X-Requested-With": "XMLHttpRequest" },
      signal: mine.signal,
    });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const html = await answer.text();
    if (mine === asking) preview.innerHTML = html;
  } catch (error) {
    if (error.name === "AbortError") return;
    seen = "";
    preview.textContent = preview.dataset.failed;
  }
  if (mine === asking) preview.ariaBusy = "false";
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT);
}

if (form && preview) {
  form.parentElement.classList.add("v-rule--live");
  seen = said();
  for (const kind of ["input", "change", "keyup", "click", "focusout"]) form.addEventListener(kind, later);
  // Wagtail's tag field and its calendar write into their fields without an event; the day picked lies outside the form.
  new MutationObserver(later).observe(form, { childList: true, subtree: true });
  document.addEventListener("click", later);
}
