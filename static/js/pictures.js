// Lets pictures fade in over their tone. Without this script they simply appear.
const waiting = new WeakSet();

function arrive(img) {
  if (!waiting.delete(img)) return;
  img.classList.add("is-arriving");
  img.classList.remove("is-waiting");
  img.addEventListener("transitionend", () => img.classList.remove("is-arriving"), { once: true });
}

for (const img of document.querySelectorAll('.pic img[loading="lazy"]')) {
  if (img.complete) continue;
  waiting.add(img);
  img.classList.add("is-waiting");
}
// `load` and `error` do not bubble, but they can be caught on the way down.
for (const type of ["load", "error"]) document.addEventListener(type, (event) => arrive(event.target), true);
// What finished between the check and the listener.
for (const img of document.querySelectorAll(".is-waiting")) if (img.complete) arrive(img);
