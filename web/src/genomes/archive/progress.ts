import type { Progress, Step } from '../../api/answers.ts';

/** The four looks of a step, whatever words the server uses for its state. */
export type StepLook = 'done' | 'now' | 'failed' | 'wait';

/** How a step is drawn. */
export function stepLook(step: Step): StepLook {
  if (/^(done|finished|completed|ok)$/.test(step.state)) return 'done';
  if (/^(running|active|now|started)$/.test(step.state)) return 'now';
  if (/^(failed|error|rejected)$/.test(step.state)) return 'failed';
  return 'wait';
}

/** Share of one step that is done, 0 to 1; null when its size is not known. */
export function stepShare(step: Step): number | null {
  if (stepLook(step) === 'done') return 1;
  if (!step.total || step.done === null || step.done === undefined) return null;
  return Math.min(1, step.done / step.total);
}

/** The step that runs, else the last one that is done. */
export function currentStep(progress: Progress | null | undefined): Step | undefined {
  const steps = progress?.steps ?? [];
  return steps.find((step) => stepLook(step) === 'now') ?? steps.filter((step) => stepLook(step) === 'done').at(-1);
}

/** Share of the whole job, each step weighing the same; null before the first step. */
export function shareDone(progress: Progress | null | undefined): number | null {
  const steps = progress?.steps ?? [];
  if (steps.length === 0) return null;
  return steps.reduce((sum, step) => sum + (stepShare(step) ?? 0), 0) / steps.length;
}
