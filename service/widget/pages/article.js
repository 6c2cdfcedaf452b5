// The article page: one version of an article, with what a citation names lit up (#c=start-end, in code points).

import { make, outward, safeUrl } from "/chat/dom.js";
import { byline, dateText } from "/chat/sources.js";
import { shortened } from "/chat/text.js";
import { marked, places } from "/pages/highlight.js";
import { json } from "/pages/http.js";

const main = document.getElementById("main");
const identity = decodeURIComponent(location.pathname.split("/").pop());
const version = new URLSearchParams(location.search).get("version");
const path = `/v1/articles/${encodeURIComponent(identity)}`;
const { lang: language } = document.documentElement;

async function open() {
  let article;
  try {
    article = await json(path + (version ? `?version=${encodeURIComponent(version)}` : ""));
  } catch (error) {
    const missing = error.status === 404 || error.status === 422;
    show(
      make("h1", {}, missing ? "There is no such article" : "The article cannot be shown just now"),
      make("p", { class: "notice warn" }, missing ? "It may have been erased from the library." : error.message),
    );
    return;
  }
  const newest = version ? await json(path).catch(() => null) : article;
  document.title = `${article.title} · Dateline`;
  document.getElementById("where").textContent = article.title;
  const draw = () => {
    lay(article, newest);
    light();
  };
  addEventListener("hashchange", () => location.hash !== "#cited" && draw());
  draw();
}

function show(...children) {
  main.replaceChildren(...children);
  main.setAttribute("aria-busy", "false");
}

function lay(article, newest) {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const length = Array.from(article.text).length;
  const cited = places(fragment.get("c"), length).slice(0, 1);
  const also = places(fragment.get("also"), length);
  const body = make("div", { class: "text", lang: article.language });
  body.append(...marked(article.text, cited, also));
  const first = body.querySelector("mark.cited");
  if (first) Object.assign(first, { id: "cited", tabIndex: -1 });
  show(
    ...heading(article),
    ...notes(article, newest, fragment.has("c"), Boolean(first)),
    ...elsewhere(article, cited, also),
    body,
    facts(article),
  );
}

function heading(article) {
  const line = byline(article, language);
  if (article.author) line.append(make("bdi", { class: "author" }, article.author));
  const found = [make("h1", { dir: "auto", lang: article.language }, article.title), line];
  if (safeUrl(article.url)) {
    found.push(make("p", { class: "outlink" }, outward(article.url, `Read at ${article.source ?? "the publisher"}`)));
  }
  return found;
}

function notes(article, newest, asked, found) {
  const said = [];
  if (newest?.deleted ?? article.deleted) {
    said.push(notice("This article was taken out of the library. It is kept so that what cites it can be checked.", "warn"));
  } else if (newest && newest.version > article.version) {
    const words = `This is version ${article.version}, as it was when it was cited. `;
    const link = make("a", { href: location.pathname }, `Read the newest, version ${newest.version}`);
    said.push(notice(words, "warn", link, "."));
  }
  if (asked && !found) said.push(notice("The characters that this address names are not in this version.", "warn"));
  return said;
}

function notice(words, kind, ...more) {
  return make("p", { class: `notice ${kind}` }, words, ...more);
}

/** What else of this article the conversation cites, each a link that lights it up in its turn. */
function elsewhere(article, cited, also) {
  if (!also.length) return [];
  const points = Array.from(article.text);
  const list = make("ol");
  for (const [start, end] of also) {
    const others = [...cited, ...also].filter(([first, last]) => first !== start || last !== end);
    const rest = others.map((one) => one.join("-")).join(",");
    const href = `#c=${start}-${end}${rest ? `&also=${rest}` : ""}`;
    const words = shortened(points.slice(start, end).join(""), 140);
    list.append(make("li", {}, make("a", { href, dir: "auto" }, words)));
  }
  const box = make("nav", { class: "also", "aria-labelledby": "also-heading" });
  box.append(make("h2", { id: "also-heading" }, "Also cited in this conversation"), list);
  return [box];
}

function facts(article) {
  const rows = make("dl", { class: "facts" });
  const known = { ...article.metadata, article: article.id, version: article.version, collection: article.collection };
  const shown = { ...known, language: article.language, "taken in": dateText(article.ingested_at, language) };
  for (const [name, value] of Object.entries({ ...shown, "SHA-256": article.sha256 })) {
    const words = typeof value === "object" ? JSON.stringify(value) : String(value);
    rows.append(make("dt", {}, make("bdi", {}, name)), make("dd", {}, make("bdi", {}, words)));
  }
  const box = make("details", {}, make("summary", {}, "About this copy"));
  box.append(rows);
  return box;
}

/** Brings the cited words into sight, and the focus with them. */
function light() {
  const cited = document.getElementById("cited");
  const jump = document.getElementById("jump");
  jump.hidden = !cited;
  jump.onclick = (event) => {
    event.preventDefault();
    light();
  };
  if (!cited) return;
  cited.focus({ preventScroll: true });
  cited.scrollIntoView({ block: "center" });
}

open();
