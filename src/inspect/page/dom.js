// Elements from plain values. Text enters the page by textContent alone.

/** The element with that id. */
export const $ = (id) => document.getElementById(id);

/** Makes an element: `h("p", { class: "dim", onclick: f }, "text", child)`. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "disabled" || name === "hidden" || name === "open") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Shows a short message for some seconds. */
export function toast(text) {
  $("toast").textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => ($("toast").textContent = ""), 5000);
}

/** Opens the dialog with a title and content; resolves when it closes. */
export function dialog(title, ...content) {
  const box = $("dialog");
  box.replaceChildren(h("h2", { id: "dialog-title" }, title), ...content);
  if (!box.open) box.showModal();
  return new Promise((done) => box.addEventListener("close", () => done(box.returnValue), { once: true }));
}

/** Closes the dialog. */
export const close = (value = "") => $("dialog").close(value);

/** Asks; resolves to true when the answer is yes. */
export async function confirm(title, text, action, mood = "bad") {
  const yes = h("button", { type: "button", class: mood, autofocus: true, onclick: () => close("yes") }, action);
  const no = h("button", { type: "button", onclick: () => close("no") }, "Cancel");
  return (await dialog(title, h("p", {}, text), h("div", { class: "end" }, no, yes))) === "yes";
}

/** Puts text on the clipboard. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`copied ${what}`);
  } catch {
    dialog(`Copy ${what}`, h("textarea", { readonly: true, "aria-label": what }, text), h("div", { class: "end" }, h("button", { type: "button", onclick: () => close() }, "Close")));
  }
}

/** Tabs with arrow keys: calls `pick(name)`. */
export function tabs(label, names, current, pick) {
  const box = h("div", { class: "tabs", role: "tablist", "aria-label": label });
  for (const [name, text] of names) {
    const is = name === current;
    box.append(h("button", { type: "button", role: "tab", "aria-selected": String(is), tabindex: is ? 0 : -1, "data-tab": name, onclick: () => pick(name) }, text));
  }
  box.addEventListener("keydown", (event) => arrows(event, box, pick));
  return box;
}

/** Moves along tabs by the arrow keys. */
export function arrows(event, box, pick) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.stopPropagation();
  const all = [...box.querySelectorAll("[role=tab]")];
  const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
  const name = next.dataset.tab;
  pick(name);
  (document.querySelector(`[data-tab="${name}"]`) ?? next).focus();
}

/** The time of day here. */
export const clock = (iso) => (iso ? new Date(iso).toLocaleTimeString([], { hour12: false }) : "");

/** Text with every hidden character as a visible escape. */
export const visible = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f\uffa0]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);

/** The end of an id, by which calls are told apart. */
export const tail = (id) => visible(id.length > 12 ? `…${id.slice(-6)}` : id);

/** `+1555 → +1666`. */
export const parties = (call) => (call.from || call.to ? `${call.from ?? "?"} → ${call.to ?? "?"}` : tail(call.callId));
