// The ladder of a call: the same markup and style sheet as in the exported file.
import { h } from "./dom.js";

const LANES = { caller: "caller", chirp: "chirp", handler: "handler" };

/** The ladder; `pick(row)` when an arrow is chosen. */
export function draw(ladder, picked, pick) {
  const count = ladder.lanes.length;
  const box = h("div", { class: `ladder n${count}` });
  box.append(h("div", { class: "lines", "aria-hidden": "true" }, ...Array.from({ length: count + 1 }, () => h("i"))));
  box.append(h("div", { class: "lanes", "aria-hidden": "true" }, ...ladder.lanes.map((lane) => h("span", { class: "lane", title: lane.label }, lane.label))));
  for (const row of ladder.rows) box.append(line(ladder, row, picked, pick));
  return box;
}

/** Names break after a dot or an underscore. */
const parts = (text) => text.split(/(?<=[._])/).flatMap((part, at) => (at ? [h("wbr"), part] : [part]));

function line(ladder, row, picked, pick) {
  const low = Math.min(row.from, row.to), high = Math.max(row.from, row.to);
  const way = low === high ? "on" : row.to < row.from ? `left z${high}` : `z${high}`;
  const name = (lane) => `${LANES[ladder.lanes[lane].kind]} ${ladder.lanes[lane].label}`;
  const said = low === high ? `${name(low)}: ` : `${name(row.from)} to ${name(row.to)}: `;
  const is = row.seq === picked;
  return h("button", { type: "button", class: `row${is ? " picked" : ""}`, "data-seq": row.seq, "aria-current": is ? "true" : undefined, onclick: () => pick(row) },
    h("span", { class: `arrow a${low} ${way} ${row.mood}` }, h("span", { class: "unseen" }, said), ...parts(row.caption)),
    h("span", { class: "at" }, row.offset));
}
