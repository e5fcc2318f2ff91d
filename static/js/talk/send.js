// Posts a form and reads the JSON that comes back. `status` is 0 when nothing came back at all.
export async function send(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    const isJson = /\bjson\b/.test(answer.headers.get("Content-Type") ?? "");
    // Whatever else comes, a page for signing in perhaps, is not what was asked for.
    return { ok: answer.ok && isJson, status: answer.status, said: isJson ? await answer.json() : {} };
  } catch {
    return { ok: false, status: 0, said: {} };
  }
}
