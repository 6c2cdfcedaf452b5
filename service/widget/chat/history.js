// A conversation that survives a reload: session storage of the page that embeds the widget.

const MOST = 200;

export class History {
  /** `name` tells the conversations of one page apart. */
  constructor(name) {
    this.name = `dateline-chat:${name}`;
  }

  /** The turns that were kept; none where storage is shut, empty or not ours. */
  load() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.name) ?? "[]");
      return Array.isArray(kept) ? kept.filter((turn) => turn && typeof turn.question === "string") : [];
    } catch {
      return [];
    }
  }

  /** Keeps `turns`, the oldest of them left out where they are too many or too long. */
  save(turns) {
    for (let kept = turns.slice(-MOST); ; kept = kept.slice(Math.ceil(kept.length / 4))) {
      try {
        sessionStorage.setItem(this.name, JSON.stringify(kept));
        return;
      } catch {
        if (!kept.length) return;
      }
    }
  }

  /** Forgets all of it. */
  clear() {
    try {
      sessionStorage.removeItem(this.name);
    } catch {
      // Storage that is shut holds nothing.
    }
  }
}
