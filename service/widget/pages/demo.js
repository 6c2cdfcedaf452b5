// The demo page: the widget beside the library it answers from.

import { make } from "/chat/dom.js";
import { copy } from "/chat/clipboard.js";
import { json, query } from "/pages/http.js";
import { adding } from "/pages/ingest.js";
import { Listing } from "/pages/listing.js";

const at = (id) => document.getElementById(id);
const chat = at("demo");
// What the seed articles answer; another library has its own questions.
const SEED = "ukraine-donbas-claims";
const QUESTIONS = "How many troops are near the border?|Who put troops on standby?|How long is the line that divides the two sides in the Donbas?|How many Chinese troops are in Taiwan?";

const listing = new Listing(at("articles"), at("more"));
const add = adding(at("add"), () => at("collection").value, refresh);

async function refresh() {
  let held;
  try {
    held = await json(`/v1/library?${query({ collection: at("collection").value })}`, { key: add.key });
  } catch (error) {
    at("counts").textContent = `The library cannot be read: ${error.message}.`;
    return;
  }
  options(at("collection"), Object.entries(held.collections), held.collection);
  at("collection-label").hidden = Object.keys(held.collections).length < 2;
  const named = held.sources.filter((one) => one.source);
  options(at("source"), named.map((one) => [one.source, one.articles]), at("source").value, "All sources");
  state(held);
  snippet(held);
  add.show(held.ingest);
  empty(held);
  const shown = await listing.show(filters(), held);
  at("counts").textContent = held.articles ? shown : "The library is empty.";
  if (await seeded(held)) chat.setAttribute("suggestions", QUESTIONS);
  if (held.collection !== "default" || chat.hasAttribute("collection")) chat.setAttribute("collection", held.collection);
}

async function seeded(held) {
  if (!held.articles) return false;
  return json(`/v1/articles/${SEED}`).then(
    (article) => !article.deleted && article.collection === held.collection,
    () => false,
  );
}

function filters() {
  return {
    words: at("words").value.trim(),
    collection: at("collection").value,
    source: at("source").value,
    published_from: at("from").value,
    published_to: at("to").value,
  };
}

function options(select, entries, chosen, first = null) {
  const made = entries.map(([name, count]) => make("option", { value: name }, `${name} (${count})`));
  if (first !== null) made.unshift(make("option", { value: "" }, first));
  select.replaceChildren(...made);
  select.value = chosen;
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}

function state(held) {
  const behind = Object.entries(held.applied).filter(([, applied]) => applied !== held.index_seq);
  const rows = {
    Articles: Object.values(held.collections).reduce((sum, one) => sum + one, 0),
    Passages: held.passages,
    State: behind.length ? `${behind.map(([name]) => name).join(" and ")} catching up` : "up to date",
    "Last change": held.index_seq,
    "Answered by": held.answerers[0],
    Version: held.version,
  };
  const shown = Object.entries(rows).flatMap(([name, value]) => {
    const words = typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : String(value);
    return [make("dt", {}, name), make("dd", {}, words)];
  });
  at("index").replaceChildren(...shown);
}

function snippet(held) {
  const place = held.collection === "default" ? "" : ` collection="${held.collection}"`;
  at("snippet").textContent = [
    `<script type="module" src="${location.origin}/widget.js"></script>`,
    `<dateline-chat${place} site-key="YOUR-SITE-KEY" mode="bubble"></dateline-chat>`,
  ].join("\n");
}

function empty(held) {
  at("empty").hidden = held.articles > 0;
  at("filters").hidden = held.articles === 0;
  at("empty").replaceChildren(
    make("p", {}, make("strong", {}, "There is nothing here to ask about yet.")),
    make("p", {}, "Drop files under “Add articles”, or take in a folder with ", make("code", {}, "dateline ingest ~/news"), "."),
    make("p", {}, "To try it with the articles that came along: ", make("code", {}, "dateline ingest seeds/articles"), "."),
  );
}

let waiting;
at("filters").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 250);
});
at("filters").addEventListener("submit", (event) => {
  event.preventDefault();
  refresh();
});
at("copy-snippet").addEventListener("click", async () => {
  const done = await copy(at("snippet").textContent, document);
  at("snippet-said").textContent = done ? "Copied." : "Select the lines and copy them.";
});
refresh();
