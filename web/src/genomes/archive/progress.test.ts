import { describe, expect, it } from 'vitest';
import { currentStep, plannedSteps, shareDone, stepKey, stepLook, stepShare } from './progress.ts';

const steps = [
  { name: 'Looking at the files', state: 'done', done: 0, total: null, unit: '' },
  { name: 'Reading', state: 'done', done: 100, total: 100, unit: 'bytes' },
  { name: 'Reading', state: 'running', done: 50, total: 300, unit: 'bytes' },
];

describe('progress of a job', () => {
  it('draws known states and lets unknown ones wait', () => {
    expect(steps.map(stepLook)).toEqual(['done', 'done', 'now']);
    expect(stepLook({ name: 'x', state: 'failed' })).toBe('failed');
    expect(stepLook({ name: 'x', state: 'somewhere' })).toBe('wait');
  });

  it('knows the share of a step only when its size is known', () => {
    expect(stepShare(steps[2]!)).toBeCloseTo(1 / 6);
    expect(stepShare({ name: 'read', state: 'running', done: 7 })).toBeNull();
    expect(stepShare({ name: 'read', state: 'running', done: 9, total: 7 })).toBe(1);
  });

  it('draws the batches of one step as one and adds the steps to come', () => {
    expect(plannedSteps({ steps }).map((step) => [step.name, step.state, step.done ?? null])).toEqual([
      ['Looking at the files', 'done', 0],
      ['Reading', 'running', 150],
      ['Checking quality', 'waiting', null],
      ['Committing', 'waiting', null],
    ]);
    expect(stepKey('Looking at the files')).toBe('looking-at-the-files');
  });

  it('adds the steps up and names the one that runs', () => {
    expect(shareDone({ steps })).toBeCloseTo((1 + 150 / 400) / 4);
    expect(shareDone({ steps: [] })).toBeNull();
    expect(shareDone(null)).toBeNull();
    expect(currentStep({ steps })?.done).toBe(50);
    expect(currentStep({ steps: [steps[0]!] })?.name).toBe('Looking at the files');
  });
});
