// The handler, tested against the sandbox: node --test docs/examples/handler.test.mjs
// CHIRP names the binary when it is not on the PATH.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { once } from "node:events";
import test from "node:test";
import assert from "node:assert";

const json = { "Content-Type": "application/json" };

test("an inbound call is answered in business hours and goes to voicemail otherwise", async () => {
  const args = ["sandbox", "--port", "0", "--json", "--rate-limit", "off"];
  const sandbox = spawn(process.env.CHIRP ?? "chirp", args, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = await once(createInterface({ input: sandbox.stdout }), "line");
    const { url, apiKey } = JSON.parse(line);
    Object.assign(process.env, { CHIRP_API_URL: url, CHIRP_API_KEY: apiKey, CHIRP_WEBHOOK_SECRET: "hush" });
    const { server } = await import("./handler.mjs");
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    const api = (method, path, body) =>
      fetch(url + path, {
        method,
        headers: { ...json, Authorization: `Bearer ${apiKey}` },
        body: body && JSON.stringify(body),
      }).then((answer) => answer.json());
    await api("POST", "/v1/webhooks", {
      url: `http://127.0.0.1:${server.address().port}/`,
      events: ["calls.initiated"],
      headers: { "X-Webhook-Secret": "hush" },
    });
    for (const [hours, expected] of [["0-24", "answer"], ["0-0", "send_to_voicemail"]]) {
      process.env.OPEN_HOURS = hours;
      const call = await api("POST", "/_sandbox/calls", {});
      let command;
      for (let tries = 0; tries < 200 && !command; tries++) {
        const { history } = await api("GET", `/_sandbox/calls/${call.id}`);
        command = history.find((entry) => entry.kind === "command");
        await new Promise((later) => setTimeout(later, 10));
      }
      assert.equal(command?.name, expected);
    }
    server.close();
    server.closeAllConnections();
  } finally {
    sandbox.kill();
  }
});
