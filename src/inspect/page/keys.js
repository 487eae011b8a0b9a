// Everything by keyboard; the keys are those of the console.
import { $, h, dialog, close } from "./dom.js";
import { state, show } from "./state.js";
import { any, fitting, run, simulate } from "./commands.js";
import { copyJson, current } from "./detail.js";
import { move } from "./journal.js";
import { sorted } from "./calls.js";
import { replay } from "./replay.js";

const KEYS = [["a", "answer"], ["x", "reject"], ["v", "voicemail"], ["H", "hang up"], ["h", "hold, unhold"], ["m", "mute"], ["t", "transfer"], ["R", "record"], ["c", "any command"], ["r", "replay"], ["e", "edit and replay"], ["n", "simulate a call"], ["/", "filter"], ["p", "pause"], ["y", "copy JSON"], ["j k", "next, previous"], ["[ ]", "arrows of the ladder"], ["1 2", "calls, journal"], ["Esc", "back"], ["?", "keys"]];

/** Shows the keys. */
export function help() {
  const list = KEYS.flatMap(([key, what]) => [h("span", {}, ...key.split(" ").map((one) => h("kbd", {}, one))), h("span", {}, what)]);
  dialog("Keys", h("div", { class: "keys" }, ...list), h("div", { class: "end" }, h("button", { type: "button", autofocus: true, onclick: () => close() }, "Close")));
}

function next(step) {
  if (state.list === "journal") return move(step);
  const all = sorted(), at = all.findIndex((call) => call.callId === state.call);
  const call = all[Math.min(all.length - 1, Math.max(0, at + step))];
  if (call) show({ call: call.callId, entry: null, pane: innerWidth < 700 ? "list" : "call" });
}

function arrow(step) {
  const rows = [...$("call").querySelectorAll(".row")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => Number(row.dataset.seq) === state.entry);
  const row = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  show({ entry: Number(row.dataset.seq) });
  row.scrollIntoView({ block: "nearest" });
}

function act(key) {
  const call = state.calls.get(state.call);
  const command = fitting(call).find(([, , own]) => own === key);
  if (command) return run(call, command[0]);
  const entry = current(), may = entry?.canReplay && state.status.canReplay;
  const keys = {
    j: () => next(1), k: () => next(-1), ArrowDown: () => next(1), ArrowUp: () => next(-1), "]": () => arrow(1), "[": () => arrow(-1),
    "/": () => $("query").focus(), "?": help, p: () => $("pause").click(), y: copyJson, 1: () => show({ list: "calls" }), 2: () => show({ list: "journal" }),
    r: () => may && replay(entry, false), e: () => may && replay(entry, true), n: () => state.status.canSimulate && simulate(),
    c: () => call && any(call), Escape: () => show({ pane: state.pane === "detail" && state.call ? "call" : "list" }),
  };
  return keys[key];
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, audio");
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog").open) return;
  if (typing) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const isArrow = event.key.startsWith("Arrow");
  if (isArrow && event.target.closest?.("#call, #detail")) return;
  const found = act(event.key);
  if (!found) return;
  event.preventDefault();
  if (typeof found === "function") found();
});
