/** The roles a person or a machine can hold; the words for them are in `roles.json`. */
export const roles = [
  'citizen',
  'clinician',
  'interpreter',
  'network-member',
  'laboratory',
  'quality-manager',
  'biobank-staff',
  'register-owner',
  'researcher',
  'output-checker',
  'bioinformatician',
  'coordinator',
  'committee-member',
  'data-protection-officer',
  'security-officer',
  'auditor',
  'finance',
  'administrator',
  'partner-node',
  'pipeline',
] as const;

export type Role = (typeof roles)[number];
