// Posts an entry again, with edits that are shown before they are sent.
import { $, h, dialog, close } from "./dom.js";
import { post } from "./api.js";
import { state } from "./state.js";
import { changes } from "./diff.js";

/** Where the last replay went. */
let last = "";

/** Asks where to, shows what would change, sends, shows the answer. */
export function replay(entry, edits) {
  const seq = entry.line.seq, received = entry.body ?? entry.raw ?? "";
  const to = h("input", { type: "url", id: "to", list: "targets", required: true, value: last || state.status.targets?.[0] || "http://127.0.0.1:3000/" });
  const targets = h("datalist", { id: "targets" }, ...(state.status.targets ?? []).map((value) => h("option", { value })));
  const fresh = h("input", { type: "checkbox", id: "fresh" });
  const text = h("textarea", { id: "body", spellcheck: "false" });
  text.value = received;
  const shown = h("div"), result = h("div", { role: "status", id: "result" });
  const problem = h("p", { class: "bad", role: "alert" });
  const look = () => {
    shown.replaceChildren(changes(received, text.value));
    problem.textContent = "";
    try { if (entry.body) JSON.parse(text.value); } catch (error) { problem.textContent = `not JSON: ${error.message}`; }
  };
  text.addEventListener("input", look);
  const send = h("button", { value: "send", class: "good", id: "send" }, "Send");
  const form = h("form", {}, h("label", { for: "to" }, "Post to"), to, targets,
    h("div", { class: "check" }, fresh, h("label", { for: "fresh" }, "with an eventId of its own, so that nothing takes it for a repetition")),
    ...(edits ? [h("label", { for: "body" }, "Body"), text, h("h3", {}, "What changes"), shown, problem] : []),
    result, h("div", { class: "end" }, h("button", { type: "button", onclick: () => close() }, "Close"), send));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    last = to.value;
    const body = edits && text.value !== received ? text.value : undefined;
    result.replaceChildren(await sent(seq, { to: to.value, body, freshId: fresh.checked }));
    send.disabled = false;
  });
  if (edits) look();
  dialog(edits ? `Edit and replay #${seq}` : `Replay #${seq}`, form);
  (edits ? text : to).focus();
  $("dialog").scrollTop = 0;
}

async function sent(seq, request) {
  try {
    const answer = await post(`/api/entries/${seq}/replay`, request);
    const good = answer.status >= 200 && answer.status < 300;
    const words = answer.error ?? `${answer.status} in ${answer.latencyMs} ms`;
    return h("p", { class: good ? "good" : "bad" }, words, answer.answer ? h("pre", {}, answer.answer) : null);
  } catch (error) {
    return h("p", { class: "bad" }, error.message);
  }
}
