// How the widget looks: one style sheet made by script, which a Content-Security-Policy without inline styles allows.

// Text sizes are in em of the reader's own size, so that a page that sets its root to something odd changes nothing.
const CSS_TEXT = `
:host {
  display: block !important; visibility: visible !important; opacity: 1 !important; filter: none !important;
  transform: none !important; clip-path: none !important; pointer-events: auto !important; mix-blend-mode: normal !important;
}
:host([hidden]) { display: none !important; }
.root {
  all: initial; display: block; direction: inherit; color-scheme: var(--dateline-color-scheme, light dark);
  --paper: var(--dateline-paper, light-dark(#ffffff, #17181b));
  --ink: var(--dateline-ink, light-dark(#1b1b1d, #ebe8e3));
  --soft: var(--dateline-soft, light-dark(#5a5a60, #b0aca6));
  --line: var(--dateline-line, light-dark(#d9d6d0, #3a3b40));
  --wash: var(--dateline-wash, light-dark(#f5f3ee, #212327));
  --glow: var(--dateline-mark, light-dark(#fff0b3, #5a4708));
  --warn: light-dark(#8a4b00, #f0b45c);
  --accent: var(--dateline-accent, #8a1f2d); --on-accent: var(--dateline-on-accent, #ffffff);
  font-family: var(--dateline-font, system-ui, "Segoe UI", Roboto, sans-serif);
  font-size: var(--dateline-font-size, medium); line-height: 1.45; color: var(--ink);
}
.root *, .root *::before { box-sizing: border-box; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0; padding: 0; }
.panel {
  position: relative; display: flex; flex-direction: column; height: var(--dateline-height, 38em); max-height: 100dvh; min-height: 16em;
  background: var(--paper); border: 1px solid var(--line); border-radius: var(--dateline-radius, 10px); overflow: hidden;
}
.header { display: flex; align-items: center; gap: .5em; padding: .6em 1em; border-bottom: 1px solid var(--line); }
h2 { flex: 1; min-width: 0; margin: 0; font-size: 1em; font-weight: 650; overflow-wrap: anywhere; }
.log { flex: 1; min-height: 0; margin: 0; padding: 1em; overflow-y: auto; overscroll-behavior: contain; list-style: none; overflow-anchor: none; }
.turn { display: flex; flex-direction: column; margin: 0 0 1.75em; }
.turn:last-child { margin-bottom: .5em; }
p { margin: 0; }
.question { align-self: end; max-width: 88%; padding: .5em .85em; background: var(--wash); border-radius: 1.1em; border-end-end-radius: .25em; overflow-wrap: anywhere; white-space: pre-line; }
.headline { min-height: 2.9em; display: flex; flex-wrap: wrap; align-items: end; padding: .9em 0 .3em; font-size: .85em; color: var(--soft); font-weight: 600; overflow-wrap: anywhere; }
.headline.short bdi { font: 650 1.45em/1.25 var(--dateline-serif, Georgia, "Times New Roman", serif); color: var(--ink); font-variant-numeric: lining-nums tabular-nums; }
.headline.trouble bdi, .headline.stopped bdi { color: var(--ink); font-weight: 500; font-size: 1.15em; }
.headline.conflicting, .note.conflict { color: var(--warn); }
.headline.waiting::before { content: ""; flex: none; align-self: center; width: .6em; height: .6em; margin-inline-end: .6em; border-radius: 50%; background: var(--accent); animation: pulse 1.2s ease-in-out infinite; }
@keyframes pulse { 50% { opacity: .25; } }
.understood { font-size: .85em; color: var(--soft); font-style: italic; margin-bottom: .3em; overflow-wrap: anywhere; }
.answer { font-family: var(--dateline-serif, Georgia, "Times New Roman", serif); font-size: 1.06em; line-height: 1.7; white-space: pre-line; overflow-wrap: anywhere; font-variant-numeric: lining-nums; }
.sentence { unicode-bidi: isolate; }
.quantity { white-space: nowrap; font-weight: 600; font-variant-numeric: lining-nums tabular-nums; }
.plainly { padding-bottom: .2em; }
.cite { white-space: nowrap; font-family: var(--dateline-font, system-ui, "Segoe UI", Roboto, sans-serif); }
.chip {
  display: inline-block; min-width: 24px; height: 24px; margin: 0 .1em 0 .3em; padding: 0 6px; border-radius: 12px; vertical-align: 1px;
  font-size: 13px; line-height: 24px; font-weight: 650; text-align: center; text-decoration: none; white-space: nowrap;
  background: var(--accent); color: var(--on-accent); font-variant-numeric: lining-nums tabular-nums;
}
.chip.unproven { background: var(--paper); color: var(--warn); box-shadow: inset 0 0 0 2px currentColor; }
a { color: inherit; text-underline-offset: .15em; }
a:hover { text-decoration-thickness: .12em; }
.card {
  position: fixed; inset: auto; margin: 0; width: min(26em, calc(100vw - 16px)); max-height: min(60vh, 26em); overflow-y: auto; padding: .9em 1em; white-space: normal;
  background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 8px 28px rgb(0 0 0 / .22);
  font-size: 14px; line-height: 1.5; text-align: start; flex-direction: column; gap: .45em; overflow-wrap: anywhere; z-index: 2147483647;
}
.card:popover-open { display: flex; }
.card .title { font-weight: 650; }
.quote { font-family: var(--dateline-serif, Georgia, "Times New Roman", serif); font-size: 1.05em; line-height: 1.6; white-space: pre-line; border-inline-start: 3px solid var(--accent); padding-inline-start: .75em; }
.around { color: var(--soft); }
mark { background: var(--glow); color: inherit; border-radius: 2px; padding: .05em 0; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.links { display: flex; flex-wrap: wrap; gap: .3em 1em; font-weight: 600; }
.links a { padding: .25em 0; }
.byline { display: block; font-size: .9em; color: var(--soft); overflow-wrap: anywhere; }
.byline > * { unicode-bidi: isolate; }
.byline > * + *::before { content: " · "; white-space: pre; }
.byline .outlet { font-weight: 600; }
.label { margin: .9em 0 .3em; font-size: .85em; font-weight: 600; color: var(--soft); }
.note { margin-top: .7em; padding-inline-start: .75em; border-inline-start: 3px solid var(--line); font-size: .88em; color: var(--soft); }
.note.trouble, .note.conflict { border-color: var(--warn); }
.sources, .nearest { margin: .8em 0 0; padding: 0; list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19em, 100%), 1fr)); gap: .5em; font-size: .85em; }
.nearest { grid-template-columns: 1fr; margin-top: 0; }
.sources a, .nearest a { display: flex; gap: .6em; height: 100%; padding: .55em .7em; border: 1px solid var(--line); border-radius: 8px; text-decoration: none; color: var(--ink); background: var(--paper); }
.nearest a { display: block; }
.sources a:hover, .nearest a:hover { background: var(--wash); }
.sources .numbers { flex: none; font-weight: 700; font-variant-numeric: tabular-nums; }
.sources .about { min-width: 0; overflow-wrap: anywhere; }
.title { font-weight: 600; }
.sources .title, .nearest .title { display: block; }
.passage { display: block; margin-top: .35em; color: var(--soft); font-family: var(--dateline-serif, Georgia, "Times New Roman", serif); line-height: 1.5; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .15em; margin: .6em 0 0 -.6em; min-height: 2em; }
:dir(rtl) > .actions { margin: .6em -.6em 0 0; }
.said { font-size: .85em; color: var(--soft); padding: 0 .4em; }
button { font: inherit; color: inherit; cursor: pointer; }
.quiet { min-height: 28px; min-width: 28px; padding: .2em .6em; background: none; border: 1px solid transparent; border-radius: 6px; font-size: .85em; color: var(--soft); }
.quiet:hover { background: var(--wash); color: var(--ink); }
.thumb[aria-pressed="true"] { border-color: var(--accent); color: var(--ink); font-weight: 650; background: var(--wash); }
.invitation { max-width: 36em; color: var(--soft); }
.suggestion { display: block; width: fit-content; max-width: 100%; margin: 0 0 .45em; padding: .5em .9em; text-align: start; background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 1.2em; overflow-wrap: anywhere; }
.suggestion:hover { background: var(--wash); }
.composer { display: flex; gap: .5em; align-items: end; margin: 0; padding: .7em; border-top: 1px solid var(--line); }
textarea { flex: 1; min-width: 0; field-sizing: content; max-height: 8.5em; min-height: 2.6em; resize: none; margin: 0; padding: .55em .75em; font: inherit; color: var(--ink); background: var(--paper); border: 1px solid light-dark(#8b8880, #77787e); border-radius: 8px; }
textarea::placeholder { color: var(--soft); opacity: 1; }
.send { display: grid; place-items: center; flex: none; min-height: 2.6em; min-width: 4.2em; padding: 0 .9em; font-weight: 650; color: var(--on-accent); background: var(--accent); border: 1px solid transparent; border-radius: 8px; }
.send span { grid-area: 1 / 1; }
.send .to-stop, .send.stop .to-send { visibility: hidden; }
.send.stop .to-stop { visibility: visible; }
.send.stop { color: var(--ink); background: var(--wash); border-color: var(--ink); }
:focus-visible { outline: 3px solid light-dark(#1a5fb4, #8ab8ff); outline-offset: 2px; }
.log:focus-visible { outline-offset: -3px; }
.bubble .panel { position: fixed; inset-block-end: 5em; inset-inline-end: 1em; width: min(27em, calc(100vw - 2em)); height: min(40em, calc(100dvh - 6em)); z-index: 2147483000; box-shadow: 0 12px 40px rgb(0 0 0 / .28); }
.opener { position: fixed; inset-block-end: 1em; inset-inline-end: 1em; z-index: 2147483000; max-width: calc(100vw - 2em); min-height: 3em; padding: .6em 1.2em; font-weight: 650; color: var(--on-accent); background: var(--accent); border: 1px solid var(--paper); border-radius: 1.6em; box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
@media (max-width: 30em) {
  .bubble .panel { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; }
  .log { padding: .8em; }
}
@media (prefers-reduced-motion: reduce) { *, *::before { animation: none !important; transition: none !important; scroll-behavior: auto !important; } }
@media (forced-colors: active) {
  .chip, .send, .opener, .thumb[aria-pressed="true"], .card { border: 1px solid ButtonText; }
  .chip { line-height: 22px; }
  .headline.waiting::before { background: Highlight; }
  mark { background: Mark; color: MarkText; }
}
`;

let sheet = null;

/** The style sheet, shared by all widgets of a page. */
export function look() {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS_TEXT);
  }
  return sheet;
}

/** Black or white, whichever reads better on `color` by the contrast of WCAG 2. */
export function readableOn(color) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? "#000000" : "#ffffff";
}
