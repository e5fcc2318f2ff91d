// Adds photos to an album: whatever is dropped on the page, chosen or pasted, three at a time. Without it the form sends
// all files at once. Tells the page of photos that came in by `vitrine:photos-added` on the document.
import { dropped, pasted, refusal } from "./uploader-files.js";
import { Row } from "./uploader-list.js";
import { Halt, Refusal, Sender } from "./uploader-send.js";
import { Told } from "./uploader-told.js";

const SECONDS = 3; // between questions for how far the preparing is
const ASKED = 200; // photos in one such question
const BATCH = 1000; // milliseconds in which new photos are told of together

const root = document.querySelector("[data-uploader]");
const settings = JSON.parse(document.getElementById("v-up-settings").textContent);
const { words } = settings;
const part = (name) => root.querySelector(`[data-up="${name}"]`);
const form = root.querySelector("form");
const input = document.getElementById("fileupload");
const list = document.getElementById("upload-list");
const sender = new Sender(settings, form.elements.csrfmiddlewaretoken.value);
const told = new Told(part, list, words);
const rows = new Set();
let running = 0;
let halted = false;
let outages = 0;
let polling = false;
let added = [];

// --- files come ------------------------------------------------------------------------------------

function add(files) {
  if (!files.length) return told.note(words.nothing);
  const room = settings.most - [...rows].filter((row) => row.isOpen).length;
  const most = String(settings.most);
  told.note(room <= 0 ? words.full.replaceAll("{most}", most) : "");
  if (room > 0 && files.length > room) told.note(words.tooMany.replaceAll("{most}", String(room)).replace("{total}", String(files.length)));
  for (const file of files.slice(0, Math.max(0, room))) {
    const row = new Row(file, part("row"), words, does);
    rows.add(row);
    list.append(row.item);
    const reason = refusal(file, settings);
    if (reason) refuse(row, new Refusal(reason, false));
  }
  pump();
}

const does = {
  retry(row) {
    row.buttons.remove.focus();
    if (row.state === "failed") return prepareAgain(row);
    row.show("waiting", words.waiting);
    pump();
  },
  remove(row) {
    const next = row.item.nextElementSibling || row.item.previousElementSibling;
    rows.delete(row);
    row.remove();
    (next?.querySelector('[data-row="remove"]') || input).focus();
    pump();
  },
  here: (row) => showHere([row]),
};

// --- files go --------------------------------------------------------------------------------------

function pump() {
  for (const row of rows) {
    if (halted || running >= settings.atOnce) break;
    if (row.state === "waiting") send(row);
  }
  told.update(rows, { idle: !running, halted });
}

async function send(row) {
  running += 1;
  row.control = new AbortController();
  row.sent = 0;
  row.show("sending", words.sending);
  const on = {
    progress(sent, all) { row.progress(sent, all); told.update(rows, { halted }); },
    looking: () => row.looking(),
    later(seconds) { row.said.textContent = words.later.replace("{seconds}", String(seconds)); },
  };
  try {
    took(row, await sender.send(row.file, row.control.signal, on));
    outages = 0;
  } catch (error) {
    if (!rows.has(row)) { /* removed from the list */ }
    else if (error instanceof Halt) {
      row.show("waiting", words.waiting);
      halt(error.message);
    } else refuse(row, error instanceof Refusal ? error : new Refusal(words.away, true));
  } finally {
    running -= 1;
    pump();
  }
}

function took(row, body) {
  row.take(body);
  if (body.what !== "added") return;
  tell(body.photo.id);
  poll();
}

function refuse(row, error) {
  row.refuse(error.message, error.again, error.outage);
  // Where they are seen: before all others, in the order in which they came.
  const first = [...list.children].find((item) => item !== row.item && !item.classList.contains("upload-failure"));
  if (first && !row.item.contains(document.activeElement)) list.insertBefore(row.item, first);
  if (!error.outage) return;
  outages += 1;
  if (outages >= settings.atOnce && [...rows].some((each) => each.state === "waiting")) halt("away");
}

// The grid fetches their cards.
function tell(id) {
  added.push(id);
  if (added.length > 1) return;
  setTimeout(() => {
    const ids = added;
    added = [];
    document.dispatchEvent(new CustomEvent("vitrine:photos-added", { detail: { ids } }));
  }, BATCH);
}

