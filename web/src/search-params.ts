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

/** One text or several, as a list without doubles; nothing when there is none. */
export function listParam(value: unknown): string[] | undefined {
  const values = (Array.isArray(value) ? value : [value]).flatMap((one) => textParam(one) ?? []);
  return values.length === 0 ? undefined : [...new Set(values)];
}

/** The same where the empty text is a value too: alleles without a filter. */
function anyListParam(value: unknown): string[] | undefined {
  const values = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  return values.length === 0 ? undefined : [...new Set(values)];
}

/** Several of a few words; what is none of them is dropped. */
export function wordsParam<Word extends string>(value: unknown, words: readonly Word[]): Word[] | undefined {
  const chosen = listParam(value)?.flatMap((one) => wordParam(one, words) ?? []);
  return chosen === undefined || chosen.length === 0 ? undefined : chosen;
}

/** Real or made-up data; a list without one shows the real, where there are any. */
export const worlds = ['exclude', 'only'] as const;

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
    state: wordsParam(search['state'], submissionStates),
    dataset: listParam(search['dataset']),
    reference: listParam(search['reference']),
    source: wordsParam(search['source'], sources),
    demo: wordParam(search['demo'], worlds),
    sort: textParam(search['sort']),
  });
}

/** Address of the genomes list. */
export function readGenomesSearch(search: Record<string, unknown>) {
  return given({
    dataset: listParam(search['dataset']),
    reference: listParam(search['reference']),
    sex: wordsParam(search['sex'], sexes),
    type: wordsParam(search['type'], genomeTypes),
    assay: wordsParam(search['assay'], assays),
    source: wordsParam(search['source'], sources),
    affected: wordsParam(search['affected'], ['yes', 'no', 'unknown'] as const),
    patientGroup: listParam(search['patientGroup']),
    state: wordsParam(search['state'], genomeStates),
    submission: textParam(search['submission']),
    demo: wordParam(search['demo'], worlds),
    sort: textParam(search['sort']),
  });
}

/** Address of the datasets list. */
export function readDatasetsSearch(search: Record<string, unknown>) {
  return given({
    source: wordsParam(search['source'], sources),
    reference: listParam(search['reference']),
    patientGroup: listParam(search['patientGroup']),
    project: textParam(search['project']),
    demo: wordParam(search['demo'], worlds),
    sort: textParam(search['sort']),
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
  return given({
    sort: textParam(search['sort']),
    dataset: textParam(search['dataset']),
    filters: anyListParam(search['filters']),
    kind: wordsParam(search['kind'], ['snv', 'insertion', 'deletion', 'other'] as const),
  });
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

/** Address of the list of cohorts. */
export function readCohortsSearch(search: Record<string, unknown>) {
  return given({ sort: textParam(search['sort']) });
}

/** Address of a cohort that is being written: its definition, which the page reads, and the saved cohort it changes. */
export function readNewCohortSearch(search: Record<string, unknown>) {
  return given({
    definition: typeof search['definition'] === 'object' ? (search['definition'] as object | null) : undefined,
    cohort: textParam(search['cohort']),
  });
}
