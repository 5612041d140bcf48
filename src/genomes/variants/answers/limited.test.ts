import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { makeManualClock } from '../../../platform/clock/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { projectScope } from '../../../trust/scope/testing.ts';
import {
  allAlleles,
  LENGTH,
  manifestOf,
  memoryCatalogue,
  type PlainBatch,
  plainCounts,
  type Random,
  randomBatch,
  randomGenomes,
  seeded,
  writeBatch,
} from '../oracle/index.ts';
import type { ContigRow, GenomeRow, SegmentRow } from '../population/index.ts';
import { openVariantStore, type VariantStore } from '../store.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-limited-'));
afterAll(() => rmSync(folder, { recursive: true }));

const contig: ContigRow = { contigNo: 0, name: '7', aliases: [], length: LENGTH, role: 'autosome', par: [] };
const limitNo = 4;
const clock = makeManualClock(new Date());

interface World {
  batches: PlainBatch[];
  genomes: GenomeRow[];
}

function storeOf(
  { batches, genomes }: World,
  members: ReadonlySet<number>,
  optedOut: ReadonlySet<number>,
): VariantStore {
  const segments = batches.map((batch): SegmentRow => {
    const { name, path, bytes, alleles } = writeBatch(folder, batch);
    const of = { segmentId: name, contigNo: 0, kind: 'small' as const, batchNos: [batch.batchNo] };
    return { ...of, path, bytes, alleles, genomes: batch.sexes.length };
  });
  const manifest = manifestOf(contig, batches, genomes, segments, optedOut);
  return openVariantStore({
    catalogue: memoryCatalogue(manifest, new Map([[limitNo, members]])),
    dataDir: folder,
    clock,
  });
}

/** The same files, in which everybody who is not a member has other genotypes. */
function withOtherStrangers(world: World, isMember: (genome: GenomeRow) => boolean, random: Random): World {
  const members = new Set(world.genomes.filter(isMember).map((g) => `${g.batchNo} ${g.localNo}`));
  const batches = world.batches.map((batch) => ({
    ...batch,
    records: batch.records.map((record) => ({
      ...record,
      calls: record.calls.map((call, local) => {
        if (call === undefined || members.has(`${batch.batchNo} ${local}`)) return call;
        return Array.from({ length: 1 + random(2) }, () => (random(8) === 0 ? null : random(record.alts.length + 1)));
      }),
    })),
  }));
  return { ...world, batches };
}

const scopeOf = (minimumCount: number): Scope =>
  projectScope({
    population: { kind: 'datasets', datasets: new Set(), limits: new Map([['dts_test', new Set([limitNo])]]) },
    allows: ['counts', 'carriers'],
    minimumCount,
  });

/** Everything a project may ask, as text; a refusal is an answer too. */
async function everyAnswer(store: VariantStore, scope: Scope, world: World): Promise<string[]> {
  const reference = 'test';
  const told = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      return JSON.stringify(await work());
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };
  const names = allAlleles(world.batches).map(({ start, ref, alt }) => `7-${start + 1}-${ref}-${alt}`);
  const ids = [...new Set(world.batches.flatMap(({ records }) => records.flatMap(({ id }) => id?.split(';') ?? [])))];
  const answers: string[] = [];
  for (const variant of [...names, ...ids, '7-5-A-CCC']) {
    answers.push(await told(() => store.show(scope, { reference, variant })));
    answers.push(await told(() => store.carriers(scope, { reference, variant })));
  }
  answers.push(await told(() => store.region(scope, { reference, region: '7:1-60', limit: 1000 })));
  answers.push(await told(() => store.region(scope, { reference, region: '7:1-60', filter: 'pass' })));
  answers.push(await told(() => store.totals(scope, reference)));
  answers.push(
    await told(async () => {
      let text = '';
      for await (const piece of store.frequencies(scope, { reference })) text += piece.toString();
      return text;
    }),
  );
  return answers;
}

function makeCase(seed: number) {
  const random = seeded(seed);
  const batches = Array.from({ length: 1 + random(3) }, (_, i) => randomBatch(random, i + 1));
  const genomes = randomGenomes(random, batches);
  const optedOut = new Set(genomes.filter(() => random(8) === 0).map((g) => g.personNo!));
  const members = new Set(genomes.filter(() => random(3) !== 0).map((g) => g.personNo!));
  return { random, world: { batches, genomes }, optedOut, members };
}

