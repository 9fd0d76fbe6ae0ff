import type { Sound } from './sounds.ts';
import { usePage } from './store.ts';

/** Told apart with the eyes on the patient: a tick, two tones up, two low ones, three down, a click. Hertz, one after the other. */
const tones: Readonly<Record<Sound, readonly number[]>> = {
  pressed: [1200],
  saved: [880, 1320],
  blocked: [330, 330],
  lost: [660, 440, 290],
  count: [1000],
};
const toneS: Readonly<Record<Sound, number>> = { pressed: 0.04, saved: 0.09, blocked: 0.18, lost: 0.16, count: 0.05 };
const loudness = 0.2;

let audio: AudioContext | null = null;

/** Sounds, where the operator wants it; a browser that lets nothing sound before a key was pressed stays silent. */
export function play(sound: Sound): void {
  if (!usePage.getState().preferences.sounds.beeps) return;
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
  const each = toneS[sound];
  for (const [index, hertz] of tones[sound].entries()) {
    const from = audio.currentTime + index * each * 1.2;
    const tone = new OscillatorNode(audio, { frequency: hertz });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + 0.005);
    gain.gain.setValueAtTime(loudness, from + each - 0.01);
    gain.gain.linearRampToValueAtTime(0, from + each);
    tone.connect(gain).connect(audio.destination);
    tone.start(from);
    tone.stop(from + each);
  }
}
