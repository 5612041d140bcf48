import type { BothLanguages } from './both.ts';

interface WithheldRule {
  /** SQL over an entry `e`. */
  condition: string;
  reason: BothLanguages;
}

/** What a citizen is told of as a number and a reason instead of line by line. The first rule that fits counts. */
export const withheldRules: readonly WithheldRule[] = [
  {
    condition: `e.actor like 'system:%'`,
    reason: {
      da: 'Automatisk drift, hvor intet menneske så oplysningerne',
      en: 'Automatic operation in which no human saw the information',
    },
  },
  {
    condition: `e.action like 'audit.unusual%'`,
    reason: {
      da: 'Kontrol af mulig misbrug; en afsløret undersøgelse kan ikke gennemføres',
      en: 'Control of possible misuse, which would fail if it were known',
    },
  },
];
