// Shows how far the background is with an export, and the page anew when it is done.
const box = document.querySelector("[data-waiting]");
const bar = box?.querySelector("progress");
const PAUSE = 3000;

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(box.dataset.waiting, { headers: { Accept: "application/json" } });
      const made = await answer.json();
      if (!answer.ok || made.state !== "waiting") {
        location.reload();
        return;
      }
      bar.value = made.progress;
    } catch {
      // The network is away for a moment; the next look finds it again.
    }
  }
  setTimeout(look, PAUSE);
}

if (bar) setTimeout(look, PAUSE);
