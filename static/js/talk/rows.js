// Puts a new comment into the list: a new thread on top, below what is pinned; an answer below what it answers.
const level = (note) => Number(note.getAttribute("aria-level"));

export function put(talk, said, deepest) {
  const list = talk.querySelector(".notes");
  const holder = document.createElement("template");
  holder.innerHTML = said.html.trim();
  const row = holder.content.firstElementChild;
  row.classList.add("note--new");
  row.tabIndex = -1;
  const parent = said.parent && document.getElementById(`comment-${said.parent}`);
  if (parent) below(parent, row, deepest);
  else if (said.parent) list.append(row);
  else onTop(list, row);
  return row;
}

function below(parent, row, deepest) {
  const depth = level(parent);
  row.setAttribute("aria-level", Math.min(depth + 1, deepest));
  if (depth < deepest) row.querySelector(".note__to")?.remove(); // the indentation tells
  let last = parent;
  // At the deepest step what follows may be an answer or not: the new one stands right below.
  while (depth < deepest && last.nextElementSibling && level(last.nextElementSibling) > depth) {
    last = last.nextElementSibling;
  }
  last.after(row);
}

function onTop(list, row) {
  row.setAttribute("aria-level", 1);
  const first = list.firstElementChild;
  const isPinned = first?.matches(":has(.note__mark--pin)");
  if (!isPinned) return list.prepend(row);
  let next = first.nextElementSibling;
  while (next && level(next) > 1) next = next.nextElementSibling;
  if (next) next.before(row);
  else list.append(row);
}
