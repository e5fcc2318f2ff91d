// One file to the site, and what the site made of it. Nothing in here knows of the list.
import { sendDirectly } from "./direct-upload.js";

const TRIES = 4; // of one file, while the site does not answer
const PATIENCE = 5 * 60_000; // without a sign of life
const WAIT = [2, 5, 12, 12]; // seconds between them

export class Halt extends Error {} // the next file would fare no better; its message is "signedOut", "other", or the reason
export class Refusal extends Error { // this file was not taken
  constructor(told, again) {
    super(told);
    this.again = again;
  }
}

export class Sender {
  constructor(settings, token) {
    this.settings = settings;
    this.token = token;
  }

  // What the site tells of the file. `on` has progress(sent, all), looking() and later(seconds).
  async send(file, signal, on) {
    const { away, broken } = this.settings.words;
    let fresh = false;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.attempt(file, signal, on);
      const { status, body } = answer;
      const number = broken.replace("{status}", status);
      if (status === 200 && body?.success) return body;
      if (body?.stop) throw new Halt(body.told);
      const outage = status === 0 || status >= 500 || status === 429;
      if (!outage && body?.told) throw new Refusal(body.told, body.again);
      if (!outage && (fresh || ![200, 401, 403].includes(status))) {
        throw status === 413 ? new Refusal(this.settings.words.too_many_bytes, false) : new Refusal(number, true);
      }
      if (!outage && (await this.refreshed())) { // not the uploader's own answer: who we are may have changed, or the token
        fresh = true;
        continue;
      }
      if (attempt >= TRIES) throw Object.assign(new Refusal(status ? answer.told || number : away, true), { outage: true });
      await this.pause(Math.max(WAIT[attempt - 1], answer.after) * (1 + Math.random() / 4), signal, on);
    }
  }

  // Whether the site could be asked. Throws Halt when there is no use in going on.
  async refreshed() {
    try {
      await this.refresh();
      return true;
    } catch (error) {
      if (error instanceof Halt) throw error;
      return false;
    }
  }

  async attempt(file, signal, on) {
    if (this.settings.direct) {
      try {
        const uid = await sendDirectly(file, { ...this.settings, token: this.token, signal, ...on });
        return await post(this.settings.upload, { upload: uid }, this.token, { signal });
      } catch (error) {
        if (signal.aborted) throw error;
        console.info("direct upload:", error.message); // then through the site
      }
    }
    return post(this.settings.upload, { "files[]": file }, this.token, { signal, ...on });
  }

  // Ask the site who we are, and for a token that holds. Throws Halt when we are nobody, or somebody else.
  async refresh(ids = []) {
    const answer = await fetch(`${this.settings.states}?ids=${ids.join(",")}`, { headers: { Accept: "application/json" }, redirect: "manual" });
    const body = await json(answer);
    if (body?.stop) throw new Halt(body.told);
    if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) throw new Halt("signedOut");
    if (!answer.ok || !body) throw new Error(answer.status);
    if (body.user !== this.settings.user) throw new Halt("other");
    this.take(body.token);
    return body.states;
  }

  // All forms of the page were made with the token of the session that ended.
  take(token) {
    this.token = token;
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  }

  async pause(seconds, signal, on) {
    on.later(Math.ceil(seconds));
    await new Promise((done, fail) => {
      const timer = setTimeout(done, seconds * 1000);
      addEventListener("online", done, { once: true });
      signal.addEventListener("abort", () => { clearTimeout(timer); fail(new Error("aborted")); }, { once: true });
    });
  }

  async form(address, fields) {
    const data = new FormData();
    for (const [name, value] of fields) data.append(name, value);
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    const answer = await fetch(address, { method: "POST", body: data, headers, redirect: "manual" });
    const body = await json(answer);
    if (body?.stop) throw new Halt(body.told);
    if (answer.type === "opaqueredirect") throw new Halt("signedOut");
    if (!answer.ok || !body) throw new Error(body?.told || this.settings.words.broken.replace("{status}", answer.status));
    return body;
  }
}

async function json(answer) {
  try { return await answer.json(); } catch { return null; }
}

// fetch() does not tell how much has been sent. A status of 0: nobody answered.
function post(address, fields, token, { signal, progress, looking }) {
  return new Promise((done, fail) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => progress?.(event.loaded, event.total));
    request.upload.addEventListener("load", () => looking?.());
    request.addEventListener("load", () => done(read(request)));
    for (const event of ["error", "timeout"]) request.addEventListener(event, () => done({ status: 0, after: 0 }));
    request.addEventListener("abort", () => fail(new Error("aborted")));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.open("POST", address);
    request.timeout = PATIENCE;
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("X-CSRFToken", token);
    request.send(data);
  });
}

function read(request) {
  const after = Math.min(Number(request.getResponseHeader("Retry-After")) || 0, 60);
  let body = null;
  try { body = JSON.parse(request.responseText); } catch { /* a page, not an answer */ }
  return { status: request.status, body, after, told: body?.told || body?.detail };
}
