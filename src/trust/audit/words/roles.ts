import type { BothLanguages } from './both.ts';

const roleWords: Readonly<Record<string, BothLanguages>> = {
  citizen: { da: 'Borger', en: 'Citizen' },
  clinician: { da: 'Kliniker', en: 'Clinician' },
  interpreter: { da: 'Genomtolker', en: 'Genome interpreter' },
  'network-member': { da: 'Medlem af et specialistnetværk', en: 'Member of a specialist network' },
  laboratory: { da: 'Laboratorium', en: 'Laboratory' },
  'quality-manager': { da: 'Kvalitetsansvarlig', en: 'Quality manager' },
  'biobank-staff': { da: 'Biobankmedarbejder', en: 'Biobank staff' },
  'register-owner': { da: 'Registeransvarlig', en: 'Register owner' },
  researcher: { da: 'Forsker', en: 'Researcher' },
  'output-checker': { da: 'Kontrollant af resultater', en: 'Output checker' },
  bioinformatician: { da: 'Bioinformatiker', en: 'Bioinformatician' },
  coordinator: { da: 'Koordinator', en: 'Coordinator' },
  'committee-member': { da: 'Komitémedlem', en: 'Committee member' },
  'data-protection-officer': { da: 'Databeskyttelsesrådgiver', en: 'Data protection officer' },
  'security-officer': { da: 'Sikkerhedsansvarlig', en: 'Security officer' },
  auditor: { da: 'Revisor', en: 'Auditor' },
  finance: { da: 'Økonomimedarbejder', en: 'Finance' },
  administrator: { da: 'Administrator', en: 'Administrator' },
  'partner-node': { da: 'System hos en samarbejdspartner', en: 'System of a partner' },
  pipeline: { da: 'Analysesystem', en: 'Analysis system' },
};

const kindWords: Readonly<Record<string, BothLanguages>> = {
  operator: { da: 'Driften af databasen', en: 'Operation of the database' },
  system: { da: 'Automatisk drift', en: 'Automatic operation' },
  public: { da: 'En der ikke var logget ind', en: 'Somebody who had not signed in' },
  service: { da: 'Et system', en: 'A system' },
  person: { da: 'En person', en: 'A person' },
};

/** A role in plain words; without one, what kind of actor it was. */
export function wordsOfRole(role: string | null | undefined, actor: string): BothLanguages {
  const kind = kindWords[actor.split(':', 1)[0]!] ?? kindWords['person']!;
  return (role === null || role === undefined ? undefined : roleWords[role]) ?? kind;
}

const purposeWords: Readonly<Record<string, BothLanguages>> = {
  care: { da: 'Behandling', en: 'Treatment' },
  research: { da: 'Forskning', en: 'Research' },
  statistics: { da: 'Statistik', en: 'Statistics' },
  operation: { da: 'Drift', en: 'Operation' },
  citizen: { da: 'Borgerens egen indsigt', en: 'The citizen’s own access' },
  oversight: { da: 'Kontrol', en: 'Oversight' },
};

/** A purpose in plain words. */
export function wordsOfPurpose(purpose: string): BothLanguages {
  return purposeWords[purpose] ?? { da: purpose, en: purpose };
}
