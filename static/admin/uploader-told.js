// What is told of all files together: counts, the bar, why the rest waits, and now and then a word for who listens.
const BRIEF = 10; // from so many rows on, those that are in the album are a count
const QUIET = 10_000; // milliseconds between two words
const IN_ALBUM = ["preparing", "ready"];

export class Told {
  constructor(part, list, words) {
    Object.assign(this, { part, list, words, spoken: 0, said: "", pending: false, open: false });
    part("finished").addEventListener("click", () => {
      this.open = !this.open;
      this.update(...this.last);
    });
  }

  note(text) {
    this.part("note").textContent = text;
    this.part("note").hidden = !text;
    if (text) {
      this.part("work").hidden = false;
      this.speak(text);
    }
  }

  halt(reason) {
    const { words } = this;
    const texts = { signedOut: words.haltSignedOut, other: words.haltOther, away: words.haltAway };
    this.part("work").hidden = false;
    this.part("halt").hidden = false;
    this.part("halt-text").textContent = texts[reason] || words.haltAlbum.replace("{reason}", reason);
    this.part("sign-in").hidden = reason !== "signedOut";
    this.part("continue").hidden = reason === "other";
  }

  goOn() {
    if (this.part("halt").contains(document.activeElement)) this.part("clear").closest(".v-up__work").querySelector("[tabindex]").focus();
    this.part("halt").hidden = true;
  }

  // Once per frame, however many files report at the same time.
  update(rows, how = {}) {
    this.last = [rows, how];
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.write(...this.last);
    });
  }

  write(rows, { idle, halted }) {
    const { part, words } = this;
    const all = [...rows];
    const count = (...states) => all.filter((row) => states.includes(row.state)).length;
    const open = all.filter((row) => row.isOpen);
    const done = all.length - open.length;
    const again = all.filter((row) => row.state === "refused" && row.again).length;
    const finished = count(...IN_ALBUM);
    if (all.length) part("work").hidden = false;
    part("total").parentElement.hidden = !all.length;
    this.list.parentElement.hidden = !all.length;
    Object.assign(part("total"), { max: all.length || 1, value: done + open.reduce((sum, row) => sum + (row.state === "sending" ? row.sent : 0), 0) });
    const total = words.count.replace("{done}", String(done)).replace("{total}", String(all.length));
    const counts = [
      [words.beingPrepared, count("preparing")], [words.known, count("here", "elsewhere")], [words.notTaken, count("refused")],
    ].filter(([, number]) => number).map(([text, number]) => text.replace("{count}", String(number))).join(" · ");
    part("count").textContent = total;
    part("counts").textContent = counts && `· ${counts}`;
    this.collapse(all.length, finished);
    part("all-here").hidden = count("elsewhere") < 2;
    part("retry-all").hidden = again < 2 || halted;
    part("clear").hidden = !all.length || open.length > 0;
    if (all.length && idle && !open.length) this.speak(`${words.all} ${total}${counts ? ` · ${counts}` : ""}`);
    else if (open.length && done && Date.now() - this.spoken > QUIET) this.speak(total);
  }

  collapse(all, finished) {
    const { words } = this;
    const brief = all > BRIEF && finished > 0;
    this.list.classList.toggle("v-up__list--brief", brief && !this.open);
    const button = this.part("finished");
    button.hidden = !brief;
    button.setAttribute("aria-expanded", String(this.open));
    button.textContent = `${words.finished.replace("{count}", String(finished))} – ${this.open ? words.hide : words.show}`;
  }

  speak(text) {
    if (text === this.said) return;
    this.said = text;
    this.spoken = Date.now();
    this.part("told").textContent = text;
  }
}
