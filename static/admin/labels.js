// Wagtail's tag field makes an input of its own and leaves it without a name for screen readers.
const name = () => {
  for (const input of document.querySelectorAll(".tagit-new input:not([aria-label])")) {
    const field = input.closest(".tagit")?.previousElementSibling;
    input.setAttribute("aria-label", field?.labels?.[0]?.textContent.trim() || document.querySelector(`[for="${field?.id}"]`)?.textContent.trim() || "Tags");
  }
};
name();
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
