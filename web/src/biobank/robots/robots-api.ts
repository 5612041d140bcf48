import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson } from '../../api/client.ts';

export type CommandState = 'planned' | 'sent' | 'acknowledged' | 'done' | 'failed' | 'cancelled' | 'unknown';

/** An automated store that Idun works with. */
export interface Robot {
  id: string;
  biobank: string;
  name: string;
  /** The container that it is. */
  store: string;
  protocol: string;
  moves: 'tube' | 'rack';
  active: boolean;
  lastSeenAt: string | null;
  /** What it said when it was last looked at. */
  problem: string | null;
  /** How many commands there are in each state. */
  commands: Partial<Record<CommandState, number>>;
}

/** A line of a store's journal. */
export interface RobotCommand {
  id: string;
  kind: 'pick' | 'put';
  specimen: string | null;
  address: string;
  code: string;
  reason: 'reservation' | 'request' | 'withdrawn' | 'wrong-tube';
  reservation: string | null;
  attempt: number;
  state: CommandState;
  scanned: string | null;
  because: string | null;
  cancelAsked: boolean;
  askedBy: string;
  askedAt: string;
  changedAt: string;
}

export interface RobotDetail extends Robot {
  open: RobotCommand[];
  latest: RobotCommand[];
}

export interface CommandDetail extends RobotCommand {
  steps: { from: CommandState; to: CommandState; at: string; by: string; note: string | null }[];
}

/** What a store says lies in it, beside the books. */
export interface Comparison {
  right: number;
  moved: { code: string; booked: string; seen: string }[];
  missing: { code: string; booked: string }[];
  unexpected: { code: string; seen: string }[];
  /** At the hatch and on the arm. */
  outside: { place: string; code: string | null }[];
}

const quick = 3000;
const slow = 15_000;

/** Whether a store has something to do that it can do now. */
export function isWorking({ active, problem, commands }: Robot): boolean {
  const waiting = (commands.planned ?? 0) + (commands.sent ?? 0) + (commands.acknowledged ?? 0);
  return active && problem === null && waiting > 0;
}

export const robotsQuery = queryOptions({
  queryKey: ['biobank', 'robots'],
  queryFn: async ({ signal }) => (await getJson<{ items: Robot[] }>(apiPath('/biobank/robots'), signal)).items,
  refetchInterval: ({ state }) => (state.data?.some(isWorking) ? quick : slow),
});

export function robotQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'robots', id],
    queryFn: ({ signal }) => getJson<RobotDetail>(apiPath(`/biobank/robots/${id}`), signal),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? quick : slow),
  });
}

/** Asks the store itself what lies in it. */
export function comparisonQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'robots', id, 'comparison'],
    queryFn: ({ signal }) => getJson<Comparison>(apiPath(`/biobank/robots/${id}/comparison`), signal),
    retry: false,
  });
}

export function commandQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'robots', 'command', id],
    queryFn: ({ signal }) => getJson<CommandDetail>(apiPath(`/biobank/robot-commands/${id}`), signal),
  });
}
