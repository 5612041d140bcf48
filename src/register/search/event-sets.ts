import { noDay } from '../columns/index.ts';
import { dayRange, lifeDays } from './days.ts';
import type { EventCondition } from './model.ts';
import type { Searcher } from './searcher.ts';
import type { RegisterEvents } from './snapshot-layout.ts';

/** Events of a register that belong to some codes. */
export interface EventRanges {
  register: RegisterEvents;
  /** Codes in the tree's order, none under another: first and after the last. */
  nodes: { code: number; end: number }[];
  /** The same as stretches of events. */
  events: { from: number; to: number }[];
  key: string;
}

/** The events of codes with everything under them; of the whole register without codes. */
export function eventsOf(searcher: Searcher, asked: { register: string; codes?: string[] | undefined }): EventRanges {
  const register = searcher.register(asked.register);
  const starts = searcher.starts(register);
  const all = { code: 0, end: register.codes.length };
  const named = asked.codes?.map((text) => searcher.code(register, text)).sort((a, b) => a - b);
  const nodes: { code: number; end: number }[] = [];
  for (const code of named ?? []) {
    if (code >= (nodes.at(-1)?.end ?? 0)) nodes.push({ code, end: register.ends[code]! });
  }
  if (named === undefined) nodes.push(all);
  return {
    register,
    nodes,
    events: nodes
      .map(({ code, end }) => ({ from: starts[code]!, to: starts[end]! }))
      .filter(({ from, to }) => from < to),
    key: `${register.name} ${nodes.map(({ code, end }) => `${code}-${end}`).join(',')}`,
  };
}

/** People with any of the events. */
export function peopleOfEvents(searcher: Searcher, { register, nodes, key }: EventRanges): number {
  const { kernel, header } = searcher;
  const starts = searcher.starts(register);
  const only =
    nodes.length === 1
      ? register.sets.find(([code]) => code === nodes[0]!.code && register.ends[code] === nodes[0]!.end)
      : undefined;
  if (only) return only[1];
  return searcher.people.get(`events ${key}`, (out) => {
    for (const { code, end } of nodes) {
      // Sets of codes that lie under it are joined; what they do not hold is added event by event.
      let at = code;
      while (at < end) {
        const set = register.sets.find(([one]) => one >= at && register.ends[one]! <= end);
        const until = set === undefined ? end : set[0];
        kernel.allEventPeople(register.personAt, starts[at]!, starts[until]!, out);
        if (set === undefined) break;
        kernel.setOr(out, set[1], out, header.persons);
        at = register.ends[set[0]]!;
      }
    }
  });
}

/** Fills the scratch column with the day of each person's first event; 65535 for those without. */
export function firstDaysOf(searcher: Searcher, { register, events }: EventRanges): number {
  const { kernel, memory, header, scratch } = searcher;
  memory.u16(scratch.first, header.persons).fill(noDay);
  for (const { from, to } of events) kernel.firstDays(register.personAt, register.dayAt, from, to, scratch.first);
  return scratch.first;
}

/** People to whom a condition on events applies. */
export function peopleOfEventCondition(searcher: Searcher, condition: EventCondition): number {
  const ranges = eventsOf(searcher, condition);
  const { when, ageAtEvent, which, atLeast } = condition;
  if (when === undefined && ageAtEvent === undefined && atLeast === 1) return peopleOfEvents(searcher, ranges);
  const key = `event ${ranges.key} ${JSON.stringify([when, ageAtEvent, which, atLeast])}`;
  return searcher.people.get(key, (out) => {
    if (which === 'first') markFirst(searcher, ranges, condition, out);
    else if (atLeast > 1) markOften(searcher, ranges, condition, out);
    else markAny(searcher, ranges, condition, out);
  });
}

function markAny(
  searcher: Searcher,
  { register, events }: EventRanges,
  { when, ageAtEvent }: EventCondition,
  out: number,
): void {
  const { low, high } = dayRange(when);
  const life = lifeDays(ageAtEvent);
  const born = ageAtEvent === undefined ? 0 : searcher.column('born');
  for (const { from, to } of events) {
    searcher.kernel.eventPeople(register.personAt, register.dayAt, from, to, low, high, born, life.low, life.high, out);
  }
}

// The person's first event of these: whether it lies in time and age.
function markFirst(
  searcher: Searcher,
  ranges: EventRanges,
  { when, ageAtEvent, atLeast }: EventCondition,
  out: number,
): void {
  const { header, memory } = searcher;
  const first = memory.u16(firstDaysOf(searcher, ranges), header.persons);
  const born = memory.u16(searcher.column('born'), header.persons);
  const { low, high } = dayRange(when);
  const life = lifeDays(ageAtEvent);
  const set = memory.u32(out, Math.ceil(header.persons / 32));
  for (let p = 0; p < header.persons; p++) {
    const day = first[p]!;
    if (day === noDay || day < low || day > high) continue;
    if (ageAtEvent !== undefined) {
      const age = day - born[p]!;
      if (born[p] === noDay || age < life.low || age > life.high) continue;
    }
    set[p >>> 5]! |= 1 << (p & 31);
  }
  if (atLeast > 1) {
    const often = searcher.people.scratch();
    markCounts(searcher, ranges, { low: 0, high: noDay }, atLeast, often);
    searcher.kernel.setAnd(out, often, out, header.persons);
  }
}

function markOften(searcher: Searcher, ranges: EventRanges, condition: EventCondition, out: number): void {
  const { kernel, header } = searcher;
  markCounts(searcher, ranges, dayRange(condition.when), condition.atLeast, out);
  if (condition.ageAtEvent === undefined) return;
  const atAge = searcher.people.scratch();
  markAny(searcher, ranges, condition, atAge);
  kernel.setAnd(out, atAge, out, header.persons);
}

function markCounts(
  searcher: Searcher,
  { register, events }: EventRanges,
  days: { low: number; high: number },
  atLeast: number,
  out: number,
): void {
  const { kernel, memory, header, scratch } = searcher;
  memory.u8(scratch.bytes, header.persons).fill(0);
  for (const { from, to } of events) {
    kernel.countEvents(register.personAt, register.dayAt, from, to, days.low, days.high, scratch.bytes);
  }
  kernel.rangeU8(scratch.bytes, header.persons, atLeast, 255, out);
}