test('no answer under a limit depends on the genotypes of anybody else', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.constantFrom(0, 3), async (seed, minimumCount) => {
      const { random, world, optedOut, members } = makeCase(seed);
      const other = withOtherStrangers(world, ({ personNo }) => members.has(personNo!), random);
      const scope = scopeOf(minimumCount);
      const answers: string[][] = [];
      for (const one of [world, other]) {
        const store = storeOf(one, members, optedOut);
        answers.push(await everyAnswer(store, scope, world));
        store.close();
      }
      const differs = answers[0]!.findIndex((answer, i) => answer !== answers[1]![i]);
      expect({ seed, answer: answers[1]![differs] }).toEqual({ seed, answer: answers[0]![differs] });
      expect(answers[0]).toHaveLength(answers[1]!.length);
    }),
    { numRuns: 30 },
  );
});

test('a limit of few people is not counted, nor one that leaves out one or two of a published group', async () => {
  const random = seeded(1);
  const batch: PlainBatch = { ...randomBatch(random, 1), sexes: Array.from({ length: 40 }, () => 'female' as const) };
  const records = batch.records.map((one) => ({
    ...one,
    calls: batch.sexes.map(() => [0, 1]),
    phased: batch.sexes.map(() => false),
  }));
  const batches = [{ ...batch, records, layers: [] }];
  const genomes = randomGenomes(random, batches).map((g, i) => ({
    ...g,
    ...{ personNo: i, state: 'current' as const, type: 'germline' as const, departed: false, affected: i < 25 },
  }));
  const asked = async (members: number, minimumCount: number): Promise<string> => {
    const store = storeOf({ batches, genomes }, new Set(Array.from({ length: members }, (_, i) => i)), new Set());
    try {
      const [answer] = await store.show(scopeOf(minimumCount), { reference: 'test', variant: '7-59-A-C' });
      return answer!.groups.map(({ group }) => group).join(' ');
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      store.close();
    }
  };
  expect(await asked(19, 3)).toBe('IDUN_VARIANT_LIMIT_SMALL');
  expect(await asked(19, 0)).toContain('all');
  for (const members of [38, 39]) expect(await asked(members, 3)).toBe('IDUN_VARIANT_LIMIT_ALIKE');
  expect(await asked(40, 3)).toContain('affected:yes');
  // 23 of the 25 who are affected: the group itself is left out where everybody of the limit may be counted.
  expect(await asked(30, 3)).toMatch(/^all /);
  expect(await asked(24, 3)).toBe('IDUN_VARIANT_LIMIT_ALIKE');
}, 60_000);

test('counts under a limit are those of plain genotypes of its people, and only alleles that they carry are listed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { world, optedOut, members } = makeCase(seed);
      const store = storeOf(world, members, optedOut);
      const counted = world.genomes.filter(
        (g) =>
          members.has(g.personNo!) &&
          !optedOut.has(g.personNo!) &&
          g.state === 'current' &&
          g.type === 'germline' &&
          !g.departed,
      );
      // Person 0 is several genomes: the newest counts, by time and then by number.
      const newest = new Map<number, GenomeRow>();
      for (const g of [...counted].sort((a, b) => +a.addedAt - +b.addedAt || a.genomeNo - b.genomeNo)) {
        newest.set(g.personNo!, g);
      }
      const local = new Set([...newest.values()].map((g) => `${g.batchNo} ${g.localNo}`));
      // Where a file has nobody of them, what it says of an allele is not read.
      const files = world.batches.filter(({ batchNo }) => counted.some((g) => g.batchNo === batchNo));
      const scope = scopeOf(0);
      const page = await store.region(scope, { reference: 'test', region: '7:1-60', limit: 1000 });
      const listed: string[] = [];
      for (const allele of allAlleles(files)) {
        const expected = plainCounts(files, contig, allele, (batchNo, at) => local.has(`${batchNo} ${at}`));
        const variant = `7-${allele.start + 1}-${allele.ref}-${allele.alt}`;
        const [answer] = await store.show(scope, { reference: 'test', variant });
        expect({ seed, variant, ...answer!.groups[0] }).toMatchObject({ seed, variant, group: 'all', ...expected });
        if (expected.ac > 0) listed.push(variant);
      }
      const rows = page.items.filter(({ ac }) => ac! > 0).map((row) => `7-${row.pos}-${row.ref}-${row.alt}`);
      expect({ seed, rows }).toEqual({ seed, rows: listed });
      expect(page.items.filter(({ ac }) => ac === 0)).toEqual([]);
      store.close();
    }),
    { numRuns: 30 },
  );
});
