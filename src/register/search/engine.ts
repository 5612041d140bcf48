import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../platform/problem/index.ts';
import type { StoredTable } from '../columns/index.ts';
import { bringTo, openFresh } from './bring-to.ts';
import type { Snapshot } from './build-snapshot.ts';
import { countFound, countFunnel, find } from './count.ts';
import { crossFacet } from './cross.ts';
import { type ToldSet, toldSets } from './disclosure/told-sets.ts';
import { errors } from './errors.ts';
import { facetNames } from './facet-names.ts';
import { countFacets } from './facets.ts';
import { countFacts, type FactPart } from './fact-table.ts';
import { countCourses, countLags } from './lags.ts';
import { matchControls, relaxations } from './match.ts';
import {
  type FoundMembers,
  findMembers,
  type SpecimenList,
  type Standing,
  specimensOfPeople,
  standingOf,
} from './members.ts';
import type { Ask, AskName, Query } from './model.ts';
import { countOverlap } from './overlap.ts';
import { type Masks, Searcher, searchRoom } from './searcher.ts';
import { loadSnapshot, saveSnapshot } from './snapshot-file.ts';
import { digestOf, restOf } from './specimen-rows.ts';

/** Exact answers by what was asked; who sends them protects them. */
const answers = {
  count: (searcher: Searcher, { query }: Ask<'count'>, today: string) =>
    countFound(searcher, find(searcher, query, today)),
  funnel: (searcher: Searcher, { query }: Ask<'funnel'>, today: string) => countFunnel(searcher, query, today),
  facets: (
    searcher: Searcher,
    { query, facets: names = facetNames, codes }: Ask<'facets'>,
    today: string,
    under: boolean,
  ) => countFacets(searcher, query, { names, codes, today, empty: under }),
  cross: (searcher: Searcher, { query, rows, columns }: Ask<'cross'>, today: string, under: boolean) =>
    crossFacet(searcher, query, { rows, columns, today, empty: under }),
  overlap: (searcher: Searcher, { query, sources }: Ask<'overlap'>, today: string, under: boolean) =>
    countOverlap(searcher, query, { sources: sources.map(({ condition }) => condition), today, empty: under }),
  lags: (searcher: Searcher, { query, anchor, stepDays }: Ask<'lags'>, today: string) =>
    countLags(searcher, query, { anchor, stepDays, today }),
  courses: (searcher: Searcher, { query, anchor }: Ask<'courses'>, today: string) =>
    countCourses(searcher, query, { anchor, today }),
  match: (searcher: Searcher, { query, relax, ...request }: Ask<'match'>, today: string) => {
    const { pairs: _, ...found } = matchControls(searcher, query, request, today);
    const gains = relax
      ? relaxations(request.rule).map(({ relaxed, rule }) => {
          const { controls, casesByControls } = matchControls(searcher, query, { ...request, rule }, today);
          return { relaxed, rule, controls, casesByControls };
        })
      : [];
    return { ...found, relaxations: gains };
  },
} as const satisfies { [N in AskName]: (searcher: Searcher, ask: Ask<N>, today: string, under: boolean) => unknown };
export type Answer<N extends AskName> = ReturnType<(typeof answers)[N]>;
/** An exact answer, and where it is to leave under a rule the sets of people whose numbers it tells. */
export interface Given<N extends AskName> {
  answer: Answer<N>;
  sets: ToldSet[];
}

/** The snapshot of some tables: its name is their content, that of all but specimens first. */
export function snapshotName(tables: readonly StoredTable[]): string {
  return `${restOf(tables)}-${digestOf(tables)}.snapshot`;
}

/**
 * Loads the snapshot of some tables. Without one, another that differs in specimens only is loaded and brought to these; without
 * that it is built and saved.
 * @param folder where snapshots lie
 */
export function openSnapshot(folder: string, tables: readonly StoredTable[]): Searcher {
  const exact = snapshotName(tables);
  const others = listSnapshots(folder).filter((name) => name !== exact && name.startsWith(`${restOf(tables)}-`));
  for (const name of existsSync(join(folder, exact)) ? [exact, ...others] : others) {
    try {
      const searcher = new Searcher(loadSnapshot(join(folder, name), searchRoom));
      if (name === exact || bringTo(searcher, tables)) return searcher;
    } catch (error) {
      // A cache that cannot be used is made anew from what it was made of.
      if (!(error instanceof Problem) || error.code !== errors.snapshot.code) throw error;
    }
  }
  const snapshot = buildFile(folder, tables);
  for (const name of others) rmSync(join(folder, name), { force: true });
  return new Searcher(snapshot);
}

