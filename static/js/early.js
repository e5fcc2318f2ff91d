// Runs before the first paint: the chosen theme must be there when the page appears, and rows of
// photographs wait (rows.css) until all of them are known, for each one that arrives moves the others.
{
  const root = document.documentElement;
  root.classList.add("js", "is-parsing");
  document.addEventListener("DOMContentLoaded", () => {
    root.classList.remove("is-parsing");
    // On a phone the pages of the account are a row that scrolls.
    document.querySelector(".account__nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  });
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* no storage: the system's theme */ }
}
