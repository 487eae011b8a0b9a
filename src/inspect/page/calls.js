// The list of calls, and the call that was chosen with its ladder and recordings.
import { $, h, clock, tail, parties, copy, visible } from "./dom.js";
import { get, query } from "./api.js";
import { state, on, show } from "./state.js";
import { buttons, simulate } from "./commands.js";
import { draw } from "./ladder.js";
import { player } from "./audio.js";

const cards = new Map();
let next = null, dirty = new Set(), fresh = false;

/** Loads the newest calls, or older ones after them. */
export async function load(more = false) {
  const found = await get(`/api/calls${query({ filter: state.filter, before: more ? next : undefined })}`);
  if (!more) state.calls.clear();
  for (const call of found.data) state.calls.set(call.callId, call);
  next = found.next;
  paintAll();
  if (!more) requestAnimationFrame(() => performance.mark("first-list"));
  if (!state.call && !state.entry && innerWidth >= 700 && state.calls.size) show({ call: sorted()[0].callId }, true);
}

/** Takes calls that have changed. */
export function update(calls) {
  for (const call of calls) {
    const known = state.calls.get(call.callId);
    if (!known && state.filter) continue;
    if (known && known.lastSeq > call.lastSeq) continue;
    state.calls.set(call.callId, call);
    dirty.add(call.callId);
    fresh ||= !known || known.state !== call.state;
  }
  if (!dirty.size) return;
  schedule();
}

let waiting = false;
function schedule() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    const changed = dirty;
    dirty = new Set();
    if (fresh) paintAll(changed);
    else for (const id of changed) repaint(id);
    fresh = false;
    if (changed.has(state.call)) refresh();
    if (!state.call && innerWidth >= 700) show({ call: sorted()[0]?.callId ?? null }, true);
  });
}

const rank = (call) => ({ ringing: 0, live: 1 }[call.state] ?? 2);

/** Live calls first, then the newest. At most 300 are listed. */
export const sorted = () => [...state.calls.values()].sort((a, b) => rank(a) - rank(b) || b.lastSeq - a.lastSeq);

function paintAll(changed = new Set()) {
  const all = sorted();
  for (const call of all.splice(300)) state.calls.delete(call.callId);
  for (const id of [...cards.keys()]) if (!state.calls.has(id)) cards.delete(id);
  const nodes = all.map((call) => {
    if (!cards.has(call.callId) || changed.has(call.callId) || !changed.size) cards.set(call.callId, card(call));
    return cards.get(call.callId);
  });
  if (!nodes.length) nodes.push(empty());
  else if (next) nodes.push(h("button", { type: "button", class: "more", onclick: () => load(true) }, "Older calls"));
  const focused = document.activeElement?.closest?.(".card")?.dataset.call;
  $("calls").replaceChildren(...nodes);
  if (focused) cards.get(focused)?.querySelector(".open").focus();
}

function repaint(id) {
  const old = cards.get(id);
  if (!old) return;
  const had = old.contains(document.activeElement);
  const made = card(state.calls.get(id));
  old.replaceWith(made);
  cards.set(id, made);
  if (had) made.querySelector(".open").focus();
}

function words(call) {
  if (call.state === "ringing") return ["warn", "ringing"];
  const status = (call.status ?? "unknown").replaceAll("_", " ");
  const mood = { completed: "good", in_progress: "good", failed: "bad", busy: "bad", no_answer: "bad", canceled: "bad" }[call.status] ?? "dim";
  const extra = call.command_failed ? `${call.command} failed` : call.command ? call.command.replaceAll("_", " ") : "";
  return [mood, [status, extra].filter(Boolean).join(" · ")];
}

function card(call) {
  const [mood, text] = words(call), picked = call.callId === state.call;
  const box = h("div", { class: `card${picked ? " picked" : ""}`, "data-call": call.callId },
    h("button", { type: "button", class: "open", "aria-current": picked ? "true" : undefined, onclick: () => show({ call: call.callId, entry: null, pane: "call" }) }, parties(call)),
    h("div", { class: `meta ${mood}` }, h("span", { class: "words" }, text), h("span", { class: "dim" }, call.voicemails ? "voicemail" : call.recordings ? "recording" : "")),
    h("div", { class: "meta dim" }, h("span", {}, clock(call.lastAt)), h("span", { class: "mono" }, tail(call.callId))));
  if (call.deadline) box.append(h("progress", { max: 30, value: 30, "aria-label": "Time left to command the call" }));
  if (call.state !== "ended") box.append(buttons(call, true));
  tick(call, box);
  return box;
}

