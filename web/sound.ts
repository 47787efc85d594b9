// The alarm's sound: two soft rising tones, repeated until somebody in this room answers. Made by the browser, no file.
import { t } from "./messages.js";
import { notice } from "./notice.js";
import { byId } from "./page.js";
import { onKey } from "./keyboard.js";

const REPEAT_MS = 6000;
let audio: AudioContext | undefined;
let isOn = localStorage.getItem("sound") !== "off";
let repeat: number | undefined;

/** Browsers allow sound only after a person has touched the page. */
function unlock(): void {
  audio ??= new AudioContext();
  void audio.resume();
}

export function startSound(): void {
  document.addEventListener("pointerdown", unlock, { once: true });
  document.addEventListener("keydown", unlock, { once: true });
  byId("sound").addEventListener("click", toggle);
  onKey("m", toggle);
  show();
}

function toggle(): void {
  isOn = !isOn;
  localStorage.setItem("sound", isOn ? "on" : "off");
  show();
  notice("done", t(isOn ? "sound-on" : "sound-off"));
  if (isOn) chime();
}

function show(): void {
  byId("sound").setAttribute("aria-pressed", String(isOn));
}

/** Rings now if `isNew`, and keeps ringing while alarms wait for an answer. */
export function ring(waiting: number, isNew: boolean): void {
  if (waiting === 0) {
    window.clearInterval(repeat);
    repeat = undefined;
    return;
  }
  if (isNew) chime();
  repeat ??= window.setInterval(chime, REPEAT_MS);
}

function chime(): void {
  if (!isOn || audio?.state !== "running") return;
  for (const [index, hertz] of [587.33, 783.99].entries()) {
    const at = audio.currentTime + index * 0.22;
    const tone = new OscillatorNode(audio, { type: "triangle", frequency: hertz });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.22, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.55);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.6);
  }
}
