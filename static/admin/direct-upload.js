// A file straight into the bucket, where the site allows it. Whatever throws in here, the file goes the usual way.
const PATIENCE = 120_000; // how long the site may take to examine a file

async function api(address, { token, signal }, body) {
  const headers = { Accept: "application/json" };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": token });
  const answer = await fetch(address, { method: body ? "POST" : "GET", headers, signal, body: body && JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail || answer.status);
  return said;
}

// fetch() does not tell how much has been sent.
function send({ method, url, fields, file_field: last }, file, { signal, progress }) {
  return new Promise((done, fail) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    data.append(last, file, "file"); // the bucket need not know its name
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => progress(event.loaded, event.total));
    // 204 is S3's yes. 579: the file is there, but the bucket could not tell the site. We do that next.
    request.addEventListener("load", () => ([200, 204, 579].includes(request.status) ? done() : fail(new Error(request.status))));
    for (const event of ["error", "abort"]) request.addEventListener(event, () => fail(new Error(event)));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.open(method, url);
    request.send(data);
  });
}

async function examined(address, how) {
  const until = Date.now() + PATIENCE;
  for (let pause = 300; Date.now() < until; pause = Math.min(pause * 1.5, 3000)) {
    const said = await api(address, how);
    if (said.state !== "received" && said.state !== "waiting") return;
    await new Promise((done) => setTimeout(done, pause));
  }
  throw new Error("timeout");
}

// The name of the upload of which the album's own view tells what became: ready or refused, it has the words for both.
export async function sendDirectly(file, how) {
  const wanted = { filename: file.name, size: file.size, mime: file.type, album: how.album, show_known: false };
  const asked = await api(how.direct, how, wanted);
  const address = `${how.direct}${asked.id}/`;
  if (asked.upload) {
    await send(asked.upload, file, how);
    how.looking();
    await api(`${address}complete/`, how, {});
  }
  await examined(address, how);
  return asked.id;
}
