// chirp-testing: runs `chirp sandbox` inside a test. Needs the program `chirp` and nothing else.
//
//   const chirp = await sandbox();
//   await chirp.registerWebhook("http://127.0.0.1:3000/");
//   const call = await chirp.simulateCall();
//   await chirp.waitForCommand("answer", { call });
//   await chirp.stop();                              // or: await using chirp = await sandbox();
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 5_000;

/** Returns the program: `CHIRP_BIN`, else the one of the npm package `chirp-cli`, else `chirp` on the PATH. */
export function findProgram() {
  if (process.env.CHIRP_BIN) return process.env.CHIRP_BIN;
  const file = `chirp-cli-${process.platform}-${process.arch}/bin/chirp`;
  for (const base of [import.meta.url, `${process.cwd()}/package.json`]) {
    const require = createRequire(base);
    // pnpm installs the platform package beside `chirp-cli`, not beside us.
    const beside = () => createRequire(require.resolve("chirp-cli/package.json")).resolve(file);
    for (const resolve of [() => require.resolve(file), beside]) {
      try {
        return resolve();
      } catch {
        // Not installed there.
      }
    }
  }
  return "chirp";
}

/** Starts a sandbox of its own on a free port. `args` are further arguments of `chirp sandbox`. */
export async function sandbox({ args = [], program = findProgram() } = {}) {
  const all = ["sandbox", "--port", "0", "--json", "--quiet", "--rate-limit", "off", "--exit-with-stdin", ...args];
  const child = spawn(program, all, { stdio: ["pipe", "pipe", "pipe"] });
  let problem = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (problem = (problem + text).slice(-4000)));
  child.stdin.on("error", () => {}); // The sandbox may have ended before us.
  const ended = new Promise((resolve) => child.once("close", resolve));
  const ready = await new Promise((resolve, reject) => {
    const fail = (reason) => {
      child.kill("SIGKILL");
      reject(new Error(`chirp sandbox did not start: ${reason}`));
    };
    const timer = setTimeout(() => fail(`not ready within ${START_TIMEOUT_MS / 1000} s`), START_TIMEOUT_MS);
    const settle = (done) => (value) => (clearTimeout(timer), done(value));
    const hint = `${program}: not found; install chirp-cli, or set CHIRP_BIN to the program`;
    child.once("error", settle((error) => fail(error.code === "ENOENT" ? hint : error.message)));
    createInterface({ input: child.stdout }).once("line", settle(resolve));
    ended.then(settle((code) => fail(messageOf(problem) || `it ended with code ${code}`)));
  });
  // A sandbox that nobody stops must not keep the test runner alive.
  for (const part of [child, child.stdin, child.stdout, child.stderr]) part.unref();
  return new Sandbox(JSON.parse(ready), child, ended);
}

export class Sandbox {
  #child;
  #ended;

  constructor(ready, child, ended) {
    const { url, apiKey, adminKey, appId, numbers, pid } = ready;
    Object.assign(this, { url, apiKey, adminKey, appId, numbers, pid });
    this.#child = child;
    this.#ended = ended;
  }

  /** The variables that point a program at this sandbox. */
  get env() {
    return { CHIRP_API_URL: this.url, CHIRP_API_KEY: this.apiKey };
  }

  /** Registers a handler for `events` (all by default); `secret` is sent as X-Webhook-Secret. */
  registerWebhook(url, { events = EVENTS, secret, headers = {} } = {}) {
    const all = secret === undefined ? headers : { "X-Webhook-Secret": secret, ...headers };
    return this.request("POST", "/v1/webhooks", { url, events, headers: all });
  }

  /** Starts an inbound call and returns it. Options: from, to, hangupAfter, giveUpAfter, voicemail, metadata. */
  simulateCall(options = {}) {
    return this.request("POST", "/_sandbox/calls", options);
  }

  /** Waits for a command of your program, such as "answer" or "answer,reject", and returns it. */
  waitForCommand(command = "*", options = {}) {
    return this.#wait({ command }, options);
  }

  /** Waits until an event, such as "calls.completed" or "calls.*", was delivered, and returns the delivery. */
  waitForEvent(event = "*", options = {}) {
    return this.#wait({ event }, options);
  }

  async #wait(what, { call, state, after, timeout = 5 }) {
    const callId = typeof call === "string" ? call : call?.id;
    try {
      return await this.request("POST", "/_sandbox/await", { ...what, callId, state, after, timeout });
    } catch (error) {
      if (error.code !== "await_timeout") throw error;
      const { data } = await this.activity();
      const seen = data.filter((one) => !callId || one.callId === callId).map(describe);
      const [kind, name] = Object.entries(what)[0];
      error.message = `no ${kind} ${name} within ${timeout} s; seen: ${seen.join(", ") || "nothing"}`;
      throw error;
    }
  }

  /** Returns the commands and deliveries after number `after`, oldest first. */
  activity(after = 0) {
    return this.request("GET", `/_sandbox/activity?after=${after}&limit=1000`);
  }

  /** Returns a call as the sandbox sees it: `call held recording participants history`. */
  getCall(call) {
    return this.request("GET", `/_sandbox/calls/${call.id ?? call}`);
  }

  /** Lets the remote party act: "hang_up", "give_up", "answer", "busy", "leave_message" and others. */
  act(call, action) {
    return this.request("POST", `/_sandbox/calls/${call.id ?? call}/act`, { do: action });
  }

  /** Moves the clock of the sandbox forward. */
  advance(seconds) {
    return this.request("POST", "/_sandbox/clock", { advance: seconds });
  }

  /** Stops the clock of the sandbox, or lets it run again. */
  freeze(frozen = true) {
    return this.request("POST", "/_sandbox/clock", { frozen });
  }

  /** Removes all records: webhooks, calls, deliveries. */
  reset() {
    return this.request("POST", "/_sandbox/reset");
  }

  /** Sends any request to the sandbox and returns its JSON. */
  async request(method, path, body) {
    const headers = { Authorization: `Bearer ${this.apiKey}`, "Content-Type": "application/json" };
    const answer = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    const json = text ? JSON.parse(text) : null;
    if (answer.ok) return json;
    const { message = text, code } = json?.error ?? {};
    throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${message}`), { status: answer.status, code });
  }

  /** Ends the sandbox; resolves when its process is gone. May be called twice. */
  async stop() {
    this.#child.ref();
    this.#child.stdin.destroy();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() {
    return this.stop();
  }
}

/** Returns the message of the error object that the program wrote to stderr. */
function messageOf(stderr) {
  try {
    return JSON.parse(stderr).error.message;
  } catch {
    return stderr.trim();
  }
}

function describe({ type, command, accepted, event, state }) {
  return type === "command" ? `${command} ${accepted ? "accepted" : "refused"}` : `${event} ${state}`;
}

/** The events that are documented. */
export const EVENTS = [
  "calls.initiated",
  "calls.ringing",
  "calls.answered",
  "calls.completed",
  "calls.failed",
  "calls.busy",
  "calls.no_answer",
  "calls.canceled",
  "calls.participant_joined",
  "calls.participant_left",
  "calls.recording.completed",
  "calls.voicemail.received",
];
