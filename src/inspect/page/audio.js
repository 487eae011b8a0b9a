// Recordings and voicemails: a player, a waveform to click into, the transcription.
import { h } from "./dom.js";

/** The player of one recording or voicemail. */
export function player(item, kind) {
  const box = h("div", { class: "player" });
  const length = item.duration ? ` · ${item.duration} s` : "";
  box.append(h("div", { class: "sub" }, `${kind}${length} · `, h("span", { class: "mono" }, item.id)));
  if (item.transcription) box.append(h("blockquote", {}, item.transcription));
  const load = () => fill(box, item, kind);
  if (item.isLocal) load();
  else box.append(h("button", { type: "button", onclick: (event) => { event.target.remove(); load(); } }, "Load audio"));
  return box;
}

async function fill(box, item, kind) {
  const path = `/api/media/${encodeURIComponent(item.id)}?call=${encodeURIComponent(item.call)}`;
  const canvas = h("canvas", { width: 600, height: 112, role: "img", "aria-label": `Waveform of the ${kind}` });
  const audio = h("audio", { controls: true, preload: "metadata", "aria-label": `${kind} ${item.id}` });
  try {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error((await answer.json()).error?.message ?? `HTTP ${answer.status}`);
    box.append(canvas, audio);
    audio.src = path;
    const peaks = await peaksOf(await answer.arrayBuffer(), 150);
    const paint = () => drawWave(canvas, peaks, audio.duration ? audio.currentTime / audio.duration : 0);
    audio.addEventListener("timeupdate", paint);
    canvas.addEventListener("click", (event) => {
      if (audio.duration) audio.currentTime = (event.offsetX / canvas.clientWidth) * audio.duration;
      audio.play();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
    new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    paint();
    box.dataset.ready = "true";
  } catch (error) {
    if (canvas.isConnected) canvas.replaceWith(h("p", { class: "sub" }, "no waveform: the browser cannot decode this file"));
    else box.append(h("p", { class: "sub" }, `no audio: ${error.message}`));
  }
}

async function peaksOf(bytes, count) {
  const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(bytes);
  const samples = sound.getChannelData(0), step = Math.max(1, Math.floor(samples.length / count));
  const peaks = Array.from({ length: count }, (_, at) => {
    let peak = 0;
    for (let i = at * step; i < Math.min((at + 1) * step, samples.length); i++) peak = Math.max(peak, Math.abs(samples[i]));
    return peak;
  });
  const loudest = Math.max(...peaks, 0.01);
  return peaks.map((peak) => peak / loudest);
}

function drawWave(canvas, peaks, played) {
  const pen = canvas.getContext("2d"), { width, height } = canvas, step = width / peaks.length;
  const style = getComputedStyle(canvas);
  const probe = h("span", { class: "note" });
  canvas.parentElement?.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  pen.clearRect(0, 0, width, height);
  peaks.forEach((peak, at) => {
    pen.fillStyle = at / peaks.length < played ? colour : style.color;
    pen.globalAlpha = at / peaks.length < played ? 1 : 0.45;
    const tall = Math.max(2, peak * height);
    pen.fillRect(at * step, (height - tall) / 2, step * 0.65, tall);
  });
}
