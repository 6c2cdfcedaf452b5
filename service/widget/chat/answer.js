// One turn as it is seen: the question, what is said to it sentence by sentence, its proof, and what to do with it.

import { chip } from "./card.js";
import { asMarkdown, asText, copy } from "./clipboard.js";
import { make } from "./dom.js";
import { articleUrl, byline, strip } from "./sources.js";
import { filled } from "./strings.js";
import { parts, quantities } from "./text.js";

const SLOW = 6000;

export class AnswerView {
  /** `context` has strings, language, url, around, feedback, say (for those who listen), retry and root. */
  constructor(turn, context) {
    this.turn = turn;
    this.context = context;
    const { strings } = context;
    this.headline = make("p", { class: "headline", part: "headline" });
    this.answer = make("div", { class: "answer", part: "answer", dir: "auto" });
    this.after = make("div", { class: "after" });
    this.element = make(
      "li",
      { class: "turn", part: "turn" },
      make(
        "p",
        { class: "question", part: "question", dir: "auto" },
        make("span", { class: "unseen" }, `${strings.youAsked}: `),
        turn.question,
      ),
      this.headline,
      this.answer,
      this.after,
    );
    this.#head(strings.searching, "waiting");
    this.#restore();
  }

  /** What was found, and the question as it was understood where that is not how it was asked. */
  found(turn, count) {
    const { strings } = this.context;
    if (turn.understood && plain(turn.understood) !== plain(turn.question)) {
      const words = filled(strings.understood, { question: turn.understood });
      this.answer.before(make("p", { class: "understood", part: "understood", dir: "auto" }, words));
    }
    if (count && turn.state === "asking") {
      this.#head(strings.reading, "waiting");
      this.#wait();
    }
  }

  /** The next sentence, with its chips; it is read out once. */
  sentence(said) {
    this.#append(said.text, said.start, said.citations);
    const words = parts(said.text, said.start, said.citations).map((part) => part.text ?? "");
    this.context.say(words.join("").trim());
  }

  /** The end of the turn, whatever it was. */
  finished(turn) {
    clearTimeout(this.timer);
    const { strings, say } = this.context;
    const told = this.#end();
    say(told || strings.done);
    if (turn.state === "done" && turn.status !== "abstained") this.#unlessSame();
  }

