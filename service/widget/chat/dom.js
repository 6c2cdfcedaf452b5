// Elements made from properties and text; nothing here or elsewhere makes markup out of a string.

/** An element of `tag`; `class`, `part`, `aria-*` and the like are set as attributes, functions as listeners. */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** The URL if a browser may open it from untrusted data (http or https), else null. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A link to another site that tells it nothing of this page; plain text where the URL is not to be opened. */
export function outward(url, text, properties = {}) {
  const safe = safeUrl(url);
  if (safe === null) return make("span", properties, text);
  return make("a", { ...properties, href: safe, target: "_blank", rel: "noopener noreferrer nofollow" }, text);
}
