// A webhook handler for Chirp calls, with nothing but Node: answers in business hours, else voicemail.
//
//   CHIRP_API_URL, CHIRP_API_KEY       as `chirp sandbox` prints them; without the first, the real API
//   CHIRP_WEBHOOK_SECRET               what the webhook's X-Webhook-Secret header must be
//   OPEN_HOURS=9-17                    in UTC
//   PORT=3000
import { createServer } from "node:http";
import { timingSafeEqual } from "node:crypto";
import { pathToFileURL } from "node:url";

const seen = new Set(); // A real handler keeps these where a restart does not lose them.

export function decide(event, hour, [from, to]) {
  if (event.event !== "calls.initiated" || event.data.call.direction !== "inbound") return null;
  return { type: hour >= from && hour < to ? "answer" : "send_to_voicemail" };
}

async function act(event) {
  const hours = (process.env.OPEN_HOURS ?? "9-17").split("-").map(Number);
  const command = decide(event, new Date().getUTCHours(), hours);
  if (!command) return;
  const api = process.env.CHIRP_API_URL ?? "https://api.buildwithchirp.com";
  const answer = await fetch(`${api}/v1/calls/${event.data.call.id}/commands`, {
    method: "POST",
    headers: { Authorization: `Bearer ${process.env.CHIRP_API_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify(command),
  });
  if (answer.ok) console.log(`${event.data.call.id} ${command.type}`);
  else console.error(`${event.data.call.id} ${command.type}: ${answer.status} ${await answer.text()}`);
}

function isSender(request) {
  const secret = Buffer.from(process.env.CHIRP_WEBHOOK_SECRET ?? "");
  const given = Buffer.from(request.headers["x-webhook-secret"] ?? "");
  return secret.length === 0 || (given.length === secret.length && timingSafeEqual(given, secret));
}

async function handle(request, response) {
  if (request.method !== "POST") return response.writeHead(405).end();
  if (!isSender(request)) return response.writeHead(401).end();
  const parts = [];
  for await (const part of request) parts.push(part);
  let event;
  try {
    event = JSON.parse(Buffer.concat(parts).toString());
  } catch {
    return response.writeHead(400).end();
  }
  response.end("OK"); // First the answer: Chirp waits 5 s for it, and does not read it.
  if (event.eventId && seen.has(event.eventId)) return;
  seen.add(event.eventId);
  await act(event);
}

export function createHandler() {
  return createServer((request, response) => {
    handle(request, response).catch((error) => console.error(error));
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = createHandler().listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () =>
    console.log(`http://127.0.0.1:${server.address().port}/`),
  );
}