/** Runs the 30 seconds down. */
function tick(call, box = cards.get(call.callId)) {
  if (!call.deadline || !box) return;
  const left = Math.max(0, (new Date(call.deadline) - Date.now()) / 1000);
  const bar = box.querySelector("progress");
  if (bar) {
    bar.value = left;
    bar.classList.toggle("late", left < 8);
  }
  box.querySelector(".words").textContent = left > 0 ? `ringing, ${Math.ceil(left)} s to answer` : "30 s have passed";
}
setInterval(() => state.calls.forEach((call) => tick(call)), 250);

function empty() {
  if (state.filter) return h("div", { class: "empty" }, h("p", {}, "No call fits the filter."));
  const box = h("div", { class: "empty" }, h("p", {}, state.status.listener ? "No calls yet. The listener is running: register it, or let a call come in." : "Nothing is recorded yet. Start a listener, or the sandbox with a call coming in:"));
  if (!state.status.listener) box.append(h("pre", {}, "chirp listen --sandbox"), h("p", {}, "or, for your own app:"), h("pre", {}, "chirp listen --port 8080"));
  if (state.status.canSimulate) box.append(h("button", { type: "button", onclick: simulate }, "Simulate a call"));
  return box;
}

let drawn = null, pending = null, again = false;

/** Draws the chosen call anew; requests never overlap. */
export async function refresh() {
  if (pending) { again = true; return; }
  const id = state.call;
  pending = id ? get(`/api/calls/${encodeURIComponent(id)}/ladder`).catch((error) => ({ error })) : Promise.resolve(null);
  const ladder = await pending;
  paint(id, ladder);
  await new Promise((done) => setTimeout(done, 120));
  pending = null;
  if (again) { again = false; refresh(); }
}

function paint(id, ladder) {
  const box = $("call");
  if (id !== state.call) return;
  if (!ladder) return box.replaceChildren(h("p", { class: "empty" }, "Choose a call to see who sent what to whom."));
  if (ladder.error) return box.replaceChildren(back(), h("p", { class: "empty" }, ladder.error.message));
  const call = state.calls.get(id) ?? { callId: id, from: ladder.from, to: ladder.to, state: "ended" };
  const focused = document.activeElement?.dataset?.seq;
  const media = JSON.stringify([ladder.recordings, ladder.voicemails]);
  const kept = drawn?.id === id && drawn.media === media ? box.querySelector(".media") : null;
  const made = kept ?? h("div", { class: "media" }, ...ladder.recordings.map((one) => player({ ...one, call: id }, "recording")), ...ladder.voicemails.map((one) => player({ ...one, call: id }, "voicemail")));
  drawn = { id, media };
  box.replaceChildren(back(), head(call, ladder), ...(call.state === "ended" ? [] : [buttons(call)]),
    draw(ladder, state.entry, (row) => show({ entry: row.seq, pane: "detail" })),
    ...(ladder.isCut ? [h("p", { class: "sub" }, "the newest 5000 entries of this call")] : []),
    ...(made.childElementCount ? [h("h3", {}, "Audio")] : []), made);
  if (focused) box.querySelector(`[data-seq="${focused}"]`)?.focus();
}

const back = () => h("button", { type: "button", class: "back", onclick: () => show({ pane: "list" }) }, "← Calls");

function head(call, ladder) {
  const [mood, text] = words(call), path = `/api/calls/${encodeURIComponent(call.callId)}/export`;
  const began = ladder.rows[0]?.at;
  return h("div", { class: "head" },
    h("div", {}, h("h2", {}, parties(call)), h("div", { class: mood }, text, call.endReason ? h("span", { class: "dim" }, ` · ${call.endReason}`) : null),
      h("div", { class: "sub mono" }, visible(call.callId)), h("div", { class: "sub" }, [call.direction, began && new Date(began).toLocaleString()].filter(Boolean).join(" · "))),
    h("div", { class: "actions" }, h("button", { type: "button", onclick: () => copy(call.callId, "the call id") }, "Copy id"),
      h("a", { class: "button", href: path, download: true }, "Export"), h("a", { class: "button", href: `${path}?mask=1`, download: true, title: "Export with telephone numbers masked" }, "Export masked")));
}

on("call", () => {
  for (const [id, box] of cards) {
    box.classList.toggle("picked", id === state.call);
    box.querySelector(".open").toggleAttribute("aria-current", id === state.call);
    if (id === state.call) box.scrollIntoView({ block: "nearest" });
  }
  refresh();
});
on("entry", () => {
  for (const row of $("call").querySelectorAll(".row")) {
    const is = Number(row.dataset.seq) === state.entry;
    row.classList.toggle("picked", is);
    is ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current");
  }
});
on("status", () => paintAll());
