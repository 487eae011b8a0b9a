// Requests to this server, and its stream of entries.

async function read(answer) {
  const text = await answer.text();
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {}
  if (answer.ok) return value ?? text;
  const error = value?.error ?? { message: text.trim() || `HTTP ${answer.status}` };
  throw Object.assign(new Error(error.message), { hint: error.hint, status: answer.status });
}

/** GET, as JSON. */
export const get = async (path) => read(await fetch(path));

/** POST of JSON. */
export const post = async (path, body) =>
  read(await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

/** A query string of the values that are there. */
export function query(values) {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}

/**
 * Follows the journal after `start`: every entry once, whatever happens to the connection.
 * Returns a function that ends it.
 */
export function follow(start, handlers) {
  let last = start, source, timer, ended = false;
  const connect = () => {
    source = new EventSource(`/api/stream${query({ view: "line", after: last })}`);
    source.onopen = () => handlers.live(true);
    source.onmessage = (message) => {
      const line = JSON.parse(message.data);
      if (line.seq <= last) return;
      last = line.seq;
      handlers.entry(line);
    };
    source.addEventListener("at", (message) => (last = Math.max(last, Number(message.data))));
    source.addEventListener("calls", (message) => handlers.calls(JSON.parse(message.data)));
    source.addEventListener("reset", (message) => {
      last = JSON.parse(message.data).head;
      handlers.reset(last);
    });
    source.onerror = () => {
      source.close();
      handlers.live(false);
      if (!ended) timer = setTimeout(connect, 700);
    };
  };
  connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    source.close();
  };
}
