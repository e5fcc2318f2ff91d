// Sends each file straight to the bucket when the site allows it; whatever goes wrong on the way, the
// file goes the usual way, through the site. Works inside Wagtail's uploader, which shows what became of it.
const input = document.querySelector("#fileupload");
const form = input.closest("form[data-direct]");
const PATIENCE = 120_000; // how long the site may take to examine a file
const token = () => form.elements.csrfmiddlewaretoken.value;

async function api(address, body) {
  const headers = { Accept: "application/json" };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": token() });
  const answer = await fetch(address, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail || answer.status);
  return said;
}

// fetch() does not tell how much has been sent.
function send({ method, url, fields, file_field: last }, file, progress) {
  return new Promise((done, fail) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    data.append(last, file, "file"); // the bucket need not know its name
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => progress(event.loaded, event.total));
    // 204 is S3's yes. 579: the file is there, but the bucket could not tell the site. We do that next.
    request.addEventListener("load", () => ([200, 204, 579].includes(request.status) ? done() : fail(new Error(request.status))));
    request.addEventListener("error", () => fail(new Error("network")));
    request.open(method, url);
    request.send(data);
  });
}

async function examined(address) {
  const until = Date.now() + PATIENCE;
  for (let pause = 300; Date.now() < until; pause = Math.min(pause * 1.5, 3000)) {
    const said = await api(address);
    if (said.state !== "received" && said.state !== "waiting") return said;
    await new Promise((done) => setTimeout(done, pause));
  }
  throw new Error("timeout");
}

async function direct(data) {
  const file = data.files[0];
  const wanted = { filename: file.name, size: file.size, mime: file.type, album: Number(form.dataset.album) };
  const asked = await api(form.dataset.direct, wanted);
  const address = `${form.dataset.direct}${asked.id}/`;
  if (asked.upload) {
    await send(asked.upload, file, (loaded, total) => show(data, loaded, total));
    await api(`${address}complete/`, {});
  }
  await examined(address); // ready or refused: the uploader's own view has the words for both
  const body = new FormData();
  body.append("upload", asked.id);
  body.append("csrfmiddlewaretoken", token());
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

function show(data, loaded, total) {
  const bar = data.context[0].querySelector(".progress .bar");
  const percent = Math.floor((loaded / total) * 100);
  bar.style.width = `${percent}%`;
  bar.textContent = `${percent}%`;
}

// One at a time, as Wagtail's uploader does.
let queue = Promise.resolve();

// The uploader puts a fresh field in the place of the one that a file was chosen with: it is event.target.
window.jQuery(input).on("fileuploadsubmit", (event, data) => {
  if (data.tried) return true;
  data.tried = true;
  const uploader = window.jQuery(event.target);
  const { options } = uploader.data("blueimp-fileupload") || uploader.data("fileupload");
  queue = queue.then(async () => {
    try {
      const result = await direct(data);
      options.done.call(event.target, window.jQuery.Event("done"), { ...data, result });
      options.always.call(event.target, window.jQuery.Event("always"), data);
    } catch (error) {
      console.info("direct upload:", error.message);
      await data.submit();
    }
  }).catch(() => {}); // the uploader has shown it
  return false; // not through the site, for now
});
