import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { knownMeasure } from './kinds.ts';
import { insertResults, insertRun } from './store.ts';

/** A value that a project found in a tube. */
export interface ReturnedValue {
  specimenNo: number;
  variable: string;
  value: string;
  unit: string;
}

/** What is wrong with a value. */
export interface ValueFault {
  column: 'variable' | 'value' | 'unit';
  code: 'no-variable' | 'bad-value' | 'bad-unit';
  problem: string;
}

const variablePattern = /^[a-z][a-z0-9_]{0,63}$/;
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

/** Reads a value as it will be kept: a number as a number, everything else as text; a known measure in its unit and within its limits. */
export function readValue(given: {
  variable: string;
  value: string;
  unit: string;
}): ValueFault | { value: number | null; text: string | null } {
  const { variable } = given;
  const [value, unit] = [given.value.trim(), given.unit.trim()];
  if (!variablePattern.test(variable)) {
    return {
      ...{ column: 'variable', code: 'no-variable' },
      problem: 'A variable is lower-case letters, digits and _, and begins with a letter.',
    };
  }
  if (value === '' || value.length > 1000) {
    return { column: 'value', code: 'bad-value', problem: 'A value is not empty, and has at most 1,000 characters.' };
  }
  const number = numberPattern.test(value) ? Number(value) : undefined;
  const known = knownMeasure(variable);
  if (known === undefined) {
    if (unit.length > 40) return { column: 'unit', code: 'bad-unit', problem: 'A unit has at most 40 characters.' };
    return number === undefined ? { value: null, text: value } : { value: number, text: null };
  }
  if (unit !== known.unit) {
    const expected = known.unit === '' ? 'without a unit' : `in ${known.unit}`;
    return { column: 'unit', code: 'bad-unit', problem: `${variable} is given ${expected}.` };
  }
  if (known.text) return { value: null, text: value };
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = known;
  if (number === undefined || number < least || number > most) {
    return { column: 'value', code: 'bad-value', problem: `${variable} is a number from ${least} to ${most}.` };
  }
  return { value: number, text: null };
}

/** Keeps values that a project gave back, as those of the biobank's own runs are kept: searched in the same way. @returns `run_…` */
export async function recordReturned(
  trx: Db,
  run: { biobankNo: number; project: string; method: string; performedAt: Date; recordedBy: string },
  values: readonly ReturnedValue[],
): Promise<string> {
  const { biobankNo, project, ...rest } = run;
  const id = newId('run');
  const runNo = await insertRun(trx, {
    ...{ id, biobankNo, kind: 'returned' as const, instrument: null, givenBackBy: project, ...rest },
  });
  await insertResults(
    trx,
    { runNo, biobankNo },
    values.map((one) => {
      const read = readValue(one);
      if ('code' in read) throw new Error(`a value was not checked: ${read.code}`);
      return { specimenNo: one.specimenNo, measure: one.variable, unit: one.unit.trim(), ...read };
    }),
  );
  return id;
}
