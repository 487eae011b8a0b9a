// Two texts line by line.
import { h } from "./dom.js";

/** More lines than this are compared as a whole. */
const MOST = 2000;

/** Pairs of `" "`, `"-"` or `"+"` and a line: what turns `before` into `after`. */
export function diff(before, after) {
  const a = before.split("\n"), b = after.split("\n");
  let start = 0, aEnd = a.length, bEnd = b.length;
  while (start < aEnd && start < bEnd && a[start] === b[start]) start++;
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) { aEnd--; bEnd--; }
  const out = a.slice(0, start).map((line) => [" ", line]);
  const x = a.slice(start, aEnd), y = b.slice(start, bEnd);
  out.push(...(x.length * y.length > MOST * MOST ? [...x.map((line) => ["-", line]), ...y.map((line) => ["+", line])] : middle(x, y)));
  out.push(...a.slice(aEnd).map((line) => [" ", line]));
  return out;
}

/** By the longest common subsequence. */
function middle(x, y) {
  const width = y.length + 1, table = new Uint16Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--)
    for (let j = y.length - 1; j >= 0; j--)
      table[i * width + j] = x[i] === y[j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
  const out = [];
  let i = 0, j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) { out.push([" ", x[i++]]); j++; }
    else if (j >= y.length || (i < x.length && table[(i + 1) * width + j] >= table[i * width + j + 1])) out.push(["-", x[i++]]);
    else out.push(["+", y[j++]]);
  }
  return out;
}

/** The changed lines with two lines around each. */
export function changes(before, after) {
  const all = diff(before, after), near = (at) => all.slice(Math.max(0, at - 2), at + 3).some(([sign]) => sign !== " ");
  const box = h("div", { class: "diff", tabindex: 0, role: "region", "aria-label": "Changes" });
  let gap = false;
  all.forEach(([sign, line], at) => {
    if (!near(at)) { gap = true; return; }
    if (gap && box.childElementCount) box.append(h("div", { class: "dim" }, "…"));
    gap = false;
    box.append(h("div", { class: { "+": "add", "-": "del" }[sign] ?? "dim" }, `${sign} ${line}`));
  });
  if (!box.childElementCount) box.append(h("div", { class: "dim" }, "no changes"));
  return box;
}
