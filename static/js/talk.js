// Comments without leaving the page: they appear in their place, answers open where they belong, votes count at once,
// and what is half written survives. Without this script the same forms and links do all of it with whole pages.
import { close, open } from "./talk/answers.js";
import { forget, keep, restore } from "./talk/drafts.js";
import { put } from "./talk/rows.js";
import { send } from "./talk/send.js";
import { vote } from "./talk/votes.js";

const FORM = "[data-talk-form]";
const SOON = 2500; // as long as the site wants a form to be looked at, and a little
const talk = document.querySelector("[data-talk]");
const status = talk?.querySelector("[data-talk-status]");
const words = status?.dataset;

const say = (text) => {
  status.textContent = text;
};

function complain(form, text) {
  const place = form.querySelector("[data-error]");
  place.textContent = text;
  place.hidden = false;
}

// A form that was sent too soon, or was open since yesterday, is sent once more with the time that the answer brings.
async function sent(form, again = false) {
  const answer = await send(form.action, new FormData(form));
  if (answer.said.shown_at) form.elements.shown_at.value = answer.said.shown_at;
  if (again || answer.said.code !== "ask_again") return answer;
  await new Promise((done) => setTimeout(done, SOON));
  return sent(form, true);
}

async function post(form) {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const answer = await sent(form);
  form.ariaBusy = null;
  if (!answer.ok) {
    complain(form, answer.said.detail ?? (answer.status ? words.saidFailed : words.saidAway));
    form.elements.text.focus();
    return;
  }
  forget(form);
  form.reset();
  form.querySelector("[data-error]").hidden = true;
  close(form);
  const row = put(talk, answer.said, Number(words.deepest));
  if (answer.said.counts) {
    const count = talk.querySelector("[data-talk-count]");
    if (count) count.textContent = Number(count.textContent) + 1;
  }
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  say(answer.said.notice || words.saidPosted);
}

// Enter makes a new line; with Ctrl or Cmd it sends. While Chinese is being composed, Enter belongs to the composing.
function pressed(event) {
  const form = event.target.closest?.(FORM);
  if (!form || event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  form.requestSubmit();
}

for (const form of document.querySelectorAll(FORM)) restore(form);
document.addEventListener("keydown", pressed);
document.addEventListener("input", (event) => {
  const form = event.target.closest?.(FORM);
  if (form) keep(form);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(FORM)) return;
  if (!talk) return forget(event.target); // a page with nothing but the form: the answer has the text, or it is stored
  event.preventDefault();
  post(event.target);
});

if (talk) {
  talk.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest(".vote[formaction]");
    const link = event.target.closest('.note__acts > a[href$="#answer"]');
    const cancel = event.target.closest(".note [data-cancel]");
    if (button) {
      event.preventDefault();
      vote(button, words, say);
    } else if (link && open(link, talk, words)) event.preventDefault();
    else if (cancel) {
      event.preventDefault();
      close(cancel.closest(FORM));
    }
  });
}
