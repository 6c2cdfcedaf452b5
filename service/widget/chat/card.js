// The card of a citation: its sentence between its neighbours, outlet, date and links.

import { make, outward, safeUrl } from "./dom.js";
import { byline, chipLabel } from "./sources.js";
import { filled } from "./strings.js";

// How long a pointer may be away from chip and card, in milliseconds.
const GRACE = 200;
let made = 0;

/** A chip `[n]` for `citation`: a link to its article that shows its card on hover, focus or tap. */
export function chip(citation, context) {
  const failed = citation.verification?.status === "failed";
  const link = make(
    "a",
    {
      class: failed ? "chip unproven" : "chip",
      part: "chip",
      href: context.url(citation),
      target: "_blank",
      rel: "noopener noreferrer",
      "aria-label": chipLabel(citation, context.strings),
    },
    failed ? `${citation.marker}?` : String(citation.marker),
  );
  const holder = make("span", { class: "cite" }, "\u2060", link);
  const card = new Card(holder, link, citation, context);
  let touched = false;
  link.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
  });
  link.addEventListener("click", (event) => {
    // A first tap shows the card, which has the link; a keyboard or a mouse has seen it by now.
    if (touched && !card.byTap) {
      event.preventDefault();
      card.show();
      card.byTap = true;
    }
    touched = false;
    link.href = context.url(citation);
  });
  holder.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && card.show());
  holder.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && card.leave());
  holder.addEventListener("focusin", () => !touched && card.show());
  holder.addEventListener("focusout", (event) => !holder.contains(event.relatedTarget) && card.hide());
  return holder;
}

class Card {
  static open = null;

  constructor(holder, link, citation, context) {
    Object.assign(this, { holder, link, citation, context, shown: null, byTap: false, timer: 0 });
    this.away = (event) => !event.composedPath().includes(holder) && this.hide();
    this.moved = () => this.place();
    this.escaped = (event) => event.key === "Escape" && this.#dismiss(event);
  }

  show() {
    clearTimeout(this.timer);
    if (this.shown) return;
    Card.open?.hide();
    Card.open = this;
    this.shown = this.#made();
    this.holder.append(this.shown);
    this.shown.showPopover?.();
    this.link.setAttribute("aria-describedby", this.shown.id);
    this.place();
    document.addEventListener("pointerdown", this.away);
    document.addEventListener("keydown", this.escaped, { capture: true });
    addEventListener("scroll", this.moved, { capture: true, passive: true });
    addEventListener("resize", this.moved);
    this.#surround();
  }

  leave() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => !this.holder.querySelector(":focus") && this.hide(), GRACE);
  }

  hide() {
    clearTimeout(this.timer);
    this.shown?.remove();
    this.shown = null;
    this.byTap = false;
    if (Card.open === this) Card.open = null;
    this.link.removeAttribute("aria-describedby");
    document.removeEventListener("pointerdown", this.away);
    document.removeEventListener("keydown", this.escaped, { capture: true });
    removeEventListener("scroll", this.moved, { capture: true });
    removeEventListener("resize", this.moved);
  }

  /** Escape puts away the card and nothing else, wherever the focus is. */
  #dismiss(event) {
    event.stopPropagation();
    if (this.shown.matches(":focus-within")) this.link.focus();
    this.hide();
  }

  /** Below the chip, or above it where there is more room; never outside the window. */
  place() {
    if (!this.shown) return;
    const chip = this.link.getBoundingClientRect();
    const { width, height } = this.shown.getBoundingClientRect();
    const margin = 8;
    const above = chip.bottom + height + margin > innerHeight && chip.top > innerHeight - chip.bottom;
    const top = above ? chip.top - height - 4 : chip.bottom + 4;
    const left = Math.min(Math.max(margin, chip.left - 24), document.documentElement.clientWidth - width - margin);
    this.shown.style.top = `${Math.max(margin, Math.min(top, innerHeight - height - margin))}px`;
    this.shown.style.left = `${Math.max(margin, left)}px`;
  }

  #made() {
    const { citation, context } = this;
    const { strings, language } = context;
    made += 1;
    const card = make("span", { class: "card", part: "card", id: `card-${made}`, popover: "manual", role: "group" });
    card.setAttribute("aria-label", chipLabel(citation, strings));
    this.quote = make("span", { class: "quote", dir: "auto" });
    this.quote.append(make("mark", {}, citation.cited_text));
    card.append(
      make("span", { class: "title", dir: "auto" }, citation.title || strings.untitled),
      byline(citation, language),
      this.quote,
    );
    const links = make("span", { class: "links" });
    links.append(
      make("a", { href: context.url(citation), target: "_blank", rel: "noopener noreferrer" }, strings.openArticle),
    );
    if (safeUrl(citation.url)) {
      const words = filled(strings.atOutlet, { outlet: citation.source || strings.theOutlet });
      links.append(outward(citation.url, words));
    }
    card.append(links);
    return card;
  }

  /** Puts the sentence before and the one after around the cited one, as soon as they are there. */
  async #surround() {
    const { context, citation, quote } = this;
    try {
      const { before, after } = await context.around(citation);
      if (quote.childNodes.length > 1) return;
      if (before) quote.prepend(make("span", { class: "around" }, `${before} `));
      if (after) quote.append(make("span", { class: "around" }, ` ${after}`));
      this.place();
    } catch {
      // Without them the card still shows the sentence itself.
    }
  }
}
