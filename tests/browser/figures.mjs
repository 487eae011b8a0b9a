// How quick the page is: first page of a large journal, an event on screen, 200 events a second for a minute.
// usage: node figures.mjs [SECONDS]     (a release build: CHIRP_BIN=../../target/release/chirp)
import { request } from "node:http";
import { Agent } from "node:http";
import { Stage, SECRET, until } from "./stage.mjs";

const seconds = Number(process.argv[2] ?? 60), agent = new Agent({ keepAlive: true, maxSockets: 16 });
const quantile = (list, at) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * at))];
const round = (value) => Math.round(value * 10) / 10;

/** Posts one event; resolves to the milliseconds until its 200. */
function post(url, id, call) {
  const body = JSON.stringify({ event: "calls.participant_joined", eventId: id, data: { call: { id: call, direction: "inbound", from: "+15559876543", to: "+15551234567" } } });
  const began = performance.now();
  return new Promise((done, fail) => {
    const sent = request(url, { method: "POST", agent, headers: { "Content-Type": "application/json", "Content-Length": body.length, "X-Webhook-Secret": SECRET } }, (answer) => {
      answer.resume();
      answer.on("end", () => (answer.statusCode === 200 ? done(performance.now() - began) : fail(new Error(`${answer.statusCode}`))));
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

/** 200 events a second; resolves to the latencies. */
async function load(url, name) {
  const latencies = [], began = performance.now(), waiting = [];
  for (let n = 0; n < 200 * seconds; n++) {
    const due = began + n * 5;
    if (due > performance.now()) await new Promise((done) => setTimeout(done, due - performance.now()));
    waiting.push(post(url, `evt_${name}_${n}`, `call_${name}_${n % 40}`).then((took) => latencies.push(took)));
  }
  await Promise.all(waiting);
  return latencies;
}

const stage = new Stage();
try {
  stage.listener = await stage.start(["listen", "--port", "0"]);
  for (let n = 0; n < 100000; n += 64) await Promise.all(Array.from({ length: 64 }, (_, i) => post(stage.listener.url, `evt_${n + i}`, `call_${(n + i) % 5000}`)));
  stage.inspect = await stage.start(["inspect", "--port", "0"]);
  const browser = await stage.browser();
  const page = await (await browser.newContext({ viewport: { width: 1360, height: 780 } })).newPage();
  await page.goto(stage.inspect.url);
  await page.locator(".card").first().waitFor();
  const firsts = [];
  for (let n = 0; n < 5; n++) {
    await page.reload();
    await page.locator(".card").first().waitFor();
    firsts.push(await page.evaluate(() => performance.getEntriesByName("first-list")[0].startTime));
  }
  console.log(`10^5 entries, first page shown: ${round(quantile(firsts, 0.5))} ms (median of 5, worst ${round(Math.max(...firsts))})`);
  await page.evaluate(() => {
    globalThis.seen = new Map();
    new MutationObserver(() => document.querySelectorAll(".card").forEach((card) => globalThis.seen.has(card.dataset.call) || globalThis.seen.set(card.dataset.call, Date.now()))).observe(document.body, { childList: true, subtree: true });
  });
  const delays = [];
  for (let n = 0; n < 20; n++) {
    await post(stage.listener.url, `evt_new_${n}`, `call_new_${n}`);
    const answered = Date.now();
    delays.push((await until(() => page.evaluate((id) => globalThis.seen.get(id), `call_new_${n}`), "on screen")) - answered);
  }
  console.log(`an event on screen after its 200: p50 ${quantile(delays, 0.5)} ms, worst ${Math.max(...delays)} ms`);
  await page.goto("about:blank");
  const alone = await load(stage.listener.url, "alone");
  stage.inspect = await stage.start(["inspect", "--port", "0"]);
  await page.goto(stage.inspect.url);
  await page.keyboard.press("2");
  await page.evaluate(() => {
    globalThis.frames = [];
    let last = performance.now();
    const tick = (now) => { globalThis.frames.push(now - last); last = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  });
  const beside = await load(stage.listener.url, "beside");
  const frames = await page.evaluate(() => globalThis.frames);
  const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize / 1e6);
  console.log(`200 events/s for ${seconds} s: frames p50 ${round(quantile(frames, 0.5))}, p99 ${round(quantile(frames, 0.99))}, worst ${round(Math.max(...frames))} ms; heap ${round(heap)} MB`);
  console.log(`the receiver's answers: p50 ${round(quantile(alone, 0.5))} → ${round(quantile(beside, 0.5))} ms, p99 ${round(quantile(alone, 0.99))} → ${round(quantile(beside, 0.99))} ms (without → with the page)`);
} finally {
  await stage.end();
}
