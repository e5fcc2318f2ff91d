// A vote counts at once; pressed again it is taken back.
import { send } from "./send.js";

export async function vote(button, words, say) {
  const body = new FormData(button.form);
  body.set("value", button.value);
  const answer = await send(button.formAction, body);
  const acts = button.parentElement;
  acts.querySelector(".note__refused")?.remove();
  if (!answer.ok) return refuse(acts, answer.said.detail ?? (answer.status ? words.saidStale : words.saidAway));
  const { likes, dislikes, my_vote: mine } = answer.said;
  const pair = acts.querySelectorAll(".vote[formaction]");
  for (const [each, count, value] of [[pair[0], likes, 1], [pair[1], dislikes, -1]]) {
    each.querySelector(".num").textContent = count;
    each.ariaPressed = String(mine === value);
    each.value = mine === value ? 0 : value;
    each.ariaLabel = each.ariaLabel.replace(/\d+$/, count);
  }
  say(words.saidVoted.replace("{likes}", likes).replace("{dislikes}", dislikes));
}

function refuse(acts, text) {
  const place = Object.assign(document.createElement("p"), { className: "note__refused", role: "alert" });
  acts.append(place);
  place.textContent = text;
}
