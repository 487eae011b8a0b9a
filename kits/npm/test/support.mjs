// What the tests of the kit share.
import { createServer } from "node:http";

/** Starts a webhook handler on a free port, which calls `act` with each event. */
export async function handler(act) {
  const secrets = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    secrets.push(request.headers["x-webhook-secret"]);
    response.end();
    await act(JSON.parse(body));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const stop = () => (server.close(), server.closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}/`, secrets, stop };
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when a process that is no child of ours has ended; rejects after five seconds. */
export async function untilGone(pid) {
  const end = Date.now() + 5000;
  while (isAlive(pid)) {
    if (Date.now() > end) throw new Error(`process ${pid} is still there`);
    await new Promise((later) => setTimeout(later, 5));
  }
}
