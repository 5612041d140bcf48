import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiPath, getJson, postJson } from '../api/client.ts';
import {
  type CohortCount,
  type CohortDetail,
  type CohortSummary,
  completed,
  type Definition,
  type Drift,
} from './model.ts';

const path = (id: string) => `/cohorts/${encodeURIComponent(id)}`;

/** The count of a definition while it is written; the last one stays until the next is here. */
export function countQuery(definition: Definition, cohort: string | undefined) {
  const body = { definition: { ...definition, conditions: completed(definition.conditions) }, cohort };
  return queryOptions({
    queryKey: ['cohorts', 'count', body],
    queryFn: () => postJson<CohortCount>(apiPath('/cohorts/count'), body),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}

export const cohortsQuery = queryOptions({
  queryKey: ['cohorts', 'list'],
  queryFn: async ({ signal }) => (await getJson<{ items: CohortSummary[] }>(apiPath('/cohorts'), signal)).items,
});

export function cohortQuery(id: string) {
  return queryOptions({
    queryKey: ['cohorts', 'one', id],
    queryFn: ({ signal }) => getJson<CohortDetail>(apiPath(path(id)), signal),
  });
}

export function driftQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ['cohorts', 'one', id, 'drift', version],
    queryFn: ({ signal }) => getJson<Drift>(apiPath(`${path(id)}/drift`, { version }), signal),
    staleTime: 0,
  });
}

/** Address of a version's frequencies as a file. */
export function frequenciesPath(id: string, version: number): string {
  return apiPath(`${path(id)}/frequencies`, { version });
}

export { path as cohortPath };
