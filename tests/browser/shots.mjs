// Takes the pictures of the inspector for the documents: a finished call, one that rings, light and dark.
// usage: node shots.mjs DIR [all]     (`all`: every width that is looked at before a release)
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Stage, until } from "./stage.mjs";

const dir = process.argv[2] ?? "../../docs/pictures";
const widths = process.argv[3] === "all" ? [1360, 800, 400] : [1360];
mkdirSync(dir, { recursive: true });
const stage = new Stage();
const RULES = `
[[rule]]
on = "calls.initiated"
from = "+15559876543"
do = "answer"
then = ["start_recording"]
[[rule]]
on = "calls.initiated"
from = "+15551110001"
do = "send_to_voicemail"
[[rule]]
on = "calls.initiated"
from = "+15550001111"
do = "reject"
`;
try {
  await stage.all({ speed: "1x", failsFirst: true, respond: RULES });
  const simulate = (...args) => stage.run(["simulate", "call", ...args]);
  const entries = () => stage.run(["events", "list", "--limit", "200"]);
  await simulate("--from", "+15559876543", "--hangup-after", "4s");
  await simulate("--from", "+15551110001");
  await simulate("--from", "+15550001111");
  await until(async () => (await entries()).split("\tmedia\t").length > 2, "recording and voicemail saved", 60000);
  await simulate("--from", "+15552229999");
  const browser = await stage.browser();
  const context = await browser.newContext({ viewport: { width: 1360, height: 780 }, deviceScaleFactor: 1 });
  const page = await context.newPage();
  await page.goto(stage.inspect.url);
  await page.getByRole("button", { name: "+15559876543 →" }).first().click();
  await page.locator(".row").first().click();
  await page.locator(".player[data-ready]").first().waitFor();
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 500 ? 800 : 780 });
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const name = widths.length > 1 ? `inspect-${width}-${scheme}` : `inspect-${scheme}`;
      if (width >= 700) await page.screenshot({ path: join(dir, `${name}.png`) });
      if (widths.length === 1) continue;
      for (const pane of ["list", "call", "detail"]) {
        if (width > 800) continue;
        await page.evaluate((pane) => (document.body.dataset.pane = pane), pane);
        await page.screenshot({ path: join(dir, `${name}-${pane}.png`) });
      }
    }
  }
} finally {
  await stage.end();
}
