import type { Role } from '../../trust/identity/index.ts';
import type { OrganisationKind } from '../../trust/organisations/index.ts';

/** Where a demo account works: a place of the nation, made when the accounts are. */
export type DemoPlace =
  | 'genetics'
  | 'paediatrics'
  | 'other-region'
  | 'hospital'
  | 'region'
  | 'facility'
  | 'biobank'
  | 'project'
  | 'authority'
  | 'partner';

/** The places beside the nation's regions and hospitals, with made-up names and codes. */
export const demoPlaces: Record<
  Exclude<DemoPlace, 'hospital' | 'region'>,
  { name: string; kind: OrganisationKind; below?: 'hospital' | 'other hospital' | 'authority'; code: string }
> = {
  genetics: { name: 'Klinisk Genetik', kind: 'department', below: 'hospital', code: 'DEMO-1001' },
  paediatrics: { name: 'Børneafdelingen', kind: 'department', below: 'hospital', code: 'DEMO-1002' },
  'other-region': { name: 'Klinisk Genetik Vest', kind: 'department', below: 'other hospital', code: 'DEMO-2001' },
  authority: { name: 'Det Nationale Genomkontor', kind: 'authority', code: 'DEMO-3001' },
  facility: { name: 'Sekventeringscentret', kind: 'facility', below: 'authority', code: 'DEMO-3002' },
  biobank: { name: 'Landsbiobanken', kind: 'biobank', below: 'authority', code: 'DEMO-3003' },
  project: { name: 'Projekt Hjertegener', kind: 'project', code: 'DEMO-4001' },
  partner: { name: 'Nabolandets Genomarkiv', kind: 'partner', code: 'DEMO-5001' },
};

interface DemoHolding {
  role: Role;
  place: DemoPlace | null;
}

interface DemoAccount {
  /** null: a program's, which signs in with a key. */
  login: string | null;
  /** null: the citizen's own name. */
  name: string | null;
  holdings: readonly [DemoHolding, ...DemoHolding[]];
}

const person = (login: string, name: string | null, ...holdings: DemoAccount['holdings']): DemoAccount => {
  return { login, name, holdings };
};

/** One account for each role, so that every start page can be looked at. The names are made up. */
export const demoAccounts: readonly DemoAccount[] = [
  person('citizen', null, { role: 'citizen', place: null }),
  person('clinician', 'Signe Holm Lauritsen', { role: 'clinician', place: 'genetics' }),
  person('clinician2', 'Mads Brønd Kjær', { role: 'clinician', place: 'paediatrics' }),
  person('clinician-region2', 'Ida Vestergård Friis', { role: 'clinician', place: 'other-region' }),
  person('interpreter', 'Rasmus Lind Thorsen', { role: 'interpreter', place: 'genetics' }),
  person('network-member', 'Karen Elkjær Busk', { role: 'network-member', place: 'authority' }),
  person('laboratory', 'Jonas Hede Winther', { role: 'laboratory', place: 'facility' }),
  person('quality-manager', 'Birgitte Skov Dalum', { role: 'quality-manager', place: 'facility' }),
  person('biobank-staff', 'Emil Rask Nordby', { role: 'biobank-staff', place: 'biobank' }),
  person('register-owner', 'Lone Ager Mikkelborg', { role: 'register-owner', place: 'biobank' }),
  person('researcher', 'Freja Damm Sølvsten', { role: 'researcher', place: 'project' }),
  person('output-checker', 'Viggo Storm Engholm', { role: 'output-checker', place: 'authority' }),
  person('bioinformatician', 'Alma Krog Sandvig', { role: 'bioinformatician', place: 'facility' }),
  person(
    'coordinator',
    'Niels Høst Abelgård',
    { role: 'coordinator', place: 'authority' },
    { role: 'committee-member', place: 'authority' },
  ),
  person('committee-member', 'Tove Balle Ravnsborg', { role: 'committee-member', place: 'authority' }),
  person('data-protection-officer', 'Henrik Sund Kærgaard', { role: 'data-protection-officer', place: 'authority' }),
  person('security-officer', 'Asta Vinter Lundøe', { role: 'security-officer', place: 'authority' }),
  person('auditor', 'Poul Grønne Hassing', { role: 'auditor', place: 'authority' }),
  person('finance', 'Mette Palle Østervang', { role: 'finance', place: 'authority' }),
  person('administrator', 'Oskar Birk Tranekær', { role: 'administrator', place: 'authority' }),
  person('administrator-region', 'Ellen Dige Marstal', { role: 'administrator', place: 'region' }),
  { login: null, name: 'Nabolandets Genomarkiv, knude', holdings: [{ role: 'partner-node', place: 'partner' }] },
  { login: null, name: 'Fortolkningslinjen', holdings: [{ role: 'pipeline', place: 'facility' }] },
];
