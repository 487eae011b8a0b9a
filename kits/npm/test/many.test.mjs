// Many tests at once, each with a sandbox: kits/check runs this in four workers and looks for what is left.
// CHIRP_KIT_TESTS is the number of tests of a worker, CHIRP_KIT_LOG a file that gets `PID MILLISECONDS` of each.
import assert from "node:assert";
import { appendFileSync } from "node:fs";
import test from "node:test";
import { sandbox } from "../index.mjs";
import { handler } from "./support.mjs";

for (let number = 0; number < Number(process.env.CHIRP_KIT_TESTS ?? 2); number++) {
  test(`call ${number} is answered`, async () => {
    const start = performance.now();
    const chirp = await sandbox();
    const took = performance.now() - start;
    if (process.env.CHIRP_KIT_LOG) appendFileSync(process.env.CHIRP_KIT_LOG, `${chirp.pid} ${took.toFixed(1)}\n`);
    const answering = await handler((event) =>
      chirp.request("POST", `/v1/calls/${event.data.call.id}/commands`, { type: "answer" }),
    );
    try {
      await chirp.registerWebhook(answering.url, { events: ["calls.initiated"] });
      const call = await chirp.simulateCall();
      assert.equal((await chirp.waitForCommand("*", { call, timeout: 20 })).command, "answer");
      const { data } = await chirp.activity();
      assert.ok(data.every(({ callId }) => callId === call.id));
    } finally {
      answering.stop();
      await chirp.stop();
    }
  });
}
