// The switch for the theme: system, light or dark. Kept in this browser only.
const THEMES = ["system", "light", "dark"];
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

const current = () => root.dataset.theme ?? "system";

function choose(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch { /* it holds for this page at least */ }
  show();
}

function show() {
  const theme = current();
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
  }
  for (const button of document.querySelectorAll("[data-theme-next]")) {
    const label = button.dataset[`label${theme[0].toUpperCase()}${theme.slice(1)}`];
    button.setAttribute("aria-label", label);
    button.title = label;
  }
  // Browsers colour their own bars by this.
  const isDark = theme === "dark" || (theme === "system" && dark.matches);
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", isDark ? "#131414" : "#fbfbfa");
}

document.addEventListener("click", (event) => {
  const set = event.target.closest?.("[data-theme-set]");
  if (set) choose(set.dataset.themeSet);
  else if (event.target.closest?.("[data-theme-next]")) choose(THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length]);
});
addEventListener("storage", (event) => {
  if (event.key === "theme") choose(THEMES.includes(event.newValue) ? event.newValue : "system");
});
dark.addEventListener("change", show);
show();
