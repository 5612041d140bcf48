import type { Bitmap } from '../../bits/index.ts';
import { noDay } from '../columns/index.ts';
import { find, specimensOfFound } from './count.ts';
import { everyOf } from './evaluate.ts';
import { eventsOf, firstDaysOf } from './event-sets.ts';
import { drawsOf } from './match-draws.ts';
import { type Bucket, bucketsOf, type Candidates } from './match-pool.ts';
import type { Condition, Query, SpecimenFilter } from './model.ts';
import { setView } from './place-people.ts';
import type { Searcher } from './searcher.ts';
import { specimensOf } from './specimen-sets.ts';

/** What a control must have in common with its case. */
export interface MatchRule {
  sex: boolean;
  region: boolean;
  /** Years of birth apart, at most. */
  birthYears: number;
  /** Days of sampling apart, at most; storage time differs by as much. Null: no specimen is asked of controls. */
  samplingDays: number | null;
  /** The control's specimen is of the same biobank. */
  biobank: boolean;
}

export interface MatchRequest {
  /** The event whose first one makes somebody a case; a control has none by that day (incidence density). */
  event: { register: string; codes?: string[] | undefined };
  perCase: number;
  rule: MatchRule;
  /** Whom controls are taken from, beside being at risk. */
  pool: readonly Condition[];
  /** Which specimens of controls will do, where sampling days are matched. */
  specimens: SpecimenFilter;
  /** Whether one person may be a control more than once. */
  reuse: boolean;
  seed: number;
}

export interface MatchResult {
  cases: number;
  controls: number;
  /** How many cases got 0, 1, 2 … controls. */
  casesByControls: number[];
  /** For each case, its number and its controls' numbers; −1 where one is missing. */
  pairs: Int32Array;
}

interface Case {
  person: number;
  /** The day it became a case. */
  day: number;
  /** Its specimen, where sampling is matched; −1 without. */
  specimen: number;
}

/**
 * Finds controls for the people of a query who have had the event, by incidence-density sampling: a control is alive and without the
 * event on the day the case had its first, and may become a case later.
 */
export function matchControls(searcher: Searcher, query: Query, request: MatchRequest, today: string): MatchResult {
  const { memory, header } = searcher;
  const cases = casesOf(searcher, query, request, today);
  // Before the days of the event: conditions of the pool may use the same room.
  const candidates = candidatesOf(searcher, request, today);
  const first = memory.u16(firstDaysOf(searcher, eventsOf(searcher, request.event)), header.persons);
  const found = new Matcher(searcher, request, first, candidates);
  const { perCase } = request;
  const pairs = new Int32Array(cases.length * (1 + perCase)).fill(-1);
  const casesByControls = new Array<number>(perCase + 1).fill(0);
  let controls = 0;
  for (const [at, one] of cases.entries()) {
    const row = pairs.subarray(at * (1 + perCase), (at + 1) * (1 + perCase));
    row[0] = one.person;
    const got = found.controlsOf(one, row.subarray(1));
    casesByControls[got]!++;
    controls += got;
  }
  return { cases: cases.length, controls, casesByControls, pairs };
}

/** What relaxing one part of the rule would give, for each part that binds. */
export function relaxations(rule: MatchRule): { relaxed: keyof MatchRule; rule: MatchRule }[] {
  const looser: Partial<MatchRule>[] = [
    ...(rule.sex ? [{ sex: false }] : []),
    ...(rule.region ? [{ region: false }] : []),
    { birthYears: rule.birthYears === 0 ? 1 : rule.birthYears * 2 },
    ...(rule.samplingDays === null ? [] : [{ samplingDays: Math.max(30, rule.samplingDays * 2) }]),
    ...(rule.biobank && rule.samplingDays !== null ? [{ biobank: false }] : []),
  ];
  return looser.map((part) => ({ relaxed: Object.keys(part)[0] as keyof MatchRule, rule: { ...rule, ...part } }));
}

