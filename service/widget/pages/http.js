// The service as its own pages ask it.

/** JSON of a route; throws an Error with the service's words and `status`. */
export async function json(path, { body, key, method } = {}) {
  const headers = key ? { authorization: `Bearer ${key}` } : {};
  const options = { headers, method: method ?? (body ? "POST" : "GET") };
  if (body instanceof FormData) options.body = body;
  else if (body) {
    options.body = JSON.stringify(body);
    headers["content-type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("the service cannot be reached just now");
  }
  const found = await response.json().catch(() => ({}));
  if (response.ok) return found;
  const error = new Error(found.detail ?? `the service answered ${response.status}`);
  error.status = response.status;
  error.refused = found.refused;
  throw error;
}

/** The query of `values`, those left out that are empty. */
export function query(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return new URLSearchParams(kept).toString();
}
