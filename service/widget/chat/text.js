// Answers taken apart at offsets, which count code points as the service does.

/** The parts of a stretch of an answer: `{text}` and `{citations}`, where `[n]` stood for those.
 *
 * `base` is where `text` begins in the answer. Markers are found by where the citations say they stand, not by
 * their look: an article may well hold a "[1]" of its own.
 */
export function parts(text, base, citations) {
  const points = Array.from(text);
  const found = [];
  let position = 0;
  const say = (end) => {
    if (end > position) found.push({ text: points.slice(position, end).join("") });
    position = Math.max(position, end);
  };
  for (const group of bySentence(citations)) {
    say(group[0].answer_end - base);
    const cited = [];
    for (const citation of group) {
      const marker = Array.from(` [${citation.marker}]`);
      if (points.slice(position, position + marker.length).join("") !== marker.join("")) continue;
      position += marker.length;
      cited.push(citation);
    }
    if (cited.length) found.push({ citations: cited });
  }
  say(points.length);
  return found;
}

function bySentence(citations) {
  const groups = new Map();
  for (const citation of citations) {
    const group = groups.get(citation.answer_end) ?? [];
    group.push(citation);
    groups.set(citation.answer_end, group);
  }
  return [...groups.entries()].sort(([first], [second]) => first - second).map(([, group]) => group);
}

const QUANTITY =
  /(?:[$€£¥]\s?)?\p{Nd}[\p{Nd}.,’]*(?:(?:st|nd|rd|th)\b|\s?(?:%|per cent\b|percent\b|hundred\b|thousand\b|million\b|billion\b|trillion\b|km(?:\/h|²)?|m\b|kg\b|°C\b|°F\b))*/gu;

/** `text` in pieces, `[words, isQuantity]`, so that a figure is legible and stays with its unit. */
export function quantities(text) {
  const pieces = [];
  let position = 0;
  for (const match of text.matchAll(QUANTITY)) {
    // A full stop or comma after a figure belongs to the sentence.
    const figure = match[0].replace(/[.,’]+$/u, "");
    pieces.push([text.slice(position, match.index), false], [figure, true]);
    position = match.index + figure.length;
  }
  pieces.push([text.slice(position), false]);
  return pieces.filter(([piece]) => piece);
}

/** At most `longest` characters, cut between words. */
export function shortened(text, longest) {
  const points = Array.from(text.replace(/\s+/gu, " ").trim());
  if (points.length <= longest) return points.join("");
  const cut = points.slice(0, longest).join("");
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longest / 2))}…`;
}