function casesOf(searcher: Searcher, query: Query, { event, rule }: MatchRequest, today: string): Case[] {
  const { memory, header } = searcher;
  const found = find(searcher, query, today);
  const first = memory.u16(firstDaysOf(searcher, eventsOf(searcher, event)), header.persons);
  const people = setView(memory, found.people, header.persons);
  const sampled =
    rule.samplingDays === null ? null : setView(memory, specimensOfFound(searcher, found), header.specimens);
  const offsets = memory.u32(searcher.column('offsets'), header.persons + 1);
  const day = memory.u16(searcher.column('day'), header.specimens);
  const cases: Case[] = [];
  for (let w = 0; w < people.length; w++) {
    for (let word = people[w]!; word !== 0; word &= word - 1) {
      const person = w * 32 + 31 - Math.clz32(word & -word);
      if (first[person] === noDay) continue;
      const specimen = sampled === null ? -1 : firstSampled(sampled, day, offsets[person]!, offsets[person + 1]!);
      if (sampled !== null && specimen < 0) continue;
      cases.push({ person, day: first[person]!, specimen });
    }
  }
  return cases;
}

function firstSampled(set: Bitmap, day: Uint16Array, from: number, to: number): number {
  for (let s = from; s < to; s++) if ((set[s >>> 5]! >>> (s & 31)) & 1 && day[s] !== noDay) return s;
  return -1;
}

function candidatesOf(searcher: Searcher, request: MatchRequest, today: string): Candidates {
  const { memory, header } = searcher;
  const pool = setView(memory, everyOf(searcher, request.pool, today), header.persons);
  if (request.rule.samplingDays === null) return { people: pool, specimens: null };
  return { people: pool, specimens: setView(memory, specimensOf(searcher, request.specimens), header.specimens) };
}

/** Tries so many draws before it goes through everybody who may do. */
const draws = 48;

class Matcher {
  readonly #first: Uint16Array;
  readonly #buckets: ReturnType<typeof bucketsOf>;
  readonly #died: Uint16Array;
  readonly #born: Uint16Array;
  readonly #used: Uint8Array | null;
  readonly #next: () => number;
  readonly #ranges: Bucket[] = [];

  constructor(searcher: Searcher, request: MatchRequest, first: Uint16Array, candidates: Candidates) {
    const { memory, header } = searcher;
    this.#first = first;
    this.#buckets = bucketsOf(searcher, request.rule, candidates);
    this.#died = memory.u16(searcher.column('died'), header.persons);
    this.#born = memory.u16(searcher.column('born'), header.persons);
    this.#used = request.reuse ? null : new Uint8Array(header.persons);
    this.#next = drawsOf(request.seed);
  }

  /** Fills in a case's controls. @returns how many */
  controlsOf(one: Case, into: Int32Array): number {
    const ranges = this.#ranges;
    ranges.length = 0;
    const total = this.#buckets.rangesFor(one.person, one.specimen, ranges);
    let got = 0;
    for (let i = 0; i < draws && got < into.length && total > 0; i++) {
      got = this.#try(one, this.#entry(Math.floor(this.#next() * total)), into, got);
    }
    if (got === into.length || total === 0) return got;
    const start = Math.floor(this.#next() * total);
    for (let i = 0; i < total && got < into.length; i++)
      got = this.#try(one, this.#entry((start + i) % total), into, got);
    return got;
  }

  #entry(at: number): number {
    for (const { from, to } of this.#ranges) {
      if (at < to - from) return this.#buckets.personOf(from + at);
      at -= to - from;
    }
    throw new RangeError('no such candidate');
  }

  #try({ person, day }: Case, candidate: number, into: Int32Array, got: number): number {
    const atRisk =
      candidate !== person &&
      this.#first[candidate]! > day &&
      this.#died[candidate]! > day &&
      this.#born[candidate]! <= day;
    if (!atRisk || this.#used?.[candidate] === 1) return got;
    for (let k = 0; k < got; k++) if (into[k] === candidate) return got;
    into[got] = candidate;
    if (this.#used) this.#used[candidate] = 1;
    return got + 1;
  }
}
