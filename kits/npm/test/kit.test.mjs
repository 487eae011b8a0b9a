// The kit against the program that CHIRP_BIN names: node --test kits/npm/test/kit.test.mjs
import assert from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { EVENTS, findProgram, sandbox } from "../index.mjs";
import { handler, isAlive, untilGone } from "./support.mjs";

test("a command and an event are waited for", async () => {
  const chirp = await sandbox();
  const answering = await handler((event) =>
    event.event === "calls.initiated"
      ? chirp.request("POST", `/v1/calls/${event.data.call.id}/commands`, { type: "answer" })
      : null,
  );
  try {
    const { events } = await chirp.registerWebhook(answering.url, { secret: "hush" });
    assert.deepEqual(events, EVENTS);
    const call = await chirp.simulateCall({ from: "+15559876543", hangupAfter: 60 });
    assert.equal((await chirp.waitForCommand("answer", { call })).command, "answer");
    await chirp.waitForEvent("calls.answered", { call });
    await chirp.advance(60);
    const completed = await chirp.waitForEvent("calls.completed", { call: call.id });
    assert.deepEqual([completed.callId, completed.state], [call.id, "delivered"]);
    assert.equal((await chirp.getCall(call)).call.status, "completed");
    assert.ok(answering.secrets.every((secret) => secret === "hush"));
  } finally {
    answering.stop();
    await chirp.stop();
  }
});

test("a wait in vain says what was seen", async () => {
  const chirp = await sandbox();
  try {
    const call = await chirp.simulateCall();
    const wait = chirp.waitForCommand("answer", { call, timeout: 0 });
    await assert.rejects(wait, { message: "no command answer within 0 s; seen: nothing", code: "await_timeout" });
    await chirp.request("POST", `/v1/calls/${call.id}/commands`, { type: "reject" });
    const again = chirp.waitForCommand("answer", { call, timeout: 0 });
    await assert.rejects(again, { message: "no command answer within 0 s; seen: reject accepted" });
  } finally {
    await chirp.stop();
  }
});

test("the clock can be stopped and moved, and records removed", async () => {
  const chirp = await sandbox();
  try {
    assert.equal((await chirp.freeze()).frozen, true);
    const call = await chirp.simulateCall();
    await chirp.advance(31);
    assert.notEqual((await chirp.getCall(call)).call.status, "initiated");
    await chirp.reset();
    await assert.rejects(chirp.getCall(call), { status: 404 });
  } finally {
    await chirp.stop();
  }
});

test("the process is gone after stop, and at the end of `await using`", async () => {
  const chirp = await sandbox();
  assert.equal(isAlive(chirp.pid), true);
  await chirp.stop();
  assert.equal(isAlive(chirp.pid), false);
  await chirp.stop();
  const other = await sandbox();
  await other[Symbol.asyncDispose]();
  assert.equal(isAlive(other.pid), false);
});

test("a program that ends or crashes takes its sandbox along, and is not held up by it", async () => {
  const kit = new URL("../index.mjs", import.meta.url);
  for (const rest of ["", "setInterval(() => {}, 1000)"]) {
    const code = `import { sandbox } from "${kit}"; console.log((await sandbox()).pid); ${rest}`;
    const runner = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
    const [pid] = await once(createInterface({ input: runner.stdout }), "line");
    if (rest) runner.kill("SIGKILL");
    const [status] = await once(runner, "exit");
    assert.equal(status, rest ? null : 0);
    await untilGone(Number(pid));
  }
});

test("what hinders the start is said", async () => {
  await assert.rejects(sandbox({ program: "/nowhere/chirp" }), {
    message: "chirp sandbox did not start: /nowhere/chirp: not found; install chirp-cli, or set CHIRP_BIN to the program",
  });
  await assert.rejects(sandbox({ args: ["--speed", "never"] }), /did not start: invalid value 'never' for '--speed <SPEED>'/);
});

test("CHIRP_BIN comes before the platform package, and that before the PATH", () => {
  const { CHIRP_BIN } = process.env;
  const [cwd, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), "chirp-kit-"))];
  try {
    delete process.env.CHIRP_BIN;
    process.chdir(folder);
    assert.equal(findProgram(), "chirp");
    const bin = join(folder, "node_modules", `chirp-cli-${process.platform}-${process.arch}`, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "chirp"), "");
    assert.match(findProgram(), /node_modules\/chirp-cli-[^/]+\/bin\/chirp$/);
    process.env.CHIRP_BIN = "/own/chirp";
    assert.equal(findProgram(), "/own/chirp");
  } finally {
    process.chdir(cwd);
    rmSync(folder, { recursive: true });
    if (CHIRP_BIN === undefined) delete process.env.CHIRP_BIN;
    else process.env.CHIRP_BIN = CHIRP_BIN;
  }
});
