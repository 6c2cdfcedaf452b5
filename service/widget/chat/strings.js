// Every word the widget says, in English; a page gives its own by the `strings` attribute (JSON) or property.

export const ENGLISH = {
  heading: "Ask the news",
  placeholder: "Ask about the news…",
  intro: "Answers come from the articles, and every sentence shows the passage that proves it.",
  question: "Your question",
  conversation: "Conversation",
  open: "Ask the news",
  close: "Close",
  send: "Ask",
  stop: "Stop",
  clear: "Clear",
  cleared: "The conversation was cleared.",
  searching: "Searching the articles…",
  reading: "Reading what was found…",
  slow: "Still at work…",
  youAsked: "You asked",
  understood: "Understood as: {question}",
  answered: "From the articles",
  conflicting: "Sources disagree",
  abstained: "No answer in the articles",
  shortAnswer: "In short",
  sources: "Sources",
  source: "Source {number}: {title}",
  sourceUnproven: "Source {number}, not proven: {title}",
  nearest: "The nearest passages",
  openArticle: "Open the passage in the article",
  atOutlet: "Read at {outlet}",
  theOutlet: "the publisher",
  untitled: "Untitled",
  no_evidence: "Nothing in the library is about this.",
  below_threshold: "The library does not answer this.",
  unverified: "An answer was written, but the articles do not prove it, so it is not shown.",
  out_of_range: "The library holds nothing from that time.",
  degraded: "The chat model could not finish this answer. What you read are sentences of the articles themselves.",
  degradedUnderstood: "The chat model could not help with this question, so it was understood by simple rules.",
  withheldOne: "One sentence was left out, because the articles do not prove it.",
  withheldMany: "{number} sentences were left out, because the articles do not prove them.",
  flagged: "Sources marked with ? do not prove their sentence.",
  done: "Answer complete.",
  stopped: "Stopped. What you read so far is proven.",
  stoppedEmpty: "Stopped before anything was found.",
  lost: "The connection was lost before the answer was complete. What you read so far is proven.",
  lostEmpty: "The connection was lost before the answer came.",
  offline: "You are offline. Ask again when the connection is back.",
  unreachable: "The service cannot be reached just now. Try again in a moment.",
  not_allowed:
    "Pages of {origin} may not ask here yet. Whoever runs this service can add this address to the origins of a site key.",
  refused_key: "This page may not ask here: {detail}.",
  busy: "Many people are asking just now. Try again in a few seconds.",
  refused: "This could not be asked: {detail}.",
  failed: "Something went wrong at the service. Try again in a moment.",
  retry: "Ask again",
  copy: "Copy",
  copyMarkdown: "Copy as Markdown",
  copied: "Copied.",
  notCopied: "Your browser did not allow copying.",
  up: "Helpful",
  down: "Wrong",
  thanks: "Thank you.",
  notTaken: "Your verdict could not be stored.",
  try: "You could ask",
};

/** The strings, with those of the page over ours. */
export function stringsWith(own) {
  return { ...ENGLISH, ...own };
}

/** `text` with `{name}` replaced. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
