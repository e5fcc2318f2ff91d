// Copies an address, or hands it to the phone's own sharing. Without it the address can be selected by hand.

const say = (near, text) => {
  const place = near.parentElement.querySelector("[data-share-said]");
  if (place) place.textContent = text;
};

async function copy(button, address) {
  try {
    await navigator.clipboard.writeText(address);
  } catch {  // no HTTPS, or not allowed
    const field = Object.assign(document.createElement("textarea"), { value: address, className: "visually-hidden" });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    button.focus();
    if (!done) return;
  }
  say(button, button.dataset.done);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-share]");
  if (button?.dataset.copy) {
    await copy(button, document.getElementById(button.dataset.copy).value);
  } else if (button) {
    const { share: url, shareTitle: title } = button.dataset;
    if (!navigator.share) return copy(button, url);
    try {
      await navigator.share({ title, url });
    } catch (error) {
      if (error.name !== "AbortError") await copy(button, url);
    }
  }
});

for (const field of document.querySelectorAll("[data-select]")) {
  field.addEventListener("focus", () => field.select());
}
