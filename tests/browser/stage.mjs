// What the browser tests run against: sandbox, handler, listener, inspector, Chromium; all on free ports.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

export const CHIRP = process.env.CHIRP_BIN ?? new URL("../../target/debug/chirp", import.meta.url).pathname;
/** The webhook secret: no page may ever hold it. */
export const SECRET = "whsec_canary_7d1f";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

/** A folder and environment of its own, and everything started in it; `end()` stops all. */
export class Stage {
  constructor() {
    this.home = mkdtempSync(join(tmpdir(), "chirp-inspect-"));
    this.children = [];
    this.env = { PATH: process.env.PATH, HOME: this.home, TZ: "UTC", CHIRP_STATE_DIR: join(this.home, "state"), CHIRP_CONFIG_DIR: join(this.home, "config"), CHIRP_WEBHOOK_SECRET: SECRET };
  }

  /** Starts `chirp` and resolves to its first line of JSON. */
  async start(args, env = {}) {
    const child = spawn(CHIRP, [...args, "--json"], { env: { ...this.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    this.children.push(child);
    let said = "";
    child.stderr.on("data", (data) => (said = (said + data).slice(-4000)));
    const lines = createInterface({ input: child.stdout });
    const ready = await new Promise((done, fail) => {
      lines.once("line", (line) => done(JSON.parse(line)));
      child.once("exit", (code) => fail(new Error(`chirp ${args.join(" ")} ended with ${code}: ${said}`)));
    });
    lines.on("line", () => {});
    return Object.assign(ready, { child });
  }

  /** Runs `chirp` to its end and resolves to stdout. */
  async run(args, env = {}) {
    const child = spawn(CHIRP, args, { env: { ...this.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let out = "", errors = "";
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (errors += data));
    const code = await new Promise((done) => child.on("close", done));
    if (code !== 0) throw new Error(`chirp ${args.join(" ")} ended with ${code}: ${errors}`);
    return out;
  }

  /** A handler that answers 200, the first time 500 when `failsFirst`, and keeps what it received. */
  async handler(failsFirst = false) {
    const received = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (data) => (body += data));
      request.on("end", () => {
        received.push({ headers: request.headers, body });
        response.statusCode = failsFirst && received.length === 1 ? 500 : 200;
        response.end(response.statusCode === 500 ? "TypeError: order is undefined" : "ok");
      });
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    this.children.push({ kill: () => server.close() });
    return { url: `http://127.0.0.1:${server.address().port}/hook`, received };
  }

  /** Sandbox, listener that forwards and saves, webhook, inspector. */
  async all({ speed = "1x", failsFirst = false, respond, inspect = [], chirp = [] } = {}) {
    this.sandbox = await this.start(["sandbox", "--port", "0", "--speed", speed, "--rate-limit", "off"]);
    this.env.CHIRP_API_URL = this.sandbox.url;
    this.env.CHIRP_API_KEY = this.sandbox.apiKey;
    this.target = await this.handler(failsFirst);
    const rules = join(this.home, "rules.toml");
    if (respond) writeFileSync(rules, respond);
    this.listener = await this.start(["listen", "--port", "0", "--forward-to", this.target.url, "--save-media", join(this.home, "media"), ...(respond ? ["--respond", rules] : []), ...chirp]);
    await this.run(["webhooks", "create", "--url", this.listener.url, "--all-events", "--header", "X-Webhook-Secret=$CHIRP_WEBHOOK_SECRET"]);
    this.inspect = await this.start(["inspect", "--port", "0", ...inspect]);
    return this;
  }

  /** Stops a child and waits for its end. */
  async stop({ child }) {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
  }

  /** Chromium with further flags. */
  async browser(...flags) {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...flags] });
    this.children.push({ kill: () => browser.close() });
    return browser;
  }

  async end() {
    for (const child of this.children.reverse()) await child.kill();
    await new Promise((done) => setTimeout(done, 200));
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Waits until `check` is truthy. */
export async function until(check, what, limit = 10000) {
  const end = Date.now() + limit;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 15));
  }
}
