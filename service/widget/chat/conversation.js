// What was asked and answered, turn by turn, and the one answer that is on its way.

import { Failure } from "./service.js";
import { shortened } from "./text.js";

// As many exchanges as the service reads of what was said before.
const EXCHANGES = 6;
const LONGEST = 2000;
const NEAREST = 3;

/** One question and what came of it, as it is kept; each turn has its own citations. */
function turnOf(question) {
  return { question, state: "asking", answer: "", citations: [] };
}

export class Conversation {
  /** `service` gives a Service, `history` keeps turns. */
  constructor(service, history) {
    this.service = service;
    this.history = history;
    this.turns = history.load().map((turn) => (turn.state === "asking" ? { ...turn, state: "lost" } : turn));
    this.running = null;
  }

  /** Asks `question` and tells `view` (found, sentence, finished) what happens; the turn is the last one. */
  async ask(question, options, view) {
    const turn = turnOf(question);
    const messages = this.#said();
    this.turns.push(turn);
    this.history.save(this.turns);
    const running = new AbortController();
    this.running = running;
    try {
      for await (const [name, data] of this.service.ask({ question, messages, ...options }, running.signal)) {
        if (name === "evidence") this.#found(turn, data, view);
        else if (name === "sentence") this.#sentence(turn, data, view);
        else if (name === "answer") this.#answered(turn, data);
      }
    } catch (error) {
      this.#failed(turn, error, running.signal.aborted);
    }
    if (this.running === running) this.running = null;
    if (this.turns.includes(turn)) this.history.save(this.turns);
    view.finished(turn);
  }

  /** Stops the answer that is on its way. */
  stop() {
    this.running?.abort();
  }

  /** Takes away a turn, to ask it anew. */
  drop(turn) {
    this.turns = this.turns.filter((one) => one !== turn);
    this.history.save(this.turns);
  }

  /** Forgets everything. */
  clear() {
    this.stop();
    this.turns = [];
    this.history.clear();
  }

  /** The other places of the same article version that this conversation cites. */
  alsoCited(citation) {
    const places = new Map();
    for (const other of this.turns.flatMap((turn) => turn.citations)) {
      const same = other.article_id === citation.article_id && other.version === citation.version;
      const here = other.start_char === citation.start_char && other.end_char === citation.end_char;
      if (same && !here) places.set(`${other.start_char}-${other.end_char}`, other);
    }
    return [...places.keys()];
  }

  #said() {
    const answered = this.turns.filter((turn) => turn.state === "done").slice(-EXCHANGES);
    return answered.flatMap((turn) => [
      { role: "user", content: turn.question },
      ...(turn.answer ? [{ role: "assistant", content: turn.answer.slice(0, LONGEST) }] : []),
    ]);
  }

  #found(turn, data, view) {
    turn.id = data.id;
    turn.understood = data.understood;
    view.found(turn, data.evidence.length);
  }

  #sentence(turn, data, view) {
    turn.answer += data.text;
    turn.citations.push(...data.citations);
    view.sentence(turn, data);
  }

  #answered(turn, data) {
    const { id, understood, status, reason, answer, short_answer, citations, degraded, degraded_reason, answerer } = data;
    Object.assign(turn, { id, understood, status, reason, answer, short_answer, citations });
    Object.assign(turn, { degraded, degraded_reason, answerer, withheld: data.withheld.length, state: "done" });
    if (status === "abstained") {
      turn.nearest = data.evidence.slice(0, NEAREST).map((one) => ({ ...one, text: shortened(one.text, 220) }));
    }
  }

  #failed(turn, error, stopped) {
    const failure = error instanceof Failure ? error : new Failure("failed", String(error));
    turn.state = stopped ? "stopped" : failure.kind === "lost" ? "lost" : "failed";
    if (turn.state === "failed") turn.failure = { kind: failure.kind, detail: failure.detail };
  }
}
