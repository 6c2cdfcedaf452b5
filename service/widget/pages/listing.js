// The articles of the library, or the passages that a search finds in them.

import { make } from "/chat/dom.js";
import { articleUrl, byline } from "/chat/sources.js";
import { shortened } from "/chat/text.js";
import { json, query } from "/pages/http.js";

const { lang: language } = document.documentElement;
const PAGE = 20;

export class Listing {
  constructor(list, more) {
    this.list = list;
    this.more = more;
    this.asked = 0;
    more.addEventListener("click", () => this.#next());
  }

  /** Lists what passes `filters` and gives a line that says how much that is. */
  async show(filters, held) {
    this.asked += 1;
    const asked = this.asked;
    this.filters = filters;
    try {
      const found = filters.words ? await this.#search() : await this.#page(null);
      if (asked !== this.asked) return found.said(held);
      this.list.replaceChildren(...found.items);
      this.#offer(found.cursor);
      return found.said(held);
    } catch (error) {
      this.list.replaceChildren();
      this.#offer(null);
      return `Nothing can be listed: ${error.message}.`;
    }
  }

  async #next() {
    const before = this.list.children.length;
    const found = await this.#page(this.cursor);
    this.list.append(...found.items);
    this.#offer(found.cursor);
    this.list.children[before]?.querySelector("a")?.focus();
  }

  #offer(cursor) {
    this.cursor = cursor;
    this.more.hidden = !cursor;
  }

  async #page(cursor) {
    const { words, ...filters } = this.filters;
    const found = await json(`/v1/articles?${query({ ...filters, cursor, limit: PAGE })}`);
    const items = found.articles.map((article) => {
      const title = make("a", { class: "title", href: `/articles/${encodeURIComponent(article.id)}`, dir: "auto" }, article.title);
      return make("li", {}, title, byline(article, language));
    });
    const said = (held) =>
      found.total === held.articles
        ? `${counted(found.total, "article")} from ${counted(held.sources.filter((one) => one.source).length, "source")}`
        : `${found.total.toLocaleString(language)} of ${counted(held.articles, "article")}`;
    return { items, cursor: found.cursor, said };
  }

  async #search() {
    const { words, collection, source, published_from, published_to } = this.filters;
    const limits = { source, published_from, published_to };
    const kept = Object.fromEntries(Object.entries(limits).filter(([, value]) => value));
    const body = { query: words, limit: PAGE, filters: kept, ...(collection ? { collection } : {}) };
    const found = await json("/v1/search", { body });
    const items = found.results.map((passage) => {
      const title = make("a", { class: "title", href: articleUrl("", passage), dir: "auto" }, passage.title);
      const words = make("p", { class: "passage", dir: "auto" }, shortened(passage.text, 220));
      return make("li", {}, title, byline(passage, language), words);
    });
    return { items, cursor: null, said: () => `The ${counted(items.length, "passage")} nearest to “${shortened(words, 60)}”` };
  }
}

function counted(number, noun) {
  return `${number.toLocaleString(language)} ${noun}${number === 1 ? "" : "s"}`;
}
