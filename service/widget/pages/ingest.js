// Articles dropped on the page, one file a request, with what became of each.

import { make } from "/chat/dom.js";
import { json, query } from "/pages/http.js";

const ACCEPTED = ".txt,.md,.markdown,.html,.htm,.pdf,.json,.jsonl,.xml,.rss,.atom";

/** Builds the place for files in `box`; `collection()` says where they go, `done()` is called when they are in. */
export function adding(box, collection, done) {
  const made = { key: "", show: (allowed) => lay(box, allowed, made, collection, done), shown: null };
  return made;
}

function lay(box, allowed, made, collection, done) {
  if (made.shown === allowed) return;
  made.shown = allowed;
  const children = [];
  if (allowed === "not_allowed") children.push(make("p", {}, "The key you gave is not for this collection."));
  if (allowed !== "allowed") children.push(keyForm(made, allowed, done));
  else children.push(...dropZone(made, collection, done));
  box.replaceChildren(...children);
}

function keyForm(made, allowed, done) {
  const field = make("input", { type: "password", autocomplete: "off", id: "ingest-key" });
  const button = make("button", { type: "submit", class: "plain" }, "Use it");
  const form = make("form", { class: "keyed" }, make("label", {}, "Ingest key ", field), button);
  const said = make("p", { role: "status" }, allowed === "key_needed" && made.key ? "That is no ingest key." : "");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // It stays in this page's memory and nowhere else.
    made.key = field.value.trim();
    made.shown = null;
    await done();
  });
  return make("div", {}, make("p", {}, "Adding articles here takes an ingest key."), form, said);
}

function dropZone(made, collection, done) {
  const field = make("input", { type: "file", multiple: true, accept: ACCEPTED });
  const zone = make("label", { class: "drop" }, field, make("strong", {}, "Drop articles here"), ", or choose files: text, Markdown, HTML, PDF, JSON Lines, RSS, Atom");
  const bar = make("progress", { hidden: true, "aria-label": "Files taken in" });
  const said = make("p", { role: "status" });
  const outcomes = make("ul", { class: "outcomes", role: "list" });
  const take = async (files) => {
    if (!files.length || !bar.hidden) return;
    Object.assign(bar, { max: files.length, value: 0, hidden: false });
    outcomes.replaceChildren();
    const counts = { added: 0, changed: 0, unchanged: 0, refused: 0 };
    for (const file of files) {
      said.textContent = `Taking in ${file.name} (${bar.value + 1} of ${files.length})…`;
      outcomes.append(...(await taken(file, made.key, collection(), counts)));
      bar.value += 1;
    }
    bar.hidden = true;
    said.textContent = summary(counts);
    field.value = "";
    await done();
  };
  const over = (event, inside) => {
    event.preventDefault();
    zone.classList.toggle("over", inside);
  };
  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, false));
  zone.addEventListener("drop", (event) => {
    over(event, false);
    take([...event.dataTransfer.files]);
  });
  field.addEventListener("change", () => take([...field.files]));
  return [zone, bar, said, outcomes];
}

/** What became of one file, a line for each article that was refused and one for the file. */
async function taken(file, key, collection, counts) {
  const form = new FormData();
  form.append("files", file, file.name);
  let report;
  try {
    report = await json(`/v1/articles?${query({ collection })}`, { body: form, key });
  } catch (error) {
    report = { added: 0, changed: 0, unchanged: 0, refused: error.refused ?? [{ error: error.message }] };
  }
  for (const name of ["added", "changed", "unchanged"]) counts[name] += report[name];
  counts.refused += report.refused.length;
  const number = report.added + report.changed + report.unchanged;
  const lines = report.refused.map((one) => make("li", { class: "refused" }, `${file.name}: ${one.error}`));
  if (number) lines.unshift(make("li", {}, `${file.name}: ${number === 1 ? "1 article" : `${number} articles`}`));
  return lines;
}

function summary(counts) {
  const told = Object.entries(counts).filter(([, number]) => number);
  return told.map(([name, number]) => `${number} ${name}`).join(", ") || "Nothing was in there.";
}
