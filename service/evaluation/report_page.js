"use strict";
(() => {
  const PAGE = 50;
  const LIMIT = 300;
  const data = (id) => JSON.parse(document.getElementById(id).textContent);
  const index = data("index");
  const blocks = new Map();
  const rows = index.rows.map((row, order) => ({
    ...row,
    order,
    sought: [row.id, row.question, row.given, ...row.expected].join("\n").toLowerCase(),
  }));
  const byId = (id) => document.getElementById(id);
  const body = byId("rows");
  const controls = ["text", "right", "status", "stage", "tag"].map(byId);
  const state = { key: "order", down: false, page: 0, found: rows };

  // Everything that is shown passes here as text: nothing of the data is ever read as HTML.
  const make = (name, about, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(about || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  };
  const figure = (value, digits) => (value === null ? "–" : value.toFixed(digits));
  const time = (ms) => (ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`);
  const spoken = (text) => String(text).replaceAll("_", " ");
  const stage = (name) => (name === null ? "" : index.stages[name] || spoken(name));

  const fill = (select, values, label) => {
    for (const value of [...new Set(values)].filter((one) => one !== null)) {
      select.append(make("option", { value }, label(value)));
    }
  };
  fill(byId("status"), rows.map((row) => row.status).sort(), spoken);
  fill(byId("stage"), Object.keys(index.stages).filter((name) => rows.some((row) => row.stage === name)), stage);
  fill(byId("tag"), rows.flatMap((row) => row.tags).sort(), (tag) => tag);

  const compare = (left, right) => {
    const [a, b] = [left[state.key], right[state.key]];
    if (a === b) return left.order - right.order;
    if (a === null || b === null) return a === null ? 1 : -1;
    return (a < b ? -1 : 1) * (state.down ? -1 : 1);
  };
  const choose = () => {
    const [text, right, status, failed, tag] = controls.map((one) => one.value);
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    state.found = rows
      .filter((row) =>
        words.every((word) => row.sought.includes(word)) &&
        (!right || String(row.right) === right) &&
        (!status || row.status === status) &&
        (!failed || row.stage === failed) &&
        (!tag || row.tags.includes(tag)))
      .sort(compare);
    state.page = 0;
    for (const button of document.querySelectorAll(".stage")) {
      button.setAttribute("aria-pressed", String(button.dataset.stage === failed));
    }
    draw();
  };

  const draw = () => {
    const first = state.page * PAGE;
    const shown = state.found.slice(first, first + PAGE);
    const pages = Math.max(Math.ceil(state.found.length / PAGE), 1);
    body.replaceChildren(...shown.map(rowOf));
    if (!shown.length) body.append(make("tr", {}, make("td", { colspan: 6, class: "quiet" }, "No question is like that.")));
    const wrong = state.found.filter((row) => row.right === 0).length;
    byId("count").textContent = `${state.found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} questions, ${wrong} wrong`;
    for (const nav of document.querySelectorAll(".pages")) {
      nav.hidden = pages === 1;
      nav.replaceChildren(
        make("button", { type: "button", disabled: state.page === 0, onclick: () => turn(-1, nav) }, "Previous"),
        make("span", {}, `${state.page + 1} of ${pages}`),
        make("button", { type: "button", disabled: state.page + 1 >= pages, onclick: () => turn(1, nav) }, "Next"),
      );
    }
  };
  const turn = (by, nav) => {
    state.page += by;
    draw();
    const [back, on] = nav.querySelectorAll("button");
    (by > 0 ? (on.disabled ? back : on) : back.disabled ? on : back).focus({ preventScroll: true });
    if (nav.parentElement.id === "questions") byId("table").scrollIntoView();
  };

  const rowOf = (row) => {
    const mark = row.right === null ? ["–", "unscored", ""] : row.right ? ["✓", "right", "yes"] : ["✗", "wrong", "no"];
    const opener = make("button", { type: "button", class: "open", "aria-expanded": "false" }, row.question || "(no question)");
    const made = make("tr", { class: "row" },
      make("td", { class: `mark ${mark[2]}` }, make("span", { "aria-hidden": "true" }, mark[0]), make("span", { class: "hidden" }, mark[1])),
      make("td", { class: "question" }, opener, make("span", { class: "labels" }, [row.id, ...row.tags].join(" · "))),
      make("td", { class: "answer-cell" }, make("span", { class: "given" }, row.given), make("span", { class: "status" }, spoken(row.status))),
      make("td", { class: "stage-cell" }, stage(row.stage)),
      make("td", { class: "number" }, figure(row.score, 2)),
      make("td", { class: "number" }, time(row.ms)));
    opener.addEventListener("click", () => toggle(row, made, opener));
    return made;
  };
  const toggle = (row, made, opener) => {
    const open = opener.getAttribute("aria-expanded") === "true";
    opener.setAttribute("aria-expanded", String(!open));
    made.classList.toggle("opened", !open);
    if (open) return made.nextElementSibling.remove();
    made.after(make("tr", { class: "details" }, make("td", { colspan: 6 }, detail(row, read(row.order)))));
    try {
      history.replaceState(null, "", `#question=${encodeURIComponent(row.id)}`);
    } catch {
      // A page from a file may not be allowed to name its place; it is only for sharing.
    }
  };
  const read = (order) => {
    const block = Math.floor(order / index.block);
    if (!blocks.has(block)) blocks.set(block, data(`block-${block}`));
    return blocks.get(block)[order % index.block];
  };

  const detail = (row, one) => {
    const made = make("div", { class: "detail" },
      make("div", {}, given(row, one), unproven(one), articles(row, one)),
      make("div", {}, facts(row, one), evidence(one), scores(row)));
    made.addEventListener("click", (event) => {
      const marker = event.target.dataset && event.target.dataset.marker;
      const target = marker && [...made.querySelectorAll("mark.cited")].find((mark) => mark.dataset.markers.split(" ").includes(marker));
      if (!target) return;
      target.tabIndex = -1;
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    });
    return made;
  };
  const given = (row, one) => make("section", {},
    make("h3", {}, "Given"),
    one.error === null ? null : make("p", { class: "warn" }, one.error),
    one.answer ? make("p", { class: "answer" }, marked(one.answer)) : make("p", { class: "quiet" }, one.error === null ? "No answer was given." : ""),
    make("h3", {}, "Expected"),
    row.expected.length ? make("p", { class: "answer" }, row.expected[0]) : make("p", { class: "quiet" }, row.behaviour === "abstained" ? "No answer: nothing in the articles says it." : "No answer is given with the question."),
    row.expected.length > 1 ? make("p", { class: "about" }, `or: ${row.expected.slice(1).join(" · ")}`) : null);
  const marked = (answer) => answer.split(/(\[\d{1,4}\])/).map((piece) => (/^\[\d{1,4}\]$/.test(piece)
    ? make("button", { type: "button", class: "marker", "data-marker": piece.slice(1, -1), "aria-label": `citation ${piece.slice(1, -1)}` }, piece)
    : piece));
  const unproven = (one) => (one.unproven.length
    ? make("section", {}, make("h3", {}, "Not proven"), one.unproven.map(([kind, text, reasons]) =>
      make("div", { class: "unproven" }, make("p", {}, text), make("p", { class: "about" }, `${kind}: ${reasons.map(spoken).join(", ")}`))))
    : null);
  const facts = (row, one) => {
    const pairs = [
      ["Status", [spoken(row.status), one.reason ? ` (${spoken(one.reason)})` : ""].join("")],
      ["Hoped for", spoken(row.behaviour)],
      ["Failed at", stage(row.stage)],
      ["Short answer", one.short],
      ["Score", figure(row.score, 3)],
      ["Understood as", one.understood],
      ["Answerer", one.answerer],
      ["Degraded", one.degraded && spoken(one.degraded)],
      ["Waited", time(row.ms)],
      ["Stages", Object.entries(one.timings).map(([name, spent]) => `${spoken(name)} ${spent === null ? "–" : time(spent)}`).join(", ")],
    ];
    return make("section", {}, make("h3", {}, "What happened"), make("dl", { class: "pair" },
      pairs.filter(([, value]) => value).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])));
  };
  const articles = (row, one) => {
    const cited = one.articles.filter((article) => article.cited);
    const hoped = one.articles.filter((article) => !article.cited);
    if (!one.articles.length && !one.unplaced.length) return null;
    return make("section", {},
      make("h3", {}, "In the articles"),
      make("p", { class: "legend" }, make("span", { class: "cited" }, "cited"), make("span", { class: "gold" }, "gold"), make("span", { class: "cited gold" }, "both")),
      cited.map(article),
      hoped.length ? make("details", { open: !cited.length }, make("summary", {}, `${hoped.length} more with a gold quote, not cited`), hoped.map(article)) : null,
      one.articles_left ? make("p", { class: "about" }, `${one.articles_left} more articles are not shown.`) : null,
      one.unplaced.map(([name, quote]) => make("p", { class: "about" }, `Gold quote not found in ${name}: “${quote}”`)));
  };
  const titled = (one) => [
    one.url && /^https?:\/\//i.test(one.url) ? make("a", { href: one.url, target: "_blank", rel: "noopener noreferrer" }, one.title) : one.title,
  ];
  const article = (one) => make("div", { class: "source" },
    make("p", { class: "about" }, titled(one), ` ${[one.source, one.date, one.title === one.id ? null : one.id, `version ${one.version}`].filter(Boolean).map((part) => `· ${part}`).join(" ")}`),
    one.missing ? make("p", { class: "quiet" }, "The article’s text was not to be had.") : null,
    one.broken.map(([marker, text]) => make("p", { class: one.missing ? "" : "warn" }, `[${marker}] ${one.missing ? "" : "is not what the article says there: "}“${text}”`)),
    one.runs.length ? make("blockquote", { class: "text" }, runs(one.runs)) : null);
  const runs = (list) => list.map((run) => {
    if (run === null) return make("span", { class: "gap", "aria-label": "left out" }, "…");
    if (typeof run === "string") return run.replace(/\n{2,}/g, "\n\n");
    const [text, gold, ...markers] = run;
    return make("mark", { class: [gold ? "gold" : "", markers.length ? "cited" : ""].join(" ").trim(), "data-markers": markers.join(" "), title: [markers.length ? `cited as ${markers.join(", ")}` : "", gold ? "gold" : ""].filter(Boolean).join(", ") }, text);
  });
  const evidence = (one) => make("section", {}, make("h3", {}, "Evidence"), one.evidence.length
    ? make("ol", { class: "evidence" }, one.evidence.map((passage, at) => make("li", {},
      make("span", { class: "rank" }, String(at + 1)),
      make("div", {}, titled(passage),
        passage.gold === "no" ? null : make("span", { class: "badge" }, passage.gold === "yes" ? "gold" : "copy of gold"),
        make("small", {}, ` ${[passage.source, passage.date, passage.score === null ? null : `score ${passage.score}`, ...["vector", "words", "reader"].map((name, which) => (passage.ranks[which] === null ? null : `${name} ${passage.ranks[which]}`))].filter(Boolean).join(" · ")}`),
        make("p", { class: "text" }, runs(passage.runs))))))
    : make("p", { class: "quiet" }, "Nothing was found."));
  const scores = (row) => {
    const known = index.metrics.map((name, at) => [name, row.scores[at]]).filter(([, value]) => value !== null);
    return known.length ? make("section", {}, make("h3", {}, "Scores"), make("ul", { class: "scores" },
      known.map(([name, value]) => make("li", {}, make("span", {}, name), make("span", {}, figure(value, 3)))))) : null;
  };

  let waiting = 0;
  byId("text").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, rows.length > LIMIT ? 120 : 0);
  });
  for (const select of controls.slice(1)) select.addEventListener("change", choose);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(choose));
  const narrow = (control, value) => {
    control.value = control.value === value ? "" : value;
    choose();
    byId("questions").scrollIntoView();
  };
  for (const button of document.querySelectorAll(".stage")) button.addEventListener("click", () => narrow(byId("stage"), button.dataset.stage));
  for (const button of document.querySelectorAll("[data-tag]")) button.addEventListener("click", () => narrow(byId("tag"), button.dataset.tag));

  const sorted = (heading) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const one of heading.parentElement.children) one.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    return down;
  };
  for (const button of byId("table").querySelectorAll(".sort")) {
    button.addEventListener("click", () => {
      state.down = sorted(button.closest("th"));
      state.key = button.dataset.key;
      choose();
    });
  }
  const tags = byId("tags");
  if (tags) {
    const inner = tags.tBodies[0];
    [...tags.tHead.rows[0].cells].forEach((heading, column) => heading.firstChild.addEventListener("click", () => {
      const sign = sorted(heading) ? -1 : 1;
      const value = (row) => (column ? row.cells[column].dataset.value : row.cells[0].textContent);
      const order = (left, right) => {
        const [a, b] = [value(left), value(right)];
        if (!a || !b) return a ? -1 : b ? 1 : 0;
        return sign * (column ? a - b : a.localeCompare(b));
      };
      inner.append(...[...inner.rows].sort(order));
    }));
  }

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      byId("text").focus();
      return;
    }
    if (!body.contains(event.target)) return;
    const openers = [...body.querySelectorAll(".open")];
    const own = event.target.closest("tr.details");
    const at = openers.indexOf(own ? own.previousElementSibling.querySelector(".open") : event.target);
    if (at < 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !own && openers[at + step]) {
      event.preventDefault();
      openers[at + step].focus();
    }
    if (event.key === "Escape" && openers[at].getAttribute("aria-expanded") === "true") {
      openers[at].click();
      openers[at].focus();
    }
  });

  choose();
  const named = /^#question=(.+)$/.exec(location.hash);
  if (named) {
    let wanted = named[1];
    try {
      wanted = decodeURIComponent(wanted);
    } catch {
      // As it stands, then.
    }
    const place = rows.findIndex((row) => row.id === wanted);
    if (place >= 0) {
      state.page = Math.floor(place / PAGE);
      draw();
      const opener = body.querySelectorAll(".open")[place % PAGE];
      opener.click();
      opener.scrollIntoView();
    }
  }
})();
