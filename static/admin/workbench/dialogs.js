// The toolbar's menus. Without a script they are parts of the form that the browser opens by itself.
import { beforeNumber, target } from "./moves.js";

const PAUSE = 200;

export function watchDialogs(desk, panel) {
  const { grid, selection, texts, urls } = desk;
  const seen = {}; // what the fields of "Texts" and "Licence" found, by field and photo

  // --- where they open

  for (const pop of document.querySelectorAll(".v-pop")) {
    const tool = document.querySelector(`[popovertarget="${pop.id}"]`);
    pop.addEventListener("beforetoggle", ({ newState }) => {
      tool.classList.toggle("v-tool--open", newState === "open");
      if (newState !== "open") return;
      for (const error of pop.querySelectorAll(".v-bad")) error.remove();
      const box = tool.getBoundingClientRect();
      pop.style.setProperty("--v-top", `${Math.round(box.bottom + 4)}px`);
      pop.style.setProperty("--v-left", `${Math.round(Math.min(box.left, document.documentElement.clientWidth - 352))}px`);
    });
    pop.addEventListener("toggle", ({ newState }) => { if (newState === "open") opened(pop); });
  }
  for (const modal of document.querySelectorAll("dialog.v-modal")) {
    modal.addEventListener("click", (event) => { if (event.target === modal || event.target.closest("[data-close]")) modal.close(); });
  }
  document.getElementById("v-help-open").addEventListener("click", () => document.getElementById("v-help").showModal());

  function opened(pop) {
    for (const field of pop.querySelectorAll("[data-words]")) readWords(field);
    if (pop.id === "v-pop-album") findAlbums("");
  }

  // --- pressing

  desk.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name) press(button);
  });
  desk.form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault(); // a field's own button, not the form's first
    if (event.target.type !== "search") event.target.closest("[data-section]")?.querySelector(".button")?.click();
  });

  async function press(button) {
    const section = button.closest("[data-section]");
    const ids = selection.list();
    if (!ids.length) return;
    if (button.name === "way") {
      close(section);
      desk.move(ids, target(grid.order, ids, button.value));
      selection.focus(ids[0]);
      return;
    }
    const fields = { do: button.value };
    for (const field of section?.querySelectorAll("[name]:not(button)") ?? []) {
      if (field.name !== button.dataset.without && (field.type !== "radio" || field.checked)) fields[field.name] = field.value;
    }
    if (["copy", "transfer"].includes(button.value) && !fields.album) return refuse(section, texts.album_first);
    if (seen[button.value]) fields.seen = JSON.stringify(pick(seen[button.value], ids));
    button.disabled = true;
    const answer = await desk.change(fields, ids, { quiet: section !== null });
    button.disabled = false;
    if (!answer.ok) {
      if (section) refuse(section, answer.told);
      for (const field of section?.querySelectorAll("[data-words]") ?? []) readWords(field, { keep: true });
      return;
    }
    for (const field of section?.querySelectorAll("[name=tags], [name=hours]") ?? []) field.value = "";
    close(section);
    panel.reload();
  }

  document.getElementById("v-number-go").addEventListener("click", ({ target: button }) => {
    const number = Number(document.getElementById("v-number").value);
    const ids = selection.list();
    if (!Number.isInteger(number) || number < 1) return document.getElementById("v-number").focus();
    close(button.closest("[data-section]"));
    desk.move(ids, beforeNumber(grid.order, ids, number));
    selection.focus(ids[0]);
  });

  function close(section) {
    const open = section?.closest("[popover]");
    if (open?.matches("dialog[open]")) open.close();
    else if (open?.matches(":popover-open")) open.hidePopover();
    if (document.activeElement === document.body || document.activeElement?.disabled) selection.focus(selection.at, { preventScroll: true });
  }

  function refuse(section, text) {
    section.querySelector(".v-bad")?.remove();
    const line = Object.assign(document.createElement("p"), { className: "v-bad", textContent: text });
    line.setAttribute("role", "alert");
    section.append(line);
  }

  // --- what is there now

  async function ask(fields, ids) {
    const body = new URLSearchParams({ ...fields, ids: ids.join(",") });
    try {
      const response = await fetch(urls.ask, { method: "POST", body, headers: desk.headers });
      return response.ok && !response.redirected ? response : null;
    } catch { return null; }
  }

  /** Fill a field with what the chosen photos have in common, and remember what each had. */
  async function readWords(field, { keep = false } = {}) {
    const name = field.dataset.words;
    delete seen[name];
    if (!keep && field.matches("input, textarea")) Object.assign(field, { value: "", placeholder: texts.reading });
    const answer = await ask({ words: name }, selection.list());
    if (answer === null) return;
    seen[name] = (await answer.json()).words;
    const values = [...new Set(Object.values(seen[name]))];
    if (keep) return;
    if (field.matches("select")) field.value = values.length === 1 ? values[0] : "";
    else {
      if (field.value === "" && values.length === 1) field.value = values[0];
      field.placeholder = values.length > 1 ? texts.different : "";
    }
  }

  document.querySelector('[popovertarget="v-trash"].v-tool').addEventListener("click", async (event) => {
    event.preventDefault(); // a modal dialog instead of what the browser would open
    const trash = document.getElementById("v-trash");
    for (const error of trash.querySelectorAll(".v-bad")) error.remove();
    trash.showModal();
    const answer = await ask({}, selection.list());
    if (answer !== null) document.getElementById("v-uses").innerHTML = await answer.text();
  });

  // --- other albums

  let soon = 0;
  const search = document.getElementById("v-album-q");
  search.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(() => findAlbums(search.value), PAUSE); });

  async function findAlbums(q) {
    const place = document.getElementById("v-albums");
    let albums = [];
    try {
      const response = await fetch(`${urls.albums}?${new URLSearchParams({ q })}`, { headers: { Accept: "application/json" } });
      if (response.ok) ({ albums } = await response.json());
    } catch { /* an empty list says enough */ }
    if (q !== search.value.trim() && q !== search.value) return;
    const chosen = place.querySelector(":checked")?.value;
    place.replaceChildren(...albums.map(({ id, title }) => {
      const label = document.createElement("label");
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: "album", value: id, checked: String(id) === chosen });
      label.append(radio, title);
      return label;
    }));
    if (!albums.length) place.append(Object.assign(document.createElement("p"), { className: "v-hint", textContent: texts.no_album }));
  }

  // --- words for tags: the last one of the line is completed

  document.addEventListener("input", ({ target: field }) => {
    if (!field.matches('[list="v-tag-words"]')) return;
    clearTimeout(soon);
    soon = setTimeout(() => complete(field), PAUSE);
  });

  async function complete(field) {
    const [, before, term] = /^(.*[,;，、；]\s*)?(.*)$/s.exec(field.value);
    const response = await fetch(`${urls.words}?${new URLSearchParams({ term })}`).catch(() => null);
    const words = response?.ok ? await response.json() : [];
    document.getElementById("v-tag-words").replaceChildren(...words.map((word) => Object.assign(document.createElement("option"), { value: (before ?? "") + word })));
  }

  // --- the size of the pictures

  const size = document.getElementById("v-size");
  const show = () => grid.list.style.setProperty("--v-cell", `${size.value}rem`);
  const kept = localStorage.getItem("v-size");
  if (kept) size.value = kept;
  show();
  size.addEventListener("input", () => { show(); localStorage.setItem("v-size", size.value); });
}

const pick = (values, ids) => Object.fromEntries(ids.filter((id) => id in values).map((id) => [id, values[id]]));
