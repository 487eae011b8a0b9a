// What is shown: one object, kept in the address, so that every view has a link.

export const state = {
  status: {}, calls: new Map(), call: null, entry: null, tab: "body", list: "calls",
  filter: "", paused: false, compare: null, pane: "list",
};

const hearers = {};

/** Calls `hear` when `what` changes. */
export const on = (what, hear) => (hearers[what] ??= []).push(hear);

/** Tells of a change. */
export const tell = (what, value) => (hearers[what] ?? []).forEach((hear) => hear(value));

const KEPT = ["call", "entry", "tab", "list", "filter"];

/** Changes what is shown, its address, and tells of each change. */
export function show(changes, replace = false) {
  const changed = Object.keys(changes).filter((key) => state[key] !== changes[key]);
  Object.assign(state, changes);
  if (changes.pane) document.body.dataset.pane = state.pane;
  const hash = new URLSearchParams(KEPT.filter((key) => state[key] && !(key === "tab" && state.tab === "body") && !(key === "list" && state.list === "calls")).map((key) => [key, state[key]]));
  const address = `#${hash}`;
  if (address !== (location.hash || "#")) history[replace ? "replaceState" : "pushState"](null, "", address);
  changed.forEach((key) => tell(key, state[key]));
}

/** Takes what is shown from the address. */
export function readAddress() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const entry = Number(hash.get("entry")) || null;
  const call = hash.get("call");
  show({
    call, entry, tab: hash.get("tab") ?? "body", list: hash.get("list") === "journal" ? "journal" : "calls",
    filter: hash.get("filter") ?? "", pane: entry ? "detail" : call ? "call" : "list",
  }, true);
}
