import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { type CustodyEvent, recordCustody } from '../custody/record-custody.ts';
import type { BiobankDeps } from '../deps.ts';
import { deriveIn } from '../derivation/derive.ts';
import { errors } from '../errors.ts';
import type { Specimen } from '../model.ts';
import { requireSpecimens } from '../store.ts';
import { measureOf, type RunKindName, runKinds } from './kinds.ts';
import { insertResults, insertRun } from './store.ts';

/** One specimen of a run. */
export interface RunSample {
  /** Id or barcode. */
  specimen: string;
  /** Used up by the run, in the specimen's unit. */
  consumed?: number | undefined;
  /** What was made of it, where the run makes something: the new tube. */
  product?: { barcode?: string | undefined; amount: number } | undefined;
  /** Values by measure. */
  results?: Readonly<Record<string, number | string>> | undefined;
}

export interface NewRun {
  kind: RunKindName;
  method: string;
  instrument?: string | undefined;
  performedAt?: Date | undefined;
  samples: readonly RunSample[];
}

/** A run as it was recorded. */
export interface RecordedRun {
  id: string;
  kind: RunKindName;
  samples: { specimen: string; product: string | null; results: number }[];
}

interface CheckedResult {
  measure: string;
  value: number | null;
  text: string | null;
  unit: string;
}

function checkResults(kind: RunKindName, sample: RunSample): CheckedResult[] {
  return Object.entries(sample.results ?? {}).map(([measure, found]) => {
    const facts = measureOf(kind, measure);
    const refuse = (text: string, expected: string) =>
      new Problem(errors.run, text, { expected, specimen: sample.specimen });
    if (facts === undefined)
      throw refuse(`${measure} is not measured in such a run.`, Object.keys(runKinds[kind].measures).join(', '));
    if (facts.text) return { measure, value: null, text: String(found), unit: facts.unit };
    const value = Number(found);
    const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = facts;
    if (!Number.isFinite(value) || value < least || value > most) {
      throw refuse(`${measure} cannot be ${String(found).slice(0, 40)}.`, `a number from ${least} to ${most}`);
    }
    return { measure, value, text: null, unit: facts.unit };
  });
}

/**
 * Records an extraction or assay: what it used of each specimen, what it made, and what it found. All of it or nothing.
 * @throws Problem IDUN_RUN_REFUSED naming the specimen and measure, IDUN_SPECIMEN_UNKNOWN, IDUN_SPECIMEN_NOT_ENOUGH
 */
export async function recordRun(deps: BiobankDeps, scope: Scope, given: NewRun): Promise<RecordedRun> {
  assertScope(scope, 'biobank.specimens.process', deps.clock);
  const { kind, method, samples } = given;
  const checked = samples.map((sample) => checkResults(kind, sample));
  const { makes } = runKinds[kind];
  return await deps.database.withActor(scope.actor, async (trx) => {
    const specimens = await requireSpecimens(
      trx,
      scope,
      samples.map(({ specimen }) => specimen),
    );
    const bank = specimens[0]?.biobankNo;
    if (
      bank === undefined ||
      specimens.length !== samples.length ||
      specimens.some(({ biobankNo }) => biobankNo !== bank)
    ) {
      throw new Problem(errors.run, 'A run is of specimens of one biobank, each once.');
    }
    const performedAt = given.performedAt ?? deps.clock.now();
    const id = newId('run');
    const recordedBy = `${scope.actor.kind}:${scope.actor.id}`;
    const instrument = given.instrument ?? null;
    const runNo = await insertRun(trx, { id, biobankNo: bank, kind, method, instrument, performedAt, recordedBy });
    const events: CustodyEvent[] = [];
    const answers: RecordedRun['samples'] = [];
    const found: (CheckedResult & { specimenNo: number })[] = [];
    for (const [i, specimen] of specimens.entries()) {
      const sample = samples[i]!;
      const facts = { run: id, kind };
      let measured: Pick<Specimen, 'specimenNo' | 'id'> = specimen;
      let product: string | null = null;
      if (makes !== null && sample.product !== undefined) {
        const concentration = sample.results?.['concentration_ng_ul'];
        const child = {
          ...sample.product,
          taken: sample.consumed ?? 0,
          ...(concentration !== undefined && { concentration: Number(concentration) }),
        };
        const options = { at: performedAt, run: id };
        const [made] = await deriveIn(trx, deps, scope, { parent: specimen, type: makes, children: [child], options });
        product = made!.id;
        measured = (await requireSpecimens(trx, scope, [product]))[0]!;
      } else if ((sample.consumed ?? 0) > 0) {
        const { specimenNo } = specimen;
        events.push({ specimenNo, act: 'consume', amountChange: -sample.consumed!, facts, happenedAt: performedAt });
      } else events.push({ specimenNo: specimen.specimenNo, act: 'assay', facts, happenedAt: performedAt });
      // What was measured in an extract is the extract's, not the blood's.
      found.push(...checked[i]!.map((result) => ({ ...result, specimenNo: measured.specimenNo })));
      answers.push({ specimen: specimen.id, product, results: checked[i]!.length });
    }
    if (events.length > 0) {
      await recordCustody(trx, scope, {
        biobankNo: bank,
        action: 'biobank.run',
        object: id,
        at: performedAt,
        events,
        detail: { kind },
      });
    }
    await insertResults(trx, { runNo, biobankNo: bank }, found);
    return { id, kind, samples: answers };
  });
}
