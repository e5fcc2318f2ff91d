// Sends the chosen files one after the other and shows how far each is. Without it one request takes them all.

const form = document.querySelector("form[data-contribute]");
const log = document.querySelector("[data-contribute-log]");
const list = log.querySelector("ul");
const status = log.querySelector("[role=status]");
const words = form.dataset;

// fetch() does not tell how much has been sent.
function send(file, progress) {
  return new Promise((done) => {
    const data = new FormData();
    data.append("photo", file);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => progress(event.loaded, event.total));
    request.addEventListener("load", () => done(request));
    request.addEventListener("error", () => done(request));
    request.open("POST", words.contribute);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.send(data);
  });
}

function outcome(request) {
  if (request.status === 201) return words.sent;
  if (request.status === 200) return words.there;
  try {
    return JSON.parse(request.responseText).detail || words.failed;
  } catch {
    return words.failed;
  }
}

function line(file) {
  const item = list.appendChild(Object.assign(document.createElement("li"), { className: "log__line" }));
  const name = Object.assign(document.createElement("bdi"), { className: "log__text log__name", textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", file.name);
  const said = Object.assign(document.createElement("span"), { className: "meta", textContent: words.waiting });
  item.append(name, bar, said);
  return { file, bar, said };
}

async function send_one({ file, bar, said }) {
  if (file.size > Number(words.bytes)) {
    said.textContent = words.large;
    bar.remove();
    return;
  }
  said.textContent = words.sending;
  const request = await send(file, (loaded, total) => Object.assign(bar, { max: total, value: loaded }));
  said.textContent = outcome(request);
  bar.remove();
}

// The name first, so that the owner reads whose photos these are.
async function keep_name() {
  if (!form.elements.name) return;
  const data = new FormData();
  for (const field of ["csrfmiddlewaretoken", "name"]) data.append(field, form.elements[field].value);
  data.append("only_name", "1");
  try {
    await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
  } catch {
    // the files matter more
  }
}

form.addEventListener("submit", async (event) => {
  const files = [...form.elements.photos.files];
  if (!files.length || event.submitter?.name === "only_name") return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  log.hidden = false;
  status.textContent = "";
  const lines = files.map(line);
  form.elements.photos.value = "";
  await keep_name();
  for (const each of lines) await send_one(each);
  status.textContent = words.done;
  button.disabled = false;
});
