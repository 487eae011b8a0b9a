// The handler, tested against the sandbox: node --test
// CHIRP_BIN names the program `chirp` when it is not on the PATH.
import test from "node:test";
import assert from "node:assert";
import { createHandler } from "./handler.mjs";
import { sandbox } from "../../kits/npm/index.mjs";

async function serve() {
  const server = createHandler();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const stop = () => (server.close(), server.closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}/`, stop };
}

test("an inbound call is answered in business hours and goes to voicemail otherwise", async () => {
  const chirp = await sandbox();
  Object.assign(process.env, chirp.env, { CHIRP_WEBHOOK_SECRET: "hush" });
  const handler = await serve();
  try {
    await chirp.registerWebhook(handler.url, { secret: "hush" });
    for (const [hours, expected] of [["0-24", "answer"], ["0-0", "send_to_voicemail"]]) {
      process.env.OPEN_HOURS = hours;
      const call = await chirp.simulateCall();
      const { command } = await chirp.waitForCommand("*", { call });
      assert.equal(command, expected);
    }
  } finally {
    handler.stop();
    await chirp.stop();
  }
});

test("what is not an event, or comes without the secret, is rejected", async () => {
  process.env.CHIRP_WEBHOOK_SECRET = "hush";
  const { url, stop } = await serve();
  try {
    const post = (headers, body) => fetch(url, { method: "POST", headers, body }).then(({ status }) => status);
    assert.equal(await post({}, "{}"), 401);
    assert.equal(await post({ "X-Webhook-Secret": "wrong" }, "{}"), 401);
    assert.equal(await post({ "X-Webhook-Secret": "hush" }, "{"), 400);
    assert.equal((await fetch(url)).status, 405);
  } finally {
    stop();
  }
});
