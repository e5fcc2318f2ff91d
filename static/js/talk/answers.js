// The form for an answer, opened below the comment that is answered: a copy of the page's own form.
import { restore } from "./drafts.js";

const SUFFIX = "-to";

export function open(link, talk, words) {
  const note = link.closest(".note");
  const there = note.querySelector("[data-talk-form]");
  if (there) {
    there.elements.text.focus();
    return true;
  }
  const pattern = [...talk.querySelectorAll("[data-talk-form]")].find((form) => !form.closest(".note"));
  if (!pattern) return false;
  for (const other of talk.querySelectorAll(".note [data-talk-form]")) close(other); // its draft is kept
  const form = copyOf(pattern, note.id.split("-")[1]);
  const name = note.querySelector(".note__who")?.textContent ?? "";
  form.querySelector("label[for$='text-to']").textContent = words.labelAnswer.replace("{name}", name);
  const cancel = Object.assign(document.createElement("a"), { className: "btn btn--quiet", href: `#${note.id}` });
  cancel.textContent = words.labelCancel;
  cancel.dataset.cancel = "";
  form.querySelector(".actions").append(cancel);
  const place = Object.assign(document.createElement("div"), { className: "note__answer" });
  place.append(form);
  note.querySelector(".note__acts").after(place);
  restore(form);
  form.elements.text.focus();
  return true;
}

function copyOf(pattern, parent) {
  const form = pattern.cloneNode(true);
  for (const each of form.querySelectorAll("[id]")) each.id += SUFFIX;
  for (const each of form.querySelectorAll("[for]")) each.htmlFor += SUFFIX;
  const text = form.elements.text;
  text.setAttribute("aria-describedby", text.getAttribute("aria-describedby") + SUFFIX);
  text.value = "";
  form.elements.parent.value = parent;
  form.querySelector("[data-error]").hidden = true;
  form.querySelector("[data-cancel]")?.remove();
  return form;
}

export function close(form) {
  const note = form.closest(".note");
  if (!note) return;
  form.closest(".note__answer").remove();
  note.querySelector('.note__acts > a[href$="#answer"]')?.focus();
}
