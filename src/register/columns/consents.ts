import { consentUses as agreedUses } from '../../trust/consent/index.ts';

/**
 * What a donor can have agreed to about a specimen, in the register's words; each is a bit of a byte. `none` is a consent that is needed
 * and was not given, or was withdrawn. A specimen of which nothing is stated rests on the law and the register of opt-outs.
 */
export const consentUses = [...agreedUses, 'none'] as const;
export type ConsentUse = (typeof consentUses)[number];

const isUse = (word: string): word is ConsentUse => (consentUses as readonly string[]).includes(word);

/** The uses of a consent as bits. */
export function consentBits(uses: readonly ConsentUse[]): number {
  return uses.reduce((bits, use) => bits | (1 << consentUses.indexOf(use)), 0);
}

/** The bits of a consent as tables write it: its uses with spaces between. Words that are none of them say nothing. */
export function bitsOfConsent(word: string): number {
  return consentBits(word.split(' ').filter(isUse));
}

/**
 * A consent as tables write it: its uses in their order, with spaces between.
 * @param text uses with spaces, commas, semicolons or plus signs between
 * @returns null when a word is no use
 */
export function consentWord(text: string): string | null {
  const uses = text.split(/[\s,;+]+/).filter((one) => one !== '');
  return uses.every(isUse) ? consentUses.filter((use) => uses.includes(use)).join(' ') : null;
}
