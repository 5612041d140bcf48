/** What became of a request that wanted out. */
export const outcomes = ['sent', 'refused', 'failed'] as const;

/** The filters of the page of what went out. */
export interface EgressSearch {
  outcome?: (typeof outcomes)[number] | undefined;
  host?: string | undefined;
}

/** Reads the filters of an address; what is none is left out. */
export function readEgressSearch(given: Record<string, unknown> | EgressSearch): EgressSearch {
  const outcome = outcomes.find((one) => one === given.outcome);
  const host = typeof given.host === 'string' && given.host !== '' ? given.host.slice(0, 300) : undefined;
  return { ...(outcome === undefined ? {} : { outcome }), ...(host === undefined ? {} : { host }) };
}
