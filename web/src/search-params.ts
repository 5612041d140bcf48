// What stands in an address after `?`. Each page reads only what it knows; anything else is dropped.

/** A text that was given and is not empty. */
export function textParam(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** One of a few words, else nothing. */
export function wordParam<Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === value);
}

/** The same object without the keys that are undefined, so that addresses stay short. */
export function given<T extends Record<string, unknown>>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}

/** States of a submission that the list can be narrowed to. */
export const submissionStates = [
  'received',
  'validating',
  'quarantined',
  'accepted',
  'rejected',
  'retracted',
  'replaced',
] as const;

export const sexes = ['female', 'male', 'unknown'] as const;
export const genomeTypes = ['germline', 'somatic', 'foetal', 'rna'] as const;
export const assays = ['wgs', 'wes', 'panel'] as const;
export const sources = ['facility', 'general-purpose', 'research'] as const;
/** States of a genome; a list without one shows the current ones. */
export const genomeStates = ['current', 'superseded', 'retracted', 'quarantined', 'erased', 'all'] as const;

/** Address of the submissions list. */
export function readSubmissionsSearch(search: Record<string, unknown>) {
  return given({
    state: wordParam(search['state'], submissionStates),
    dataset: textParam(search['dataset']),
    sort: textParam(search['sort']),
    after: textParam(search['after']),
  });
}

/** Address of the genomes list. */
export function readGenomesSearch(search: Record<string, unknown>) {
  return given({
    dataset: textParam(search['dataset']),
    sex: wordParam(search['sex'], sexes),
    type: wordParam(search['type'], genomeTypes),
    assay: wordParam(search['assay'], assays),
    source: wordParam(search['source'], sources),
    state: wordParam(search['state'], genomeStates),
    submission: textParam(search['submission']),
    sort: textParam(search['sort']),
    after: textParam(search['after']),
  });
}

/** Address of a genome's page: the region whose calls are shown. */
export function readGenomeSearch(search: Record<string, unknown>) {
  return given({ region: textParam(search['region']) });
}

/** Address of a variant's page: whether the carriers were asked for. */
export function readVariantSearch(search: Record<string, unknown>) {
  return given({ carriers: search['carriers'] === true || search['carriers'] === 'true' ? true : undefined });
}

/** Address of a region's page: the order of its table, and the dataset counted instead of everyone. */
export function readRegionSearch(search: Record<string, unknown>) {
  return given({ sort: textParam(search['sort']), dataset: textParam(search['dataset']) });
}

/** Address of the page where a variant or region is looked up. */
export function readLookUpSearch(search: Record<string, unknown>) {
  return given({ reference: textParam(search['reference']) });
}

/** Address of the overview: what the growth picture is stacked by. */
export function readOverviewSearch(search: Record<string, unknown>) {
  return given({ by: wordParam(search['by'], ['source'] as const) });
}

/** Address of the hits of a search. */
export function readHitsSearch(search: Record<string, unknown>) {
  return given({ q: textParam(search['q']) });
}

/** Address of a submission's page: whether the same files had been here before. */
export function readSubmissionSearch(search: Record<string, unknown>) {
  return given({ already: search['already'] === true ? true : undefined });
}