  #restore() {
    const { turn } = this;
    if (turn.understood) this.found(turn, 0);
    this.#append(turn.answer, 0, turn.citations);
    if (turn.state === "asking") this.#wait();
    else this.#end();
  }

  /** A stream and its whole never differ; were they ever to, the whole is right. */
  #unlessSame() {
    const shown = this.shown ?? "";
    if (shown === this.turn.answer) return;
    this.answer.replaceChildren();
    this.#append(this.turn.answer, 0, this.turn.citations);
  }

  #wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#head(this.context.strings.slow, "waiting"), SLOW);
  }

  #head(words, kind) {
    this.headline.className = `headline ${kind}`;
    this.headline.replaceChildren(make("bdi", {}, words));
  }

  #append(text, base, citations) {
    this.shown = (this.shown ?? "") + text;
    for (const part of parts(text, base, citations)) {
      if (part.citations) {
        for (const citation of part.citations) this.answer.append(chip(citation, this.context));
        continue;
      }
      const sentence = make("span", { class: "sentence", part: "sentence" });
      for (const [words, figure] of quantities(part.text)) {
        sentence.append(figure ? make("span", { class: "quantity" }, words) : words);
      }
      this.answer.append(sentence);
    }
  }

  /** What stands around the sentences when there will be no more; gives what is to be read out of it. */
  #end() {
    const { turn } = this;
    const { strings } = this.context;
    if (turn.state !== "done") return this.#cutShort();
    const told = [];
    if (turn.status === "abstained") {
      const reason = strings[turn.reason] ?? strings.below_threshold;
      this.#head(strings.abstained, "abstained");
      this.answer.append(make("p", { class: "plainly" }, reason));
      told.push(strings.abstained, reason);
      if (turn.nearest?.length) this.after.append(this.#nearest());
    } else {
      const words = turn.short_answer || (turn.status === "conflicting" ? strings.conflicting : strings.answered);
      this.#head(words, turn.short_answer ? "short" : turn.status);
      if (turn.short_answer) this.headline.prepend(make("span", { class: "unseen" }, `${strings.shortAnswer}: `));
      if (turn.status === "conflicting") told.push(strings.conflicting);
      if (turn.short_answer && turn.status === "conflicting") this.#note(strings.conflicting, "conflict");
    }
    told.push(...this.#caveats());
    if (turn.citations.length) this.after.append(strip(turn.citations, this.context));
    this.after.append(this.#actions());
    return told.join(" ");
  }

  #cutShort() {
    const { strings, origin } = this.context;
    const { state, failure, answer } = this.turn;
    const key = state === "failed" ? (failure?.kind ?? "failed") : answer ? state : `${state}Empty`;
    const words = filled(strings[key] ?? strings.failed, { origin, detail: failure?.detail || strings.failed });
    const kind = state === "stopped" ? "stopped" : "trouble";
    this.#head(answer ? strings.answered : words, answer ? "answered" : kind);
    if (answer) this.#note(words, kind);
    if (this.turn.citations.length) this.after.append(strip(this.turn.citations, this.context));
    this.after.append(this.#actions());
    return words;
  }

  #caveats() {
    const { strings } = this.context;
    const { turn } = this;
    const notes = [];
    if (turn.degraded) notes.push(turn.answerer === "extractive" ? strings.degraded : strings.degradedUnderstood);
    if (turn.withheld === 1) notes.push(strings.withheldOne);
    if (turn.withheld > 1) notes.push(filled(strings.withheldMany, { number: turn.withheld }));
    if (turn.citations.some((one) => one.verification?.status === "failed")) notes.push(strings.flagged);
    for (const words of notes) this.#note(words, "caveat");
    return notes;
  }

  #note(words, kind) {
    this.after.append(make("p", { class: `note ${kind}`, part: "note" }, words));
  }

  #nearest() {
    const { strings, language, base } = this.context;
    const list = make("ol", { class: "nearest", part: "nearest", role: "list", "aria-label": strings.nearest });
    for (const passage of this.turn.nearest) {
      const link = make("a", { href: articleUrl(base, passage), target: "_blank", rel: "noopener noreferrer" });
      link.append(
        make("bdi", { class: "title" }, passage.title || strings.untitled),
        byline(passage, language),
        make("span", { class: "passage", dir: "auto" }, passage.text),
      );
      list.append(make("li", {}, link));
    }
    const box = make("div", {}, make("p", { class: "label" }, strings.nearest));
    box.append(list);
    return box;
  }

  #actions() {
    const { strings } = this.context;
    const bar = make("div", { class: "actions", part: "actions" });
    const button = (words, act) => bar.append(make("button", { type: "button", class: "quiet", click: act }, words));
    if (this.turn.state === "done" && this.turn.answer) {
      button(strings.copy, () => this.#copied(asText(this.turn, this.context)));
      button(strings.copyMarkdown, () => this.#copied(asMarkdown(this.turn, this.context)));
    }
    if (this.turn.state === "done" && this.turn.id) bar.append(this.#thumb("up"), this.#thumb("down"));
    if (this.turn.state !== "done") button(strings.retry, () => this.context.retry(this.turn, this.element));
    this.said = make("span", { class: "said", "aria-hidden": "true" });
    bar.append(this.said);
    return bar;
  }

  #thumb(verdict) {
    const pressed = String(this.turn.verdict === verdict);
    const words = this.context.strings[verdict];
    const thumb = make("button", { type: "button", class: "quiet thumb", "aria-pressed": pressed }, words);
    thumb.addEventListener("click", async () => {
      const { strings } = this.context;
      try {
        await this.context.feedback(this.turn, verdict);
        for (const one of this.after.querySelectorAll(".thumb")) {
          one.setAttribute("aria-pressed", String(one === thumb));
        }
        this.#tell(strings.thanks);
      } catch {
        this.#tell(strings.notTaken);
      }
    });
    return thumb;
  }

  async #copied(text) {
    const { strings, root } = this.context;
    this.#tell((await copy(text, root)) ? strings.copied : strings.notCopied);
  }

  #tell(words) {
    this.said.textContent = words;
    this.context.say(words);
  }
}

function plain(text) {
  return text.replace(/[\s?.!]+/gu, " ").trim().toLowerCase();
}
