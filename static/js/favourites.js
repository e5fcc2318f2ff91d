// The menu "Keep": each box counts as soon as it is ticked. A new list goes by the form. Escape and a click elsewhere
// close the menu.
async function change(box) {
  const form = box.form;
  const said = form.querySelector("[role=status]");
  box.disabled = true;
  said.textContent = "";
  try {
    const answer = await fetch(`/api/v1/favourites/${box.value}/${form.dataset.keep}`, {
      method: box.checked ? "PUT" : "DELETE",
      headers: {
        Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      },
    });
    if (!answer.ok) {
      box.checked = !box.checked;
      const problem = await answer.json();
      said.textContent = problem.detail ?? "";
    }
  } catch {
    box.checked = !box.checked; // the network is away; the form's own button says more
  } finally {
    box.disabled = false;
    box.focus();
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-keep] input[name=in]")) change(event.target);
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.keep[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.keep[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
