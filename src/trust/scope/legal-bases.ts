/**
 * The provisions that make each use lawful. Data, because laws change: a jurist corrects a sentence here and every answer, log
 * entry and published table states it from then on. Danish law is named by its short English title; «Health Act» is
 * sundhedsloven, «Data Protection Act» databeskyttelsesloven, «Committee Act» komitéloven.
 */
export const legalBases = {
  care: {
    gdpr: 'art. 6(1)(e), 9(2)(h) and 9(3)',
    national: 'Health Act §§ 42 a and 223 b; Data Protection Act § 7(3)',
    text: 'treatment of the patient by those who take part in it',
  },
  emergency: {
    gdpr: 'art. 6(1)(d) and 9(2)(c), (h)',
    national: 'Health Act §§ 19 and 42 a',
    text: 'urgent treatment of a patient outside one’s own care relations',
  },
  research: {
    gdpr: 'art. 6(1)(e), 9(2)(j) and 89',
    national: 'Data Protection Act § 10; Committee Act §§ 14 and 21 a; Health Act § 223 b',
    text: 'a research project with the permissions it needs',
  },
  statistics: {
    gdpr: 'art. 6(1)(e), 9(2)(j) and 89',
    national: 'Data Protection Act § 10; Health Act § 223 b',
    text: 'published aggregate statistics',
  },
  reporting: {
    gdpr: 'art. 6(1)(c), (e) and 9(2)(h)',
    national: 'Health Act § 223 a and the order on reporting to the genome centre',
    text: 'the duty to report genomes from comprehensive analyses',
  },
  operation: {
    gdpr: 'art. 6(1)(e), 9(2)(h), 28 and 32',
    national: 'Health Act § 223',
    text: 'operation of the database by its controller and processors',
  },
  citizen: {
    gdpr: 'art. 15',
    national: 'Health Act §§ 36–38; Data Protection Act § 22',
    text: 'the citizen’s own access',
  },
  choice: {
    gdpr: 'art. 7(3), 18 and 21',
    national: 'Health Act § 29',
    text: 'the citizen’s own choice',
  },
  rights: {
    gdpr: 'art. 12, 15–18 and 21',
    national: 'Data Protection Act §§ 22–23; Health Act § 29',
    text: 'handling of a citizen’s rights',
  },
  oversight: {
    gdpr: 'art. 5(2), 24, 30 and 39',
    national: 'Data Protection Act § 24; Health Act § 42 a',
    text: 'control that use is lawful',
  },
  security: {
    gdpr: 'art. 32, 33 and 34',
    national: 'Health Act § 42 a (control of look-ups)',
    text: 'security of processing',
  },
} as const satisfies Record<string, { gdpr: string; national: string; text: string }>;

/** A provision, by its short name. */
export type LegalBasis = keyof typeof legalBases;

/** A basis as scopes and log entries state it. */
export function describeBasis(basis: LegalBasis): string {
  const { gdpr, national, text } = legalBases[basis];
  return `${text} (GDPR ${gdpr}; ${national})`;
}
