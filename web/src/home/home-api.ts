import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson, sendJson } from '../api/client.ts';

type Facts = Record<string, string | number | null>;

/** Something that waits for this person. */
export interface Waiting {
  kind: string;
  id: string;
  href: string | null;
  label: string | null;
  facts: Facts;
  since: string;
  deadline: string | null;
}

/** Something that changed since the person was here. */
export interface Change {
  kind: string;
  id: string;
  href: string | null;
  label: string | null;
  facts: Facts;
  at: string;
}

/** Something the person opened lately. */
export interface Recent {
  kind: 'genome' | 'submission' | 'variant' | 'region' | 'dataset' | 'patient' | 'entry';
  key: string;
  href: string;
  label: string;
  at: string;
}

/** Amounts over time, one bar each. */
export interface Series {
  kind: string;
  step: 'day' | 'week';
  points: { at: string; value: number }[];
}

/** The start page of a role. */
export interface Home {
  role: string;
  at: string;
  since: string | null;
  lookedBackTo: string;
  waiting: Waiting[];
  changes: Change[];
  recent: Recent[];
  series: Series[];
}

export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => getJson<Home>(apiPath('/home'), signal),
  // Each reading is in the access log; a page left open asks seldom.
  refetchInterval: 300_000,
});

/** Notes that a page about something was opened; a failure is nobody's trouble. */
export function noteOpened(opened: { kind: Recent['kind']; key: string }): void {
  sendJson('POST', apiPath('/home/recent'), opened).catch(() => undefined);
}
