// The rows of the list: one file each, with what can be done about it.
import { isDrawn, readable } from "./uploader-files.js";

const near = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) if (isIntersecting) target.draw?.();
}, { rootMargin: "200px" });

export class Row {
  // `does` has here(row), retry(row) and remove(row).
  constructor(file, template, words, does) {
    Object.assign(this, { file, words, state: "waiting", sent: 0, photo: null, control: null });
    this.item = template.content.firstElementChild.cloneNode(true);
    const part = (name) => this.item.querySelector(name);
    this.bar = part("progress");
    this.said = part(".v-up__state");
    this.thumb = part(".v-up__thumb");
    this.buttons = Object.fromEntries(["here", "retry", "remove"].map((name) => [name, part(`[data-row="${name}"]`)]));
    part("bdi").textContent = file.name;
    part(".v-up__size").textContent = readable(file.size);
    this.bar.setAttribute("aria-label", words.progress.replace("{name}", file.name));
    for (const [name, button] of Object.entries(this.buttons)) {
      button.addEventListener("click", () => does[name](this));
      if (name !== "remove") button.append(hidden(` ${file.name}`));
    }
    this.buttons.remove.querySelector(".w-sr-only").append(` ${file.name}`);
    this.thumb.draw = () => this.draw();
    near.observe(this.thumb);
    this.show("waiting", words.waiting);
  }

  get isOpen() { return this.state === "waiting" || this.state === "sending"; }

  show(state, text, { again = false } = {}) {
    this.state = state;
    this.again = again;
    this.item.dataset.state = state;
    this.item.classList.toggle("upload-success", ["preparing", "ready", "failed"].includes(state));
    this.item.classList.toggle("upload-failure", state === "refused");
    this.said.className = `v-up__state${state === "refused" ? " error_messages" : ""}`;
    this.said.textContent = text;
    this.bar.hidden = !["sending", "preparing"].includes(state);
    this.buttons.retry.hidden = !again;
    this.buttons.here.hidden = state !== "elsewhere";
  }

  progress(sent, all) {
    this.sent = all ? sent / all : 0;
    Object.assign(this.bar, { max: 1, value: this.sent });
    this.said.textContent = this.words.sending;
  }

  looking() {
    this.bar.removeAttribute("value"); // however long that takes
    this.said.textContent = this.words.looking;
  }

  refuse(told, again, outage = false) {
    this.outage = outage;
    this.show("refused", told, { again });
  }

  // What the site made of the file.
  take({ what, told, photo, albums }) {
    this.photo = photo;
    this.control = null;
    if (what !== "added") {
      this.show(what, told);
      const places = Object.assign(document.createElement("span"), { className: "v-up__places" });
      places.append(photo.url ? anchor(photo) : photo.title);
      if (albums?.length) places.append(` · ${this.words.shownIn} `);
      albums?.forEach((album, number) => places.append(number ? ", " : "", anchor(album)));
      this.said.append(places);
      return;
    }
    this.prepare({ state: photo.state, progress: 0, told: "" });
  }

  prepare({ state, progress, told }) {
    const { words } = this;
    if (state === "preparing") {
      this.show("preparing", words.preparing);
      Object.assign(this.bar, { max: 100, value: progress });
    } else if (state === "failed") {
      this.show("failed", `${words.failed} ${told}`, { again: true });
      this.link(this.photo);
    } else {
      this.show("ready", words.ready);
      this.link(this.photo);
    }
  }

  link(photo) {
    if (photo?.url) this.said.append(" · ", anchor(photo));
    else if (photo) this.said.append(` · ${photo.title}`);
  }

  // A small picture, when the row comes near to being seen.
  draw() {
    near.unobserve(this.thumb);
    if (!isDrawn(this.file)) return;
    const image = new Image();
    image.alt = "";
    image.decoding = "async";
    image.src = URL.createObjectURL(this.file);
    image.addEventListener("load", () => {
      this.thumb.replaceChildren(image);
      URL.revokeObjectURL(image.src);
    });
    image.addEventListener("error", () => URL.revokeObjectURL(image.src)); // the icon stays
  }

  remove() {
    near.unobserve(this.thumb);
    this.control?.abort();
    this.item.remove();
  }
}

function anchor({ title, url }) {
  return Object.assign(document.createElement("a"), { href: url, textContent: title, target: "_blank", rel: "noopener" });
}

function hidden(text) {
  return Object.assign(document.createElement("span"), { className: "w-sr-only", textContent: text });
}
