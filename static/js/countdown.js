// Counts down until another code may be asked for. Without it the button works too, and the server says how long.

for (const button of document.querySelectorAll("[data-countdown]")) {
  const ready = button.textContent;
  const end = Date.now() + button.dataset.countdown * 1000;

  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.countdownText.replace("{n}", left) : ready;
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
}
