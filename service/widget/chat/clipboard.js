// An answer with its sources, as text or Markdown, for the clipboard.

import { make, safeUrl } from "./dom.js";
import { dateText } from "./sources.js";

/** Plain text: question, answer with its markers, and a line a source with the cited words. */
export function asText(turn, context) {
  const lines = [turn.question, "", turn.answer, ""];
  for (const [citation, about, url] of sourcesOf(turn, context)) {
    lines.push(`[${citation.marker}] ${about}`, `“${flat(citation.cited_text)}”`, url);
  }
  return lines.join("\n").trimEnd();
}

/** The same in Markdown; what articles and models wrote is escaped. */
export function asMarkdown(turn, context) {
  const lines = [`**${escaped(turn.question)}**`, "", escaped(turn.answer), ""];
  for (const [citation, about, url] of sourcesOf(turn, context)) {
    lines.push(`${citation.marker}. [${escaped(about)}](<${url}>)`, `   > ${escaped(flat(citation.cited_text))}`, "");
  }
  return lines.join("\n").trimEnd();
}

function sourcesOf(turn, context) {
  const known = new Map(turn.citations.map((citation) => [citation.marker, citation]));
  return [...known.values()].map((citation) => {
    const date = dateText(citation.published_at, context.language);
    const about = [citation.source, citation.title, date].filter(Boolean).join(" · ");
    return [citation, about, safeUrl(citation.url) ?? context.url(citation)];
  });
}

function flat(text) {
  return text.replace(/\s+/gu, " ");
}

function escaped(text) {
  return text.replace(/[\\`*_{}[\]<>()#+!|~&-]/g, "\\$&");
}

/** Puts `text` on the clipboard, in the old way where the page is not served securely; whether that worked. */
export async function copy(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", { class: "unseen", "aria-hidden": "true", tabindex: "-1" });
    const focused = root.activeElement;
    field.value = text;
    root.firstElementChild.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    focused?.focus();
    return done;
  }
}
