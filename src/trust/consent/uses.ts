/** What a consent can be to, beside what the law allows anyway: a form says which of these it is to. */
export const consentUses = ['research', 'genome-research', 'biobank', 'recontact', 'companies', 'abroad'] as const;
export type ConsentUse = (typeof consentUses)[number];
