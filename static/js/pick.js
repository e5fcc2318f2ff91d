// Marks a photo in place, on its page and in the lightbox. Without it the form does the same and the page is loaded again.

function show(address, picked, count) {
  for (const form of document.querySelectorAll("[data-pick]")) {
    if (form.dataset.pick === address) form.querySelector("button").setAttribute("aria-pressed", String(picked));
  }
  for (const place of document.querySelectorAll("[data-pick-count]")) place.textContent = count;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-pick]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const picked = button.getAttribute("aria-pressed") === "true";
  try {
    const answer = await fetch(form.dataset.pick, {
      method: picked ? "DELETE" : "PUT",
      headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (!answer.ok) throw new Error(answer.status);
    const said = await answer.json();
    show(form.dataset.pick, said.picked, said.count);
  } catch {
    // The page says what is wrong.
    if (picked) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "remove", value: "1" }));
    form.submit();
  } finally {
    button.removeAttribute("aria-busy");
  }
});
