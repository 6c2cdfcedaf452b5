// The service over HTTP: an answer as it is proven, the sentences around a citation, a verdict.

/** What went wrong, by `kind`, which is the name of a string; `detail` is the service's own words. */
export class Failure extends Error {
  constructor(kind, detail = "") {
    super(detail || kind);
    this.kind = kind;
    this.detail = detail.replace(/[.\s]+$/u, "");
  }
}

// A stream that lives says so every ten seconds.
const SILENCE = 45_000;

export class Service {
  /** `base` is the origin of the service; the site key is public and names this page, and may be empty. */
  constructor(base, siteKey) {
    this.base = base;
    this.siteKey = siteKey;
  }

  /** Asks, and gives every event as `[name, data]`; the last one is `answer`. Throws Failure, or AbortError. */
  async *ask(body, signal) {
    const watch = new AbortController();
    const either = AbortSignal.any([signal, watch.signal]);
    let timer;
    const awake = () => {
      clearTimeout(timer);
      timer = setTimeout(() => watch.abort(), SILENCE);
    };
    try {
      awake();
      const response = await this.#fetch("/v1/ask", { body: { ...body, stream: true }, signal: either });
      let complete = false;
      for await (const [name, data] of events(response.body, awake)) {
        if (name === "error") throw new Failure(data.status === 503 ? "busy" : "failed", data.detail);
        complete ||= name === "answer";
        yield [name, data];
      }
      if (!complete) throw new Failure("lost");
    } catch (error) {
      if (signal.aborted || error instanceof Failure) throw error;
      throw new Failure("lost");
    } finally {
      clearTimeout(timer);
    }
  }

  /** `{before, text, after}`: the sentences around a citation. */
  async around(citation) {
    const where = `start=${citation.start_char}&end=${citation.end_char}&version=${citation.version}`;
    const path = `/v1/articles/${encodeURIComponent(citation.article_id)}/sentences?${where}`;
    return (await this.#fetch(path, {})).json();
  }

  /** Stores whether an answer helps. */
  async feedback(answer, verdict) {
    await this.#fetch("/v1/feedback", { body: { answer_id: answer, verdict } });
  }

  async #fetch(path, { body, signal }) {
    const headers = this.siteKey ? { authorization: `Bearer ${this.siteKey}` } : {};
    const options = { headers, signal, credentials: "omit", referrerPolicy: "no-referrer" };
    if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) });
    if (body) headers["content-type"] = "application/json";
    let response;
    try {
      response = await fetch(this.base + path, options);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw await this.#unreached();
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  /** Why nothing came back: a browser tells a page no more than that it did not. */
  async #unreached() {
    if (!navigator.onLine) return new Failure("offline");
    if (this.base === location.origin) return new Failure("unreachable");
    try {
      // Says that somebody is there, and shows nothing of what they say.
      await fetch(`${this.base}/healthz`, { mode: "no-cors", credentials: "omit", cache: "no-store" });
    } catch {
      return new Failure("unreachable");
    }
    return new Failure("not_allowed");
  }
}

async function refusal(response) {
  const detail = await response.json().then(
    (problem) => String(problem.detail ?? ""),
    () => "",
  );
  if (response.status === 401 || response.status === 403) return new Failure("refused_key", detail);
  if (response.status === 503 || response.status === 429) return new Failure("busy", detail);
  return new Failure(response.status < 500 ? "refused" : "failed", detail);
}

/** Server-sent events of a body, as the HTML standard (9.2.6) reads them; `awake` hears every sign of life. */
async function* events(body, awake) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      awake();
      pending = (pending + value).replaceAll("\r\n", "\n");
      const blocks = pending.split("\n\n");
      pending = blocks.pop();
      for (const block of blocks) {
        const event = read(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function read(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return data.length ? [name, JSON.parse(data.join("\n"))] : null;
}
