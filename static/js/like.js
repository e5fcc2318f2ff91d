// Likes in place: the button shows at once what the site then confirms. Where that fails, the form is sent as without
// a script, and the page that follows says why.
function show(form, liked, likes) {
  form.querySelector("button").setAttribute("aria-pressed", String(liked));
  form.querySelector(".num").textContent = String(likes);
  form.action = liked ? form.dataset.unlike : form.dataset.like;
}

async function change(form) {
  const button = form.querySelector("button");
  const liked = button.getAttribute("aria-pressed") === "true";
  const likes = Number(form.querySelector(".num").textContent);
  const plain = form.getAttribute("action");
  form.dataset.busy = "";
  show(form, !liked, Math.max(0, likes + (liked ? -1 : 1)));
  try {
    const answer = await fetch(form.dataset.api, {
      method: liked ? "DELETE" : "PUT",
      headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const now = await answer.json();
    show(form, now.liked, now.likes);
  } catch {
    show(form, liked, likes);
    form.action = plain;
    form.submit();
  } finally {
    delete form.dataset.busy;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-like]");
  if (!form) return;
  event.preventDefault();
  if (!("busy" in form.dataset)) change(form);
});
