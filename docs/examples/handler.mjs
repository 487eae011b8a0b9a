// A webhook handler for Chirp calls, with nothing but Node: answers in business hours, else voicemail.
//
//   CHIRP_API_URL, CHIRP_API_KEY       as `chirp sandbox` prints them; without the first, the real API
//   CHIRP_WEBHOOK_SECRET               what the webhook's X-Webhook-Secret header must be
//   OPEN_HOURS=9-17                    in UTC
import { createServer } from "node:http";
import { timingSafeEqual } from "node:crypto";
import { pathToFileURL } from "node:url";

const api = process.env.CHIRP_API_URL ?? "https://api.buildwithchirp.com";
const secret = Buffer.from(process.env.CHIRP_WEBHOOK_SECRET ?? "");
const seen = new Set(); // A real handler keeps these where a restart does not lose them.

export function decide(event, hour, [from, to]) {
  if (event.event !== "calls.initiated" || event.data.call.direction !== "inbound") return null;
  return { type: hour >= from && hour < to ? "answer" : "send_to_voicemail" };
}

async function act(event) {
  const hours = (process.env.OPEN_HOURS ?? "9-17").split("-").map(Number);
  const command = decide(event, new Date().getUTCHours(), hours);
  if (!command) return;
  const answer = await fetch(`${api}/v1/calls/${event.data.call.id}/commands`, {
    method: "POST",
    headers: { Authorization: `Bearer ${process.env.CHIRP_API_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify(command),
  });
  if (!answer.ok) console.error(`${command.type}: ${answer.status} ${await answer.text()}`);
}

export const server = createServer(async (request, response) => {
  const given = Buffer.from(request.headers["x-webhook-secret"] ?? "");
  const known = secret.length === 0 || (given.length === secret.length && timingSafeEqual(given, secret));
  if (request.method !== "POST" || !known) return response.writeHead(known ? 405 : 401).end();
  let body = "";
  for await (const part of request) body += part;
  const event = JSON.parse(body);
  response.end("OK"); // First the answer: Chirp waits 5 s for it, and does not read it.
  if (event.eventId && seen.has(event.eventId)) return;
  seen.add(event.eventId);
  act(event).catch((error) => console.error(error));
});

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () =>
    console.log(`http://127.0.0.1:${server.address().port}/`),
  );
}
