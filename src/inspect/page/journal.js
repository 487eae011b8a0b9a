// Every entry of the journal: a windowed list, so that a million rows cost as much as thirty.
import { $, h, clock } from "./dom.js";
import { get, query } from "./api.js";
import { state, on, show } from "./state.js";

const ROW = 44, MOST = 20000, PAGE = 200;
/** Oldest first; the screen shows the newest on top. */
let lines = [], next = null, loading = false, head = 0, drawing = false;
const rows = h("div", { class: "rows", role: "listbox", tabindex: 0, "aria-label": "Entries, newest first" });
$("journal").append(rows);

/** Loads the newest entries. */
export async function load() {
  const found = await get(`/api/entries${query({ before: Number.MAX_SAFE_INTEGER, limit: PAGE, view: "line", filter: state.filter })}`);
  lines = found.data.reverse();
  ({ next, head } = found);
  $("journal").scrollTop = 0;
  schedule();
  count();
  return head;
}

/** The entries that are loaded, oldest first. */
export const all = () => lines;

async function older() {
  if (loading || !next || lines.length >= MOST) return;
  loading = true;
  const filter = state.filter;
  try {
    const found = await get(`/api/entries${query({ before: next, limit: PAGE, view: "line", filter })}`);
    if (filter === state.filter) {
      lines = found.data.reverse().concat(lines);
      next = found.next;
    }
  } finally {
    loading = false;
  }
  schedule();
}

/** Takes an entry that has just come. */
export function add(line) {
  head = Math.max(head, line.seq);
  if (!state.filter) {
    lines.push(line);
    if (lines.length > MOST) lines.splice(0, 1000);
    // The entries on screen stay where they are.
    if ($("journal").scrollTop > 0) $("journal").scrollTop += ROW;
  }
  schedule();
}

function schedule() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    paint();
    count();
  });
}

function count() {
  $("count").textContent = `${state.calls.size} calls · ${head} entries`;
}

function paint() {
  const box = $("journal");
  if (box.hidden) return;
  rows.style.height = `${lines.length * ROW}px`;
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 5);
  const last = Math.min(lines.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + 5);
  const nodes = [];
  for (let at = first; at < last; at++) nodes.push(row(lines[lines.length - 1 - at], at));
  if (!lines.length) nodes.push(h("div", { class: "empty", role: "option" }, state.filter ? "No entry fits the filter." : "Nothing is recorded yet."));
  rows.replaceChildren(...nodes);
  const picked = rows.querySelector(".picked");
  picked ? rows.setAttribute("aria-activedescendant", picked.id) : rows.removeAttribute("aria-activedescendant");
  if (last >= lines.length - 20) older();
}

function row(line, at) {
  const picked = line.seq === state.entry;
  const who = line.from || line.to ? `${line.from ?? ""} → ${line.to ?? ""}` : "";
  const node = h("div", { class: `entry${picked ? " picked" : ""}`, id: `row-${line.seq}`, role: "option", "aria-selected": String(picked), onclick: () => pick(line) },
    h("span", { class: "at" }, clock(line.at)),
    h("div", {}, h("span", { class: "dim mono" }, `#${line.seq} `), h("span", { class: line.mood }, label(line))),
    h("div", { class: "text" }, [who, line.text].filter(Boolean).join(" · ")));
  node.style.top = `${at * ROW}px`;
  return node;
}

const label = (line) => (line.type === "event" ? line.name : line.name === line.type ? line.type.replace("_", " ") : `${line.type.replace("_", " ")}: ${line.name}`);

function pick(line) {
  show({ entry: line.seq, call: line.callId ?? state.call, pane: "detail" });
}

/** Moves the choice along the list. */
export function move(step) {
  const at = lines.findIndex((line) => line.seq === state.entry);
  const line = at < 0 ? lines.at(-1) : lines[at - step];
  if (!line) return;
  pick(line);
  const top = (lines.length - 1 - lines.indexOf(line)) * ROW, box = $("journal");
  if (top < box.scrollTop) box.scrollTop = top;
  if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
  schedule();
}

$("journal").addEventListener("scroll", schedule, { passive: true });
addEventListener("resize", schedule);
on("entry", schedule);
on("list", schedule);
