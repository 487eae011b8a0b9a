// Indented JSON as a tree that folds. The text stays what it is: numbers keep their digits.
import { h } from "./dom.js";

/** Lines that are shown, and levels that fold. */
const MOST = 4000, DEEPEST = 40;
const STRING = /^"(?:[^"\\]|\\.)*"/;

/** A tree of indented JSON; what contains `search` is marked and open. */
export function tree(text, search) {
  const root = h("div", { class: "json" });
  const open = [root];
  const lines = text.split("\n");
  for (const line of lines.slice(0, MOST)) {
    const bare = line.trim(), end = /^[}\]]/.test(bare);
    if (end && open.length > 1) {
      const box = open.pop();
      box.parentElement.dataset.end = bare;
      box.previousElementSibling.dataset.end = bare;
      open.at(-1).append(h("div", { class: "leaf" }, bare));
      continue;
    }
    const parts = paint(bare, search);
    if (/[{[]$/.test(bare) && open.length < DEEPEST) {
      const inner = h("div");
      open.at(-1).append(h("details", { open: true }, h("summary", {}, ...parts), inner));
      open.push(inner);
    } else {
      open.at(-1).append(h("div", { class: "leaf" }, ...parts));
    }
  }
  if (lines.length > MOST) root.append(h("p", { class: "dim" }, `${lines.length - MOST} more lines: see Raw`));
  return root;
}

function paint(line, search) {
  const key = line.match(STRING)?.[0];
  const isKey = key && line.slice(key.length).startsWith(": ");
  const rest = isKey ? line.slice(key.length + 2) : line;
  const string = rest.match(STRING)?.[0] ?? "";
  const kind = string ? "s" : /^[-\dtfn]/.test(rest) ? "n" : "";
  const parts = isKey ? [h("span", { class: "k" }, ...mark(key, search)), ": "] : [];
  const value = string || rest;
  parts.push(h("span", { class: kind }, ...mark(value, search)));
  if (string) parts.push(rest.slice(string.length));
  return parts;
}

/** Text with what was searched marked. */
export function mark(text, search) {
  if (!search) return [text];
  const lower = text.toLowerCase(), wanted = search.toLowerCase(), parts = [];
  let at = 0;
  for (let found = lower.indexOf(wanted); found >= 0; found = lower.indexOf(wanted, at)) {
    parts.push(text.slice(at, found), h("mark", {}, text.slice(found, found + wanted.length)));
    at = found + wanted.length;
  }
  return [...parts, text.slice(at)];
}
