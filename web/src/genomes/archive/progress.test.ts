import { describe, expect, it } from 'vitest';
import { currentStep, shareDone, stepLook, stepShare } from './progress.ts';

const steps = [
  { name: 'receive', state: 'done', done: 3, total: 3, unit: 'files' },
  { name: 'read', state: 'running', done: 50, total: 200, unit: 'records' },
  { name: 'commit', state: 'waiting' },
];

describe('progress of a job', () => {
  it('draws known states and lets unknown ones wait', () => {
    expect(steps.map(stepLook)).toEqual(['done', 'now', 'wait']);
    expect(stepLook({ name: 'x', state: 'failed' })).toBe('failed');
    expect(stepLook({ name: 'x', state: 'somewhere' })).toBe('wait');
  });

  it('knows the share of a step only when its size is known', () => {
    expect(stepShare(steps[1]!)).toBe(0.25);
    expect(stepShare({ name: 'read', state: 'running', done: 7 })).toBeNull();
    expect(stepShare({ name: 'read', state: 'running', done: 9, total: 7 })).toBe(1);
  });

  it('adds the steps up and names the one that runs', () => {
    expect(shareDone({ steps })).toBeCloseTo(1.25 / 3);
    expect(shareDone({ steps: [] })).toBeNull();
    expect(shareDone(null)).toBeNull();
    expect(currentStep({ steps })?.name).toBe('read');
    expect(currentStep({ steps: [steps[0]!] })?.name).toBe('receive');
  });
});
