import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { type CustodyEvent, recordCustody } from '../custody/record-custody.ts';
import type { BiobankDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { type Container, type MaterialName, materials } from '../material.ts';
import type { BirthFacts, Lineage, Specimen, SpecimenAnswer } from '../model.ts';
import { readSpecimens, requireSpecimen, requireSpecimens, toAnswers } from '../store.ts';

/** A tube to be filled. */
export interface Child {
  /** Of the new tube; one is made up when not given. */
  barcode?: string | undefined;
  /** In the child's unit. */
  amount: number;
  /** Taken from the parent, in the parent's unit; an aliquot's own amount when not given. */
  taken?: number | undefined;
  container?: Container | undefined;
  concentration?: number | undefined;
}

interface Making {
  parents: readonly { specimen: Specimen; taken: number }[];
  lineage: Lineage;
  type: MaterialName;
  child: Child;
}

/** A barcode for a tube that has none: the biobank's number and time, never used before. */
const madeUpBarcode = (): string => newId('spc').slice(4, 14).toUpperCase();

function birthOf({ parents, lineage, type, child }: Making): CustodyEvent {
  const first = parents[0]!.specimen;
  if (!(child.amount >= 0)) throw new Problem(errors.amount, 'An amount is a number that is not negative.');
  const facts: BirthFacts = {
    ...{ id: newId('spc'), lineage, type, amount: child.amount, barcode: child.barcode ?? madeUpBarcode() },
    unit: lineage === 'derived' ? materials[type].unit : first.unit,
    container: child.container ?? (lineage === 'derived' ? null : first.container),
    concentration: child.concentration ?? (lineage === 'aliquot' ? first.concentration : null),
    // What was frozen and thawed stays so, whatever it is poured into.
    thaws: lineage === 'derived' ? 0 : Math.max(...parents.map(({ specimen }) => specimen.thaws)),
    requisition: first.requisition,
    collected_at: first.collectedAt,
    temperature: null,
    ...(lineage === 'aliquot' ? { sprec: first.sprec, sprec_version: first.sprecVersion } : {}),
  };
  return {
    act: 'create',
    to: first.state === 'picked' ? 'picked' : 'available',
    facts: { ...facts },
    parents: parents.map(({ specimen, taken }) => ({ no: specimen.specimenNo, taken })),
  };
}

/** What is made of specimens, and why. */
export interface DeriveOptions {
  at?: Date | undefined;
  /** `run_…` of the extraction it came from. */
  run?: string | undefined;
}

async function make(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  given: { action: string; makings: readonly Making[]; options: DeriveOptions },
): Promise<SpecimenAnswer[]> {
  const { makings, action, options } = given;
  const at = options.at ?? deps.clock.now();
  const parent = makings[0]!.parents[0]!.specimen;
  const collection = await collectionNoOf(trx, parent.specimenNo);
  const events = makings.map((making) => {
    const event = birthOf(making);
    return { ...event, facts: { ...event.facts, collection_no: collection, ...(options.run && { run: options.run }) } };
  });
  const recorded = await recordCustody(trx, scope, {
    ...{ biobankNo: parent.biobankNo, action, object: parent.id, at },
    events,
  });
  const made = recorded.filter(({ act }) => act === 'create').map(({ specimenNo }) => specimenNo);
  return await toAnswers(trx, await readSpecimens(trx, scope, sql`s.specimen_no = any(${made}::int[])`));
}

async function collectionNoOf(db: Db, specimenNo: number): Promise<number | null> {
  const { rows } = await sql<{ no: number | null }>`select collection_no as no from biobank.specimens
    where specimen_no = ${specimenNo}`.execute(db);
  return rows[0]?.no ?? null;
}

/**
 * Pours a specimen into further tubes of the same material. Each takes what it holds unless more is said to be lost with it.
 * @throws Problem IDUN_SPECIMEN_UNKNOWN, IDUN_SPECIMEN_NOT_ENOUGH, IDUN_SPECIMEN_STATE, IDUN_SPECIMEN_CODE_TAKEN
 */
export async function aliquotSpecimen(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  children: readonly Child[],
  options: DeriveOptions = {},
): Promise<SpecimenAnswer[]> {
  assertScope(scope, 'biobank.specimens.process', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const specimen = await requireSpecimen(trx, scope, code);
    const makings = children.map((child) => ({
      ...{ lineage: 'aliquot' as const, type: specimen.type, child },
      parents: [{ specimen, taken: child.taken ?? child.amount }],
    }));
    return await make(trx, deps, scope, { action: 'biobank.aliquot', makings, options });
  });
}

/**
 * Makes another material of a specimen: plasma of blood, DNA of a buffy coat, a slide of a block. Works in a transaction given by
 * whoever records the run it came from.
 */
export async function deriveIn(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  given: {
    parent: Specimen;
    type: MaterialName;
    children: readonly (Child & { taken: number })[];
    options?: DeriveOptions;
  },
): Promise<SpecimenAnswer[]> {
  const { parent: specimen, type, children, options = {} } = given;
  const makings = children.map((child) => ({
    ...{ lineage: 'derived' as const, type, child },
    parents: [{ specimen, taken: child.taken }],
  }));
  return await make(trx, deps, scope, { action: 'biobank.derive', makings, options });
}

/** As {@link deriveIn}, by a code and in a transaction of its own. */
export async function deriveSpecimen(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  given: { type: MaterialName; children: readonly (Child & { taken: number })[]; options?: DeriveOptions },
): Promise<SpecimenAnswer[]> {
  assertScope(scope, 'biobank.specimens.process', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) =>
    deriveIn(trx, deps, scope, { ...given, parent: await requireSpecimen(trx, scope, code) }),
  );
}

/**
 * Pours specimens of the same unit together. The pool has the donor of them all when that is one person, and none of its own
 * otherwise; consent is asked of everybody in it.
 */
export async function poolSpecimens(
  deps: BiobankDeps,
  scope: Scope,
  parts: readonly { code: string; taken: number }[],
  child: Omit<Child, 'taken'>,
  options: DeriveOptions = {},
): Promise<SpecimenAnswer> {
  assertScope(scope, 'biobank.specimens.process', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const specimens = await requireSpecimens(
      trx,
      scope,
      parts.map(({ code }) => code),
    );
    const types = new Set(specimens.map(({ type }) => type));
    if (specimens.length !== parts.length || specimens.length < 2 || types.size > 1) {
      throw new Problem(errors.tree, 'A pool is of several specimens of one material, each named once.');
    }
    const parents = specimens.map((specimen, i) => ({ specimen, taken: parts[i]!.taken }));
    const makings = [{ lineage: 'pooled' as const, type: specimens[0]!.type, child, parents }];
    return (await make(trx, deps, scope, { action: 'biobank.pool', makings, options }))[0]!;
  });
}
