// Follows and unfollows in place. Without it, and whenever the server says no, the form itself does so and its page tells.
function turn(form, following) {
  const button = form.querySelector("button");
  form.elements.do.value = following ? "unfollow" : "follow";
  button.querySelector("[data-word]").textContent = following ? button.dataset.on : button.dataset.off;
}

for (const form of document.querySelectorAll("form[data-follow]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const following = form.elements.do.value === "follow";
    try {
      const answer = await fetch(form.dataset.follow, {
        method: following ? "PUT" : "DELETE",
        headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      });
      if (!answer.ok) throw new Error(answer.status);
      const now = await answer.json();
      turn(form, now.following);
      const count = document.querySelector("[data-follower-count]");
      if (count && "followers" in now) count.textContent = now.followers;
    } catch {
      form.submit();
    } finally {
      form.ariaBusy = "false";
    }
  });
}
