import type { Clock } from '../clock/index.ts';
import { systemClock } from '../clock/index.ts';

/** How a long piece of work tells a person where it is. */
export interface Progress {
  /** Begins a named step; `total` in `unit` (for example bytes, records) when it is known. */
  step(name: string, total?: number, unit?: string): void;
  /** `n` further units are done. */
  advance(n: number): void;
  /** The current step has ended. */
  done(): void;
  /** One line worth keeping. */
  log(line: string): void;
}

/** Says nothing. */
export const silentProgress: Progress = { step() {}, advance() {}, done() {}, log() {} };

/** The few members of a stream that a progress line needs. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

interface Step {
  name: string;
  total: number | undefined;
  unit: string;
  finished: number;
  startedAt: number;
}

/** A number of units for people: 1.2 k, 3.4 M; bytes as kB, MB, GB. */
export function formatAmount(amount: number, unit: string): string {
  const steps = ['', 'k', 'M', 'G', 'T'];
  let scaled = amount;
  let index = 0;
  while (scaled >= 1000 && index < steps.length - 1) {
    scaled /= 1000;
    index += 1;
  }
  const digits = index === 0 || scaled >= 100 ? 0 : 1;
  const number = scaled.toFixed(index === 0 && !Number.isInteger(scaled) ? 1 : digits);
  if (unit === 'bytes') return `${number} ${steps[index]}B`;
  return `${number}${index > 0 ? ` ${steps[index]}` : ''}${unit === '' ? '' : ` ${unit}`}`;
}

/** A time left for people: 45 s, 3 min 05 s, 2 h 10 min. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

function describeStep(step: Step, now: number): string {
  const seconds = Math.max((now - step.startedAt) / 1000, 0.001);
  const rate = step.finished / seconds;
  const amount = formatAmount(step.finished, step.unit);
  const parts = [step.name];
  if (step.total !== undefined && step.total > 0) {
    parts.push(`${Math.min(100, Math.floor((100 * step.finished) / step.total))} %`);
    parts.push(`${amount} of ${formatAmount(step.total, step.unit)}`);
  } else if (step.finished > 0) parts.push(amount);
  if (step.finished > 0 && seconds > 0.5) parts.push(`${formatAmount(rate, step.unit)}/s`);
  if (step.total !== undefined && step.finished > 0 && step.finished < step.total && seconds > 1) {
    parts.push(`${formatSeconds((step.total - step.finished) / rate)} left`);
  }
  return parts.join('  ');
}

/**
 * One line on a terminal that is rewritten in place, with rate and time left; nothing but `log` lines elsewhere, so that a
 * log file holds no control characters.
 */
export function makeTerminalProgress(stream: ProgressStream, clock: Clock = systemClock): Progress {
  const live = stream.isTTY === true;
  let current: Step | undefined;
  let drawnAt = 0;

  function draw(force: boolean): void {
    const now = clock.now().getTime();
    if (!live || current === undefined || (!force && now - drawnAt < 100)) return;
    drawnAt = now;
    const width = (stream.columns ?? 80) - 1;
    stream.write(`\r\x1b[2K${describeStep(current, now).slice(0, width)}`);
  }

  function finish(): void {
    if (live && current !== undefined) {
      draw(true);
      stream.write('\n');
    }
    current = undefined;
  }

  return {
    step(name, total, unit = '') {
      finish();
      current = { name, total, unit, finished: 0, startedAt: clock.now().getTime() };
      draw(true);
    },
    advance(n) {
      if (current !== undefined) current.finished += n;
      draw(false);
    },
    done: finish,
    log(line) {
      if (live) stream.write('\r\x1b[2K');
      stream.write(`${line}\n`);
      draw(true);
    },
  };
}
