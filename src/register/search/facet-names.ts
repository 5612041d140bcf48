/** Facets of people, with the field whose condition does not narrow them. */
export const personFacets = {
  sex: 'sex',
  region: 'region',
  municipality: 'municipality',
  birthDecade: 'birthYear',
  living: 'living',
  genome: 'genome',
} as const;
/** Facets of people that are sets: whether somebody is in it. */
export const setFacets = { living: true, genome: true } as const;
export type SetFacet = keyof typeof setFacets;
/** Facets of specimens, with the part of a condition that does not narrow them. */
export const specimenFacets = {
  biobank: 'biobank',
  collection: 'collection',
  type: 'type',
  temperature: 'temperature',
  state: 'state',
  sprec: 'sprec',
  thaws: 'thaws',
  year: 'taken',
  volumeBand: 'volumeUl',
  ageAtSampling: 'ageAtSampling',
  consent: 'consent',
} as const;

export type FacetName = keyof typeof personFacets | keyof typeof specimenFacets;
export const facetNames = [...Object.keys(personFacets), ...Object.keys(specimenFacets)] as [FacetName, ...FacetName[]];

/** Sources of an overlap: a byte a person holds which they are in. */
export const mostSources = 8;