/** Builds the snapshot of some tables and saves it. */
export function buildFile(folder: string, tables: readonly StoredTable[]): Snapshot {
  const snapshot = openFresh(tables);
  saveSnapshot(snapshot, join(folder, snapshotName(tables)));
  return snapshot;
}

function listSnapshots(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.snapshot')) : [];
}

/**
 * Removes snapshots that no world can be brought to any more.
 * @param wanted of each world what its tables but those of specimens are called
 */
export function sweepSnapshots(folder: string, wanted: ReadonlySet<string>, now: Date): void {
  for (const name of listSnapshots(folder)) {
    if (!wanted.has(name.slice(0, name.indexOf('-')))) rmSync(join(folder, name), { force: true });
  }
  // One that was being written when its process died. Whoever writes one goes on writing.
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const file = join(folder, name);
    if (name.endsWith('.new') && now.getTime() - lastWritten(file, now) > writing) rmSync(file, { force: true });
  }
}

const writing = 10 * 60_000;

function lastWritten(file: string, otherwise: Date): number {
  return (statSync(file, { throwIfNoEntry: false })?.mtime ?? otherwise).getTime();
}

/** Answers that are kept: pages begin with the same questions. */
const mostKept = 200;

type FactsAsked = Parameters<typeof countFacts> extends [unknown, ...infer Rest] ? Rest : never;

/** Answers questions on the snapshots that were opened, one a world. */
export class Engine {
  readonly #worlds = new Map<string, Searcher>();
  readonly #kept = new Map<string, unknown>();

  open(world: string, folder: string, tables: readonly StoredTable[]): void {
    this.#kept.clear();
    // Two nations at once are more than one thread has room for.
    this.#worlds.delete(world);
    this.#worlds.set(world, openSnapshot(folder, tables));
  }

  /**
   * Brings the specimens of a world in memory to those of other tables: at a nation's size in part of a second. Its people and events stay.
   * @returns false, with nothing changed, when there is no room
   */
  bring(world: string, tables: readonly StoredTable[]): boolean {
    this.#kept.clear();
    return bringTo(this.#searcher(world), tables);
  }

  setMasks(world: string, masks: Masks): void {
    this.#kept.clear();
    this.#searcher(world).setMasks(masks);
  }

  /** @param under whether it leaves under a rule: then with the cells that nobody is in, and the sets whose numbers it tells */
  ask<N extends AskName>(name: N, ask: Ask<N>, today: string, under = false): Given<N> {
    const key = JSON.stringify([name, ask, today, under]);
    const kept = this.#kept.get(key) as Given<N> | undefined;
    if (kept !== undefined) return kept;
    const answer = answers[name] as unknown as (
      searcher: Searcher,
      ask: Ask<N>,
      today: string,
      under: boolean,
    ) => Answer<N>;
    const searcher = this.#searcher(ask.query.data);
    const given: Given<N> = {
      answer: answer(searcher, ask, today, under),
      sets: under ? toldSets(searcher, name, ask.query, today) : [],
    };
    if (this.#kept.size >= mostKept) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key, given);
    return given;
  }

  /** Whom and what a query means, by number. */
  members(world: string, query: Query, options: Parameters<typeof findMembers>[2]): FoundMembers {
    return findMembers(this.#searcher(world), query, options);
  }

  /** A part of a query's people and specimens by several things at once, exactly. */
  facts(world: string, ...[query, axes, slice]: FactsAsked): FactPart {
    return countFacts(this.#searcher(world), query, axes, slice);
  }

  /** How some people stand in the register, and all their specimens. */
  people(world: string, persons: Uint32Array, columns: string): { standing: Standing[]; specimens: SpecimenList } {
    const searcher = this.#searcher(world);
    return { standing: standingOf(searcher, persons), specimens: specimensOfPeople(searcher, persons, columns) };
  }

  /** What a world's register holds: words and registers, for who builds a question. */
  describe(world: string): {
    words: Record<string, string[]>;
    registers: { name: string; events: number; codes: number }[];
  } {
    const { words, registers } = this.#searcher(world).header;
    return { words, registers: registers.map(({ name, events, codes }) => ({ name, events, codes: codes.length })) };
  }

  #searcher(world: string): Searcher {
    const searcher = this.#worlds.get(world);
    if (searcher) return searcher;
    throw new Problem(errors.empty, `No register has been loaded for ${world} data.`, {
      action: 'Load feeds with `idun register load`.',
    });
  }
}
