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

/** Share of the whole job, each planned step weighing the same; null before the first step. */
export function shareDone(progress: Progress | null | undefined): number | null {
  if (!progress || progress.steps.length === 0) return null;
  const steps = plannedSteps(progress);
  return steps.reduce((sum, step) => sum + (stepShare(step) ?? 0), 0) / steps.length;
}

/** The steps every submission goes through, by the names the server gives them. */
const plan = ['Looking at the files', 'Reading', 'Checking quality', 'Committing'];

/** A step's name as a key of the catalogue. */
export function stepKey(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/**
 * The steps to draw: those that began, several of one name as one (files are read batch by batch), then those still to
 * come.
 */
export function plannedSteps(progress: Progress | null | undefined): Step[] {
  const begun: Step[] = [];
  for (const step of progress?.steps ?? []) {
    const same = begun.find((one) => one.name === step.name);
    if (!same) {
      begun.push({ ...step });
      continue;
    }
    same.state = step.state;
    same.done = (same.done ?? 0) + (step.done ?? 0);
    if (same.total && step.total) same.total += step.total;
  }
  const coming = plan.filter((name) => !begun.some((step) => step.name === name));
  return [...begun, ...coming.map((name) => ({ name, state: 'waiting' }))];
}