// --- the rest waits --------------------------------------------------------------------------------

function halt(reason) {
  halted = true;
  told.halt(reason);
}

async function goOn() {
  part("continue").disabled = true;
  try {
    await sender.refresh();
    halted = false;
    outages = 0;
    told.goOn();
    for (const row of rows) if (row.state === "refused" && row.outage) row.show("waiting", words.waiting);
    poll();
  } catch (error) {
    halt(error instanceof Halt ? error.message : "away");
  }
  part("continue").disabled = false;
  pump();
}

// --- what became of them ---------------------------------------------------------------------------

async function poll() {
  if (polling) return;
  polling = true;
  let trouble = 0;
  while (!halted && trouble < 20) {
    const preparing = [...rows].filter((row) => row.state === "preparing").slice(0, ASKED);
    if (!preparing.length) break;
    await new Promise((done) => setTimeout(done, SECONDS * 1000 * (document.hidden ? 5 : 1) * (1 + trouble)));
    try {
      const states = await sender.refresh(preparing.map((row) => row.photo.id));
      // Gone from the album meanwhile, by somebody's hand: there is nothing to wait for.
      for (const row of preparing) row.prepare(states[row.photo.id] || { state: "ready" });
      trouble = 0;
    } catch (error) {
      if (error instanceof Halt) halt(error.message);
      trouble += 1;
    }
    told.update(rows, { idle: !running, halted });
  }
  polling = false;
}

async function prepareAgain(row) {
  try {
    const { states } = await sender.form(settings.states, [["ids", row.photo.id]]);
    row.prepare(states[row.photo.id] || { state: "ready" });
    poll();
  } catch (error) {
    if (error instanceof Halt) halt(error.message);
    else told.note(error.message);
  }
}

async function showHere(chosen) {
  try {
    const body = await sender.form(settings.here, chosen.map((row) => ["photos", row.photo.id]));
    for (const row of chosen) {
      if (!body.here.includes(row.photo.id)) continue;
      row.item.contains(document.activeElement) && row.buttons.remove.focus();
      row.prepare({ state: row.photo.state, progress: 0, told: "" });
      tell(row.photo.id);
    }
    told.note(body.told);
    poll();
  } catch (error) {
    if (error instanceof Halt) halt(error.message);
    else told.note(error.message || words.away);
  }
  pump();
}

// --- the page --------------------------------------------------------------------------------------

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
let away = 0;

function over(event) {
  if (!hasFiles(event)) return;
  event.preventDefault(); // else the browser would open the file in place of the page
  event.dataTransfer.dropEffect = "copy";
  part("drop").classList.add("v-up__drop--on");
  clearTimeout(away); // leaving is told for each element on the way; staying is told all the time
  away = setTimeout(() => part("drop").classList.remove("v-up__drop--on"), 400);
}

document.addEventListener("dragenter", over);
document.addEventListener("dragover", over);
document.addEventListener("drop", async (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  part("drop").classList.remove("v-up__drop--on");
  add(await dropped(event.dataTransfer));
});
document.addEventListener("paste", (event) => {
  const files = event.clipboardData ? pasted(event.clipboardData) : [];
  const isTyping = event.target.closest?.("input, textarea, [contenteditable=true]");
  if (!files.length || (isTyping && event.clipboardData.types.includes("text/plain"))) return;
  event.preventDefault();
  add(files);
});
input.addEventListener("change", () => {
  const files = [...input.files];
  input.value = ""; // the same file may be chosen again
  if (files.length) add(files);
});
addEventListener("beforeunload", (event) => {
  if ([...rows].some((row) => row.isOpen)) event.preventDefault();
});

part("continue").addEventListener("click", goOn);
part("all-here").addEventListener("click", () => showHere([...rows].filter((row) => row.state === "elsewhere")));
part("retry-all").addEventListener("click", () => {
  for (const row of rows) if (row.state === "refused" && row.again) row.show("waiting", words.waiting);
  pump();
});
part("clear").addEventListener("click", () => {
  for (const row of [...rows]) {
    rows.delete(row);
    row.remove();
  }
  input.focus();
  pump();
});
root.classList.add("v-up--script");
