/** The kinds of organisation, and the kinds each may lie directly below; every kind may also stand alone. */
export const organisationKinds = {
  region: ['authority'],
  hospital: ['region', 'authority'],
  department: ['hospital', 'department'],
  biobank: ['region', 'hospital', 'department', 'authority', 'partner'],
  facility: ['region', 'hospital', 'authority', 'partner'],
  project: ['authority', 'region', 'hospital', 'department', 'biobank', 'facility', 'partner'],
  partner: ['partner'],
  authority: ['authority'],
} as const satisfies Record<string, readonly string[]>;

export type OrganisationKind = keyof typeof organisationKinds;

export const kindNames = Object.keys(organisationKinds) as [OrganisationKind, ...OrganisationKind[]];
