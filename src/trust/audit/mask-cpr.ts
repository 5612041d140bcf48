import { cprShape } from '../../platform/logging/index.ts';

// In free text a number may stand against a letter.
const cprForm = new RegExp(`(?<!\\d)${cprShape}(?!\\d)`, 'g');

/** Takes civil registration numbers out of text that somebody typed: they stand in one table only. */
export function maskCprNumbers(text: string): string {
  return text.replace(cprForm, '[CPR]');
}
