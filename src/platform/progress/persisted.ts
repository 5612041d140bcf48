import { type Clock, systemClock } from '../clock/index.ts';
import type { Progress } from './progress.ts';

export interface StepSnapshot {
  name: string;
  state: 'running' | 'done';
  /** Units done. */
  done: number;
  total: number | null;
  unit: string;
}

/** Where a long piece of work is, as it is stored and shown. */
export interface ProgressSnapshot {
  steps: StepSnapshot[];
  /** Units a second of the current step. */
  rate: number | null;
  secondsLeft: number | null;
  log: string[];
}

export interface PersistedProgress extends Progress {
  /** Writes what has not been written yet. */
  flush(): Promise<void>;
  snapshot(): ProgressSnapshot;
}

const longestLog = 200;

/**
 * Progress that is kept: `save` is called at most every `interval` milliseconds, one call at a time, and a call that fails
 * does not stop the work.
 */
export function makePersistedProgress(
  save: (snapshot: ProgressSnapshot) => Promise<void>,
  { interval = 500, clock = systemClock }: { interval?: number; clock?: Clock } = {},
): PersistedProgress {
  const steps: StepSnapshot[] = [];
  const log: string[] = [];
  let startedAt = 0;
  let savedAt = 0;
  let dirty = false;
  let saving: Promise<void> | undefined;

  function snapshot(): ProgressSnapshot {
    const current = steps.at(-1);
    const seconds = (clock.now().getTime() - startedAt) / 1000;
    const rate = current?.state === 'running' && seconds > 0.2 && current.done > 0 ? current.done / seconds : null;
    const left = rate !== null && current?.total != null ? Math.max(0, (current.total - current.done) / rate) : null;
    return { steps: steps.map((step) => ({ ...step })), rate, secondsLeft: left, log: [...log] };
  }

  async function write(): Promise<void> {
    dirty = false;
    savedAt = clock.now().getTime();
    await save(snapshot()).catch(() => undefined);
    saving = undefined;
  }

  function changed(): void {
    dirty = true;
    if (saving === undefined && clock.now().getTime() - savedAt >= interval) saving = write();
  }

  function finish(): void {
    const current = steps.at(-1);
    if (current !== undefined) current.state = 'done';
  }

  return {
    step(name, total, unit = '') {
      finish();
      steps.push({ name, state: 'running', done: 0, total: total ?? null, unit });
      startedAt = clock.now().getTime();
      changed();
    },
    advance(n) {
      const current = steps.at(-1);
      if (current !== undefined) current.done += n;
      changed();
    },
    done() {
      finish();
      changed();
    },
    log(line) {
      log.push(line);
      if (log.length > longestLog) log.shift();
      changed();
    },
    snapshot,
    async flush() {
      await saving;
      if (dirty) await write();
    },
  };
}
