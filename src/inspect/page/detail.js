// One entry: body, headers, raw bytes, curl, what was done about it.
import { $, h, tabs, copy, clock } from "./dom.js";
import { get } from "./api.js";
import { state, on, show } from "./state.js";
import { tree, mark } from "./json.js";
import { changes } from "./diff.js";
import { replay } from "./replay.js";

const TABS = [["body", "Body"], ["headers", "Headers"], ["raw", "Raw"], ["curl", "curl"], ["related", "Related"]];
let entry = null, search = "";

/** Loads the chosen entry. */
async function load() {
  const seq = state.entry;
  if (!seq) {
    entry = null;
    return paint();
  }
  try {
    const found = await get(`/api/entries/${seq}?view=page`);
    if (seq === state.entry) entry = found;
  } catch (error) {
    entry = { error };
  }
  if (seq === state.entry) paint();
}

function paint() {
  const box = $("detail");
  const back = h("button", { type: "button", class: "back", onclick: () => show({ pane: state.call ? "call" : "list" }) }, "← Back");
  if (!entry) return box.replaceChildren(h("p", { class: "empty" }, "Choose an arrow or an entry to see its body."));
  if (entry.error) return box.replaceChildren(back, h("p", { class: "empty" }, entry.error.message));
  const { line } = entry, content = h("div", { id: "content", role: "tabpanel", "aria-label": state.tab, tabindex: 0 });
  box.replaceChildren(back,
    h("h2", { class: line.mood }, line.type === "event" ? line.name : `${line.type.replace("_", " ")}`, h("span", { class: "dim" }, ` #${line.seq}`)),
    h("p", { class: "sub" }, [new Date(line.at).toLocaleDateString(), clock(line.at), line.text].filter(Boolean).join(" · ")),
    actions(), tabs("Entry", TABS, state.tab, (tab) => show({ tab }, true)), content);
  fill(content);
}

function actions() {
  const { line } = entry, box = h("div", { class: "actions" });
  if (entry.canReplay && state.status.canReplay) {
    box.append(h("button", { type: "button", id: "replay", title: "Replay (r)", onclick: () => replay(entry, false) }, "Replay"),
      h("button", { type: "button", id: "edit", title: "Edit and replay (e)", onclick: () => replay(entry, true) }, "Edit & replay"));
  }
  box.append(h("button", { type: "button", title: "Copy JSON (y)", onclick: copyJson }, "Copy JSON"));
  if (!state.compare || state.compare.line.seq === line.seq) {
    const is = Boolean(state.compare);
    box.append(h("button", { type: "button", "aria-pressed": String(is), onclick: () => { state.compare = is ? null : entry; paint(); } }, is ? "Choose the other entry…" : "Compare"));
  } else {
    box.append(h("button", { type: "button", onclick: () => { state.compare = null; paint(); } }, `End comparison with #${state.compare.line.seq}`));
  }
  return box;
}

/** Copies the entry as its JSON object. */
export const copyJson = () => entry?.object && copy(entry.object, "the entry");

/** The entry on screen. */
export const current = () => (entry?.line ? entry : null);

async function fill(content) {
  const other = state.compare && state.compare.line.seq !== entry.line.seq ? state.compare : null;
  if (other) {
    content.append(h("h3", {}, `#${other.line.seq} compared with #${entry.line.seq}`), changes(other.body ?? other.raw ?? "", entry.body ?? entry.raw ?? ""));
    return;
  }
  if (state.tab === "headers") content.append(headers());
  else if (state.tab === "raw") content.append(h("p", { class: "sub" }, `${entry.bytes ?? 0} bytes`), h("pre", {}, entry.raw ?? "no body"));
  else if (state.tab === "related") content.append(related());
  else if (state.tab === "curl") {
    const text = await get(`/api/entries/${entry.line.seq}/curl${state.status.targets?.[0] ? `?to=${encodeURIComponent(state.status.targets[0])}` : ""}`).catch((error) => `# ${error.message}`);
    content.append(h("div", { class: "actions" }, h("button", { type: "button", onclick: () => copy(text, "the curl line") }, "Copy")), h("pre", {}, text));
  } else content.append(...body());
}

function body() {
  if (!entry.body) return [h("p", { class: "sub" }, entry.raw ? "not JSON" : "no body"), h("pre", {}, ...mark(entry.raw ?? "", search))];
  const shown = h("div", {}, tree(entry.body, search));
  const found = h("span", { class: "sub", role: "status" });
  const tell = () => (found.textContent = search ? `${shown.querySelectorAll("mark").length} found` : "");
  const input = h("input", { type: "search", "aria-label": "Search in the body", placeholder: "Search in the body", value: search });
  input.addEventListener("input", () => {
    search = input.value;
    shown.replaceChildren(tree(entry.body, search));
    tell();
    shown.querySelector("mark")?.scrollIntoView({ block: "nearest" });
  });
  tell();
  const fold = (open) => shown.querySelectorAll("details details").forEach((one) => (one.open = open));
  return [h("div", { class: "actions" }, h("button", { type: "button", onclick: () => fold(false) }, "Fold"), h("button", { type: "button", onclick: () => fold(true) }, "Unfold"), found), h("p", {}, input), shown];
}

function headers() {
  if (!entry.headers.length) return h("p", { class: "sub" }, "no headers were recorded");
  return h("dl", {}, ...entry.headers.flatMap(({ name, value }) => [h("dt", {}, name), h("dd", {}, value)]));
}

function related() {
  const all = entry.line.of ? [{ seq: entry.line.of, name: "the event", type: "event", text: "", mood: "plain" }, ...entry.related] : entry.related;
  if (!all.length) return h("p", { class: "sub" }, "nothing was done about this entry");
  return h("ul", { class: "list" }, ...all.map((line) => h("li", {}, h("button", { type: "button", onclick: () => show({ entry: line.seq }) }, h("span", { class: "dim mono" }, `#${line.seq} `), h("span", { class: line.mood }, line.type.replace("_", " ")), h("span", { class: "dim" }, ` ${line.text}`)))));
}

on("entry", () => { search = ""; load(); });
on("tab", paint);
on("status", () => entry && paint());
/** An entry that is on screen may have been acted on. */
export const touched = (of) => entry?.line?.seq === of && state.tab === "related" && load();
