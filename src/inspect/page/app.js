// Starts the page: status, lists, the stream of entries.
import { $, arrows, h } from "./dom.js";
import { follow, get } from "./api.js";
import { state, on, show, readAddress, tell } from "./state.js";
import * as calls from "./calls.js";
import * as journal from "./journal.js";
import { touched } from "./detail.js";
import { help } from "./keys.js";

/** While paused, entries wait here; more than these are loaded anew. */
const waiting = { entries: [], calls: [] };
const MOST_WAITING = 5000;

async function readStatus() {
  state.status = await get("/api/status");
  const { listener, commands, damaged } = state.status;
  $("live").title = listener ?? "no listener is running";
  const words = [];
  if (commands === "off") words.push("Live key: commands ask before they are switched on.");
  if (damaged) words.push(`The journal is damaged: ${damaged} entries cannot be read.`);
  $("notice").textContent = words.join(" ");
  $("notice").hidden = !words.length;
  tell("status");
}

function live(is) {
  $("live").className = is ? "on" : "off";
  const address = state.status.listener?.match(/http\S+/)?.[0];
  $("live").replaceChildren(is ? "live" : "reconnecting", h("span", { class: "address" }, is ? ` · ${address ?? "no listener"}` : ""));
  document.body.dataset.live = is;
}

function entry(line) {
  if (state.paused) {
    if (waiting.entries.length < MOST_WAITING) waiting.entries.push(line);
    return;
  }
  journal.add(line);
  if (line.of) touched(line.of);
  if (state.filter) again();
}

function changed(list) {
  if (state.paused) waiting.calls.push(...list.slice(0, MOST_WAITING - waiting.calls.length));
  else calls.update(list);
}

/** With a filter the server decides what fits, a moment later. */
let timer = null;
function again() {
  timer ??= setTimeout(() => {
    timer = null;
    reload();
  }, 1000);
}

async function reload() {
  try {
    await Promise.all([calls.load(), journal.load()]);
    $("query").setCustomValidity("");
  } catch (error) {
    $("query").setCustomValidity(error.message);
    $("query").reportValidity();
  }
}

function pause() {
  state.paused = !state.paused;
  $("pause").textContent = state.paused ? "Go on" : "Pause";
  $("pause").setAttribute("aria-pressed", String(state.paused));
  if (state.paused) return;
  const { entries, calls: list } = waiting;
  [waiting.entries, waiting.calls] = [[], []];
  if (entries.length >= MOST_WAITING) return reload();
  entries.forEach(journal.add);
  calls.update(list);
}

function pickList(name) {
  show({ list: name.replace("tab-", "") }, true);
}

on("list", () => {
  for (const name of ["calls", "journal"]) {
    const is = state.list === name, tab = $(`tab-${name}`);
    $(name).hidden = !is;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
  }
});
on("filter", () => {
  $("query").value = state.filter;
  reload();
});
for (const name of ["calls", "journal"]) {
  $(`tab-${name}`).dataset.tab = name;
  $(`tab-${name}`).addEventListener("click", () => pickList(name));
  $(`tab-${name}`).addEventListener("keydown", (event) => arrows(event, event.target.parentElement, pickList));
}
$("search").addEventListener("submit", (event) => {
  event.preventDefault();
  show({ filter: $("query").value.trim() });
});
$("query").addEventListener("search", () => $("query").value || show({ filter: "" }));
$("query").addEventListener("input", () => $("query").setCustomValidity(""));
$("pause").addEventListener("click", pause);
$("help").addEventListener("click", help);

const THEMES = ["system", "light", "dark"];
function theme(name) {
  document.documentElement.dataset.theme = name;
  $("theme").setAttribute("aria-label", `Colours: ${name}`);
  $("theme").title = `Colours: ${name}`;
  localStorage.setItem("theme", name);
}
theme(THEMES.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "system");
$("theme").addEventListener("click", () => theme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % 3]));

addEventListener("popstate", readAddress);
addEventListener("hashchange", readAddress);

await readStatus();
readAddress();
const [, head] = await Promise.all([calls.load(), journal.load()]);
live(false);
follow(head, {
  entry, calls: changed, reset: reload,
  live(is) {
    if (is && document.body.dataset.live !== "true") readStatus().then(() => live(true), () => {});
    live(is);
  },
});
setInterval(() => readStatus().then(() => live(document.body.dataset.live === "true"), () => {}), 10000);
document.body.dataset.ready = "true";
