// Where an answer comes from: links into articles, dates, and the strip of sources below an answer.

import { make } from "./dom.js";
import { filled } from "./strings.js";

/** The page of an article with a citation lit up; `also` are other places of it, as `start-end`. */
export function articleUrl(base, citation, also = []) {
  const more = also.length ? `&also=${also.join(",")}` : "";
  const place = `c=${citation.start_char}-${citation.end_char}${more}`;
  return `${base}/articles/${encodeURIComponent(citation.article_id)}?version=${citation.version}#${place}`;
}

/** A date as readers of `language` write it, in UTC; empty where there is none. */
export function dateText(iso, language) {
  const moment = momentOf(iso);
  if (!moment) return "";
  return inLanguage(language, (tag) =>
    new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeZone: "UTC" }).format(moment),
  );
}

const STEPS = [
  ["year", 365.25 * 86400],
  ["month", 30.44 * 86400],
  ["week", 7 * 86400],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago that was, in words of `language`. */
export function agoText(iso, language, now = Date.now()) {
  const moment = momentOf(iso);
  if (!moment) return "";
  const seconds = (moment.getTime() - now) / 1000;
  const dated = !iso.includes("T");
  const [unit, length] =
    STEPS.find(([name, size]) => Math.abs(seconds) >= size && !(dated && (name === "hour" || name === "minute"))) ??
    (dated ? ["day", 86400] : ["minute", 60]);
  return inLanguage(language, (tag) =>
    new Intl.RelativeTimeFormat(tag, { numeric: "auto" }).format(Math.trunc(seconds / length), unit),
  );
}

function momentOf(iso) {
  const moment = new Date(iso ?? NaN);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

function inLanguage(language, format) {
  const base = (language || "en").split("-")[0];
  // A reader of British English reads dates of an English page in the British way.
  const own = navigator.languages.find((tag) => tag.split("-")[0] === base);
  try {
    return format(own ?? language);
  } catch {
    return format("en");
  }
}

/** Outlet, date and how long ago, each only where it is known. */
export function byline(citation, language) {
  const date = dateText(citation.published_at, language);
  const line = make("span", { class: "byline" });
  if (citation.source) line.append(make("bdi", { class: "outlet", part: "outlet" }, citation.source));
  if (date) line.append(make("time", { datetime: citation.published_at, class: "date" }, date));
  if (date) line.append(make("span", { class: "ago" }, agoText(citation.published_at, language)));
  return line;
}

/** The strip below an answer: each article once, with every marker that leads to it. */
export function strip(citations, context) {
  const articles = new Map();
  for (const citation of citations) {
    const key = `${citation.article_id} ${citation.version}`;
    const known = articles.get(key) ?? { citation, markers: new Set() };
    known.markers.add(citation.marker);
    articles.set(key, known);
  }
  const { strings, language } = context;
  const list = make("ol", { class: "sources", part: "sources", role: "list", "aria-label": strings.sources });
  for (const { citation, markers } of articles.values()) {
    const title = make("bdi", { class: "title" }, citation.title || strings.untitled);
    const numbers = make("span", { class: "numbers" }, [...markers].join(", "));
    const link = make("a", { href: context.url(citation), target: "_blank", rel: "noopener noreferrer", part: "source" });
    link.append(numbers, make("span", { class: "about" }, title, byline(citation, language)));
    list.append(make("li", {}, link));
  }
  return list;
}

/** What a chip says to those who do not see it. */
export function chipLabel(citation, strings) {
  const words = citation.verification?.status === "failed" ? strings.sourceUnproven : strings.source;
  const title = [citation.title || strings.untitled, citation.source].filter(Boolean).join(", ");
  return filled(words, { number: citation.marker, title });
}
