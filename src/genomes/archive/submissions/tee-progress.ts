import type { Progress } from '../../../platform/progress/index.ts';

/** Tells two listeners: the terminal, and the database for every screen. */
export function teeProgress(a: Progress, b: Progress): Progress {
  return {
    step(name, total, unit) {
      a.step(name, total, unit);
      b.step(name, total, unit);
    },
    advance(n) {
      a.advance(n);
      b.advance(n);
    },
    done() {
      a.done();
      b.done();
    },
    log(line) {
      a.log(line);
      b.log(line);
    },
  };
}
