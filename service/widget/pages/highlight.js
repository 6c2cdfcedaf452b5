// Text with stretches of it marked, exactly: offsets are code points, as the service counts.

import { make } from "/chat/dom.js";

/** `[start, end]` of each `start-end` that fits into `length` code points. */
export function places(list, length) {
  return (list ?? "")
    .split(",")
    .map((one) => /^(\d+)-(\d+)$/.exec(one.trim()))
    .filter(Boolean)
    .map(([, start, end]) => [Number(start), Number(end)])
    .filter(([start, end]) => start < end && end <= length);
}

/** The paragraphs of `text`; `cited` and `also` are places in it, and the marks of `cited` hold exactly its characters. */
export function marked(text, cited, also) {
  const points = Array.from(text);
  const inside = (list, position) => list.some(([start, end]) => start <= position && position < end);
  const kind = (position) => (inside(cited, position) ? "cited" : inside(also, position) ? "too" : "");
  const edges = new Set([0, points.length, ...cited.flat(), ...also.flat()]);
  const paragraphs = [];
  for (const [start, end] of blocks(points)) {
    const paragraph = make("p", { dir: "auto" });
    // White space between paragraphs is kept, unseen, so that a mark across it loses nothing.
    const words = wordsEnd(points, start, end);
    const cuts = [...new Set([start, words, end, ...edges])].filter((cut) => start <= cut && cut <= end);
    cuts.sort((first, second) => first - second);
    for (let index = 0; index + 1 < cuts.length; index += 1) {
      const [from, to] = [cuts[index], cuts[index + 1]];
      const piece = points.slice(from, to).join("");
      const name = [kind(from), from >= words ? "gap" : ""].filter(Boolean).join(" ");
      if (!name) paragraph.append(piece);
      else paragraph.append(make(kind(from) ? "mark" : "span", { class: name }, piece));
    }
    paragraphs.push(paragraph);
  }
  return paragraphs;
}

/** Where the paragraphs of `points` begin and end, each with the blank lines after it. */
function blocks(points) {
  const found = [];
  let start = 0;
  for (let index = 0; index < points.length; index += 1) {
    const breaks = points[index] === "\n" && points[index - 1] === "\n" && points[index + 1] !== "\n";
    if (breaks && index > 1) {
      found.push([start, index + 1]);
      start = index + 1;
    }
  }
  if (start < points.length) found.push([start, points.length]);
  return found;
}

function wordsEnd(points, start, end) {
  let position = end;
  while (position > start && points[position - 1] === "\n") position -= 1;
  return position;
}
