// The element itself: attributes, its frame, and a conversation in it.

import { AnswerView } from "./answer.js";
import { Conversation } from "./conversation.js";
import { make } from "./dom.js";
import { History } from "./history.js";
import { look, readableOn } from "./look.js";
import { Service } from "./service.js";
import { articleUrl } from "./sources.js";
import { stringsWith } from "./strings.js";

const BASE = new URL(import.meta.url).origin;
// A reader who has scrolled up further than this is reading, and is left alone.
const NEAR = 80;
// Pixels between the top and a question that an answer has pushed there.
const ABOVE = 12;

export class DatelineChat extends HTMLElement {
  static observedAttributes = [
    "accent",
    "collection",
    "heading",
    "lang",
    "mode",
    "placeholder",
    "site-key",
    "strings",
    "suggestions",
  ];

  #own = {};
  #conversation = null;

  /** Words of the page's own language, over those of the `strings` attribute. */
  set strings(words) {
    this.#own = { ...words };
    if (this.isConnected) this.#build();
  }

  get strings() {
    return this.#own;
  }

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [look()];
    if (!this.#conversation) {
      const service = new Service(BASE, this.getAttribute("site-key") ?? "");
      this.#conversation = new Conversation(service, new History(this.#name()));
    }
    this.#build();
  }

  disconnectedCallback() {
    this.#conversation.stop();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.isConnected || !this.#conversation || before === after) return;
    if (name === "collection" || name === "site-key") {
      this.#conversation.stop();
      this.#conversation = null;
    }
    this.connectedCallback();
  }

  /** Puts a question as if the reader had typed it. */
  ask(question) {
    const words = question.trim();
    if (words && !this.#conversation.running) this.#ask(words);
  }

  /** What tells its conversation from others of the same page: its id, else its place among widgets. */
  #name() {
    const place = [...document.querySelectorAll("dateline-chat")].indexOf(this);
    return [BASE, this.getAttribute("collection") ?? "", this.id || place].join(" ");
  }

  #words() {
    let given = {};
    try {
      given = JSON.parse(this.getAttribute("strings") ?? "{}");
    } catch (error) {
      console.warn("dateline-chat: the attribute strings is no JSON:", error.message);
    }
    const named = ["heading", "placeholder"].filter((name) => this.hasAttribute(name));
    const ours = Object.fromEntries(named.map((name) => [name, this.getAttribute(name)]));
    return stringsWith({ ...given, ...this.#own, ...ours });
  }

  #build() {
    this.words = this.#words();
    const { words } = this;
    this.bubble = this.getAttribute("mode") === "bubble";
    const open = this.panel ? !this.panel.hidden : false;
    const { value: typed = "" } = this.input ?? {};
    const typing = this.input && this.shadowRoot.activeElement === this.input;
    this.log = make("ol", { class: "log", part: "log", role: "list", tabindex: "0", "aria-label": words.conversation });
    this.live = make("div", { class: "unseen", role: "status", "aria-live": "polite", "aria-atomic": "false" });
    this.panel = make("section", { class: "panel", part: "panel", "aria-label": words.heading });
    this.panel.append(this.#header(), this.log, this.#composer(), this.live);
    this.root = make("div", { class: this.bubble ? "root bubble" : "root", part: "root" }, this.panel);
    const language = this.getAttribute("lang") || this.closest("[lang]")?.lang || "en";
    this.root.setAttribute("lang", language);
    this.language = language;
    if (this.bubble) this.root.append(this.#launcher(open));
    this.#paint();
    this.shadowRoot.replaceChildren(this.root);
    // A page may change an attribute while somebody types.
    this.input.value = typed;
    if (typing) this.input.focus();
    for (const turn of this.#conversation.turns) this.#show(turn);
    this.#invite();
    this.log.scrollTop = this.log.scrollHeight;
    this.#busy(Boolean(this.#conversation.running));
    this.root.addEventListener("keydown", (event) => this.#escape(event));
  }

  #header() {
    const { words } = this;
    const clear = make("button", { type: "button", class: "quiet clear", part: "clear", click: () => this.#clear() }, words.clear);
    const heading = make("h2", { part: "heading", dir: "auto" }, words.heading);
    const header = make("div", { class: "header", part: "header" }, heading, clear);
    const close = { type: "button", class: "quiet close", "aria-label": words.close, title: words.close, click: () => this.#toggle(false) };
    if (this.bubble) header.append(make("button", close, make("span", { "aria-hidden": "true" }, "✕")));
    return header;
  }

  #composer() {
    const { words } = this;
    this.input = make("textarea", {
      rows: 1,
      part: "input",
      dir: "auto",
      placeholder: words.placeholder,
      "aria-label": words.question,
      maxlength: 2000,
      enterkeyhint: "send",
    });
    this.button = make("button", { type: "submit", class: "send", part: "send" });
    // Both words stand in it, one of them unseen, so that it is as wide for either.
    this.button.append(make("span", { class: "to-send" }, words.send), make("span", { class: "to-stop" }, words.stop));
    const form = make("form", { class: "composer", part: "composer" }, this.input, this.button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#conversation.running) this.#conversation.stop();
      else this.#submit();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#conversation.running) this.#submit();
    });
    return form;
  }

  #launcher(open) {
    const { words } = this;
    this.panel.id = "panel";
    this.panel.hidden = !open;
    this.panel.setAttribute("role", "dialog");
    this.opener = make("button", {
      type: "button",
      class: "opener",
      part: "bubble",
      "aria-expanded": String(open),
      "aria-controls": "panel",
      click: () => this.#toggle(this.panel.hidden),
    });
    this.opener.append(make("bdi", {}, words.open));
    return this.opener;
  }

  #toggle(open) {
    this.panel.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (open) this.log.scrollTop = this.log.scrollHeight;
    (open ? this.input : this.opener).focus();
  }

  #escape(event) {
    if (event.key !== "Escape") return;
    if (this.#conversation.running) this.#conversation.stop();
    else if (this.bubble && !this.panel.hidden) this.#toggle(false);
    else return;
    event.stopPropagation();
  }

  #paint() {
    const accent = this.getAttribute("accent");
    if (!accent || !CSS.supports("color", accent)) return;
    this.root.style.setProperty("--accent", accent);
    this.root.style.setProperty("--on-accent", readableOn(accent));
  }

  #submit() {
    const question = this.input.value.trim();
    if (!question) return;
    this.input.value = "";
    this.#ask(question);
  }

  async #ask(question) {
    const chat = this.#conversation;
    this.invitation?.remove();
    const collection = this.getAttribute("collection");
    this.#busy(true);
    const asked = chat.ask(question, collection ? { collection } : {}, {
      found: (turn, count) => this.#following(turn, (view) => view.found(turn, count)),
      sentence: (turn, said) => this.#following(turn, (view) => view.sentence(said)),
      finished: (turn) => this.#following(turn, (view) => view.finished(turn)),
    });
    this.live.replaceChildren();
    this.#show(chat.turns.at(-1));
    this.log.scrollTop = this.log.scrollHeight;
    await asked;
    if (chat === this.#conversation) this.#busy(Boolean(chat.running));
  }

  #show(turn) {
    this.view = new AnswerView(turn, this.#context());
    this.log.append(this.view.element);
  }

  /** Keeps the end in sight for a reader who was at the end, but never takes the question out of it. */
  #following(turn, act) {
    const { log, view } = this;
    if (view?.turn !== turn) return;
    const near = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    act(view);
    if (near) log.scrollTop = Math.min(log.scrollHeight, view.element.offsetTop - log.offsetTop - ABOVE);
  }

  #context() {
    const chat = this.#conversation;
    return {
      base: BASE,
      origin: location.origin,
      root: this.shadowRoot,
      strings: this.words,
      language: this.language,
      url: (citation) => articleUrl(BASE, citation, chat.alsoCited(citation)),
      around: (citation) => chat.service.around(citation),
      say: (words) => words && this.live.append(make("p", {}, words)),
      feedback: async (turn, verdict) => {
        await chat.service.feedback(turn.id, verdict);
        turn.verdict = verdict;
        chat.history.save(chat.turns);
      },
      retry: (turn, shown) => this.#retry(turn, shown),
    };
  }

  #retry(turn, shown) {
    if (this.#conversation.running) return;
    shown.remove();
    this.#conversation.drop(turn);
    this.input.focus();
    this.#ask(turn.question);
  }

  #clear() {
    this.#conversation.clear();
    this.log.replaceChildren();
    this.live.replaceChildren(make("p", {}, this.words.cleared));
    this.#invite();
    this.input.focus();
  }

  /** What an empty conversation says, with the questions that the page suggests. */
  #invite() {
    if (this.#conversation.turns.length) return;
    const suggested = (this.getAttribute("suggestions") ?? "").split("|").map((one) => one.trim());
    this.invitation = make("li", { class: "invitation", part: "invitation" }, make("p", {}, this.words.intro));
    const questions = suggested.filter(Boolean);
    if (questions.length) this.invitation.append(make("p", { class: "label" }, this.words.try));
    for (const question of questions) {
      const pick = () => {
        this.input.focus();
        this.ask(question);
      };
      this.invitation.append(make("button", { type: "button", class: "suggestion", part: "suggestion", dir: "auto", click: pick }, question));
    }
    this.log.append(this.invitation);
  }

  #busy(running) {
    this.button.classList.toggle("stop", running);
    this.log.setAttribute("aria-busy", String(running));
  }
}
