// Does the proof of work that a form asks for, so that its question in words need not be answered. It begins with
// the first key stroke, and the form waits for it. Where the browser cannot (no HTTPS), the question stays.

const form = document.querySelector("form[data-captcha]");
const challenge = JSON.parse(document.getElementById("captcha-work").textContent);
const note = form.querySelector("[data-captcha-note]");
const question = form.elements.answer.closest(".field");

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive({ nonce, salt, cost, keyLength }, counter) {
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  new DataView(password.buffer).setUint32(password.length - 4, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
}

async function solve() {
  for (let counter = 0; ; counter++) {
    const derivedKey = await derive(challenge.parameters, counter);
    if (derivedKey.startsWith(challenge.parameters.keyPrefix)) return { counter, derivedKey };
  }
}

let work;
const begin = () => (work ??= solve().then((solution) => btoa(JSON.stringify({ challenge, solution }))));

if (window.crypto?.subtle) {
  question.hidden = true;
  form.addEventListener("input", begin, { once: true });
  form.addEventListener("submit", async (event) => {
    if (form.elements.proof.value) return;
    event.preventDefault();
    note.hidden = false;
    try {
      form.elements.proof.value = await begin();
      form.submit();
    } catch {
      note.hidden = question.hidden = false;
    }
  });
}
