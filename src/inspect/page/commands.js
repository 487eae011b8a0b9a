// Commands to calls, and what asks before they are sent.
import { h, dialog, close, confirm, toast, visible } from "./dom.js";
import { post } from "./api.js";
import { state, tell } from "./state.js";

/** The types that a call takes in a state: type, label, key, meaning. */
export function fitting(call) {
  if (!call) return [];
  if (call.state === "ringing") return [["answer", "Answer", "a", "good"], ["reject", "Reject", "x", "bad"], ["send_to_voicemail", "Voicemail", "v", ""]];
  if (call.state !== "live") return [];
  const recording = call.command === "start_recording" ? ["stop_recording", "Stop recording", "R", ""] : ["start_recording", "Record", "R", ""];
  const hold = call.command === "hold" ? ["unhold", "Unhold", "h", ""] : ["hold", "Hold", "h", ""];
  return [["hangup", "Hang up", "H", "bad"], hold, ["mute", "Mute", "m", ""], ["transfer", "Transfer", "t", ""], recording];
}

/** Buttons for a call; the first ones only when `few`. */
export function buttons(call, few) {
  const all = few && call.state === "live" ? fitting(call).slice(0, 1) : fitting(call);
  const off = { read_only: "read-only", no_key: "chirp inspect runs without an API key" }[state.status.commands];
  return h("div", { class: "actions" }, ...all.map(([type, label, key, mood]) =>
    h("button", { type: "button", class: mood, "data-type": type, disabled: Boolean(off), title: off ?? `${label} (${key})`, onclick: () => run(call, type) }, label)));
}

/** Sends a command, after its questions. */
export async function run(call, type) {
  const who = call.from ?? visible(call.callId);
  if (type === "hangup" && !(await confirm("Hang up?", `This ends the call with ${who} for everybody.`, "Hang up"))) return;
  if (type === "reject" && !(await confirm("Reject?", `${who} hears that the call is refused.`, "Reject"))) return;
  const parameters = {};
  if (type === "transfer") {
    const to = await ask("Transfer", "To, such as +15557654321", "Transfer");
    if (!to) return;
    parameters.to = to;
  }
  if (type === "mute" || type === "unmute") {
    const known = call.participants.map((one) => one.id);
    const id = known.length === 1 ? known[0] : await ask("Mute", "Id of the participant", "Mute", known);
    if (!id) return;
    parameters.participantId = id;
  }
  await send(call.callId, { type, ...parameters });
}

/** Any command: a type and its parameters as JSON. */
export async function any(call) {
  const type = h("input", { type: "text", id: "any-type", list: "types", autofocus: true });
  const types = h("datalist", { id: "types" }, ...["answer", "reject", "hangup", "hold", "unhold", "mute", "unmute", "transfer", "start_recording", "stop_recording", "send_to_voicemail"].map((value) => h("option", { value })));
  const body = h("textarea", { id: "any-body" }, "{}");
  const form = h("form", { method: "dialog" }, h("label", { for: "any-type" }, "Type"), type, types, h("label", { for: "any-body" }, "Parameters, as JSON"), body, ends("Send"));
  if ((await dialog("Send a command", form)) !== "ok" || !type.value.trim()) return;
  try {
    await send(call.callId, { type: type.value.trim(), ...JSON.parse(body.value) });
  } catch (error) {
    toast(`the parameters are not JSON: ${error.message}`);
  }
}

async function send(id, command) {
  try {
    const reply = await post(`/api/calls/${encodeURIComponent(id)}/commands`, command);
    toast(`${command.type}: ${reply?.status ?? "sent"}`);
  } catch (error) {
    if (error.status === 403 && state.status.commands === "off") {
      if (await switchOn()) await send(id, command);
      return;
    }
    toast(`${command.type} failed: ${error.message}${error.hint ? `. ${error.hint}` : ""}`);
  }
}

/** With a live key, commands are off until a person switches them on. */
async function switchOn() {
  const text = `The key is a live one (${state.status.api}): commands act on real calls. They stay on until chirp inspect ends.`;
  if (!(await confirm("Switch on live commands?", text, "Switch on"))) return false;
  state.status = await post("/api/live", { on: true });
  tell("status");
  return true;
}

/** A call comes in, in the sandbox. */
export async function simulate() {
  try {
    await post("/api/simulate", {});
    toast("a call comes in");
  } catch (error) {
    toast(`no call: ${error.message}`);
  }
}

/** Asks for a line of text. */
async function ask(title, label, action, known = []) {
  const input = h("input", { type: "text", id: "asked", list: "known", autofocus: true });
  const list = h("datalist", { id: "known" }, ...known.map((value) => h("option", { value })));
  const form = h("form", { method: "dialog" }, h("label", { for: "asked" }, label), input, list, ends(action));
  return (await dialog(title, form)) === "ok" ? input.value.trim() : "";
}

/** The buttons at the end of a form in the dialog. */
export function ends(action) {
  return h("div", { class: "end" }, h("button", { type: "button", onclick: () => close("no") }, "Cancel"), h("button", { value: "ok", class: "good" }, action));
}
