import type { Tone } from './tasks.ts';

interface Note {
  hertz: number;
  milliseconds: number;
}

/** What each tone sounds like: right is one high note, wrong is long and low, so that nobody needs to look. */
export const melodies: Readonly<Record<Tone, readonly Note[]>> = {
  pass: [{ hertz: 1320, milliseconds: 90 }],
  again: [{ hertz: 880, milliseconds: 60 }],
  warn: [
    { hertz: 660, milliseconds: 120 },
    { hertz: 660, milliseconds: 120 },
  ],
  fail: [
    { hertz: 220, milliseconds: 250 },
    { hertz: 165, milliseconds: 350 },
  ],
};

const gap = 0.06;
const key = 'idun.bench.sound';

/** Whether this bench makes sounds; it does until somebody turns them off. */
export function hasSound(): boolean {
  try {
    return localStorage.getItem(key) !== 'off';
  } catch {
    return true;
  }
}

export function keepSound(on: boolean): void {
  try {
    localStorage.setItem(key, on ? 'on' : 'off');
  } catch {
    // Storage may be refused; the choice then lasts as long as the page.
  }
}

let audio: AudioContext | undefined;

/** Plays a tone; a browser without sound stays silent. */
export function play(tone: Tone): void {
  try {
    audio ??= new AudioContext();
    void audio.resume();
    let at = audio.currentTime;
    for (const { hertz, milliseconds } of melodies[tone]) {
      const until = at + milliseconds / 1000;
      const voice = audio.createOscillator();
      const loudness = audio.createGain();
      voice.type = tone === 'fail' ? 'square' : 'sine';
      voice.frequency.value = hertz;
      loudness.gain.setValueAtTime(0.2, at);
      loudness.gain.exponentialRampToValueAtTime(0.001, until);
      voice.connect(loudness).connect(audio.destination);
      voice.start(at);
      voice.stop(until);
      at = until + gap;
    }
  } catch {
    // Colour and word say the same.
  }
}
