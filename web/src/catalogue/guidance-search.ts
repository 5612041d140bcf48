import { given, textParam } from '../search-params.ts';

/** Address of a page of the guidance: what an estimate is of. */
export function readGuidanceSearch(search: Record<string, unknown>) {
  return given({ resource: textParam(search['resource']) });
}

/** The pages of the guidance, in the order they are read. Topics of questions name them (`/api/access/topics`). */
export const guidePages = [
  'what-there-is',
  'count-first',
  'steps',
  'price-and-time',
  'templates',
  'ethics',
  'data-protection',
  'companies',
] as const;
export type GuidePage = (typeof guidePages)[number];
