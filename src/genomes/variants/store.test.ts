import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordOptIn, recordOptOut } from '../../trust/consent/index.ts';
import { mintOperatorScope, mintPublicScope, type Scope } from '../../trust/scope/index.ts';
import { openTestArchive, type TestArchive, testActor } from '../archive/testing.ts';
import { maintainVariants, openVariantStore, type VariantStore } from './index.ts';

const header = `##fileformat=VCFv4.3
##contig=<ID=chr1,length=248956422>
##contig=<ID=chrX,length=156040895>
##contig=<ID=chrM,length=16569>
##FILTER=<ID=q10,Description="low">
##ALT=<ID=DEL,Description="Deletion">
##INFO=<ID=END,Number=1,Type=Integer,Description="End">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality">
`;
const line = (...columns: (string | number)[]): string => `${columns.join('\t')}\n`;
const head = (...samples: string[]): string =>
  header + line('#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', ...samples);

/** Six people with a joint file. */
const joint =
  head('a', 'b', 'c', 'd', 'e', 'f') +
  line('chr1', 1000, 'rs1', 'A', 'G,T', 50, 'PASS', '.', 'GT', '0|1', '1|2', '1/1', './.', './1', '0/0') +
  line('chr1', 2000, 'sv1', 'N', '<DEL>', 30, 'q10', 'END=2500', 'GT', '0/1', '0/0', '0/0', '0/0', '1/1', '0/0') +
  line('chr1', 3000, 'rs3', 'CAAA', 'CA', '.', '.', '.', 'GT', '0/0', '0/0', '0/0', '0/0', '0/0', '0/1') +
  line('chrX', 5000000, '.', 'C', 'T', '.', 'PASS', '.', 'GT', '1', '0/1', '1/1', '0', '0/1', '.') +
  line('chrM', 3243, 'rs199474657', 'A', 'G', '.', 'PASS', '.', 'GT', '0/1', '1/1', '1', '0', '0/0', './.');

/** Two more with genotype qualities, in another dataset, some of the same sites. */
const detailed =
  head('g', 'h') +
  line('chr1', 1000, 'rs1;old', 'A', 'G', 80, 'q10', '.', 'GT:GQ', '0/1:33', '0/0:99') +
  line('chr1', 1001, '.', 'C', 'G', 80, 'PASS', '.', 'GT:GQ', '0/1:12', '0/0:99');

let archive: TestArchive;
let store: VariantStore;
let operator: Scope;
let care: Scope;
let research: Scope;
let reference: string;

beforeAll(async () => {
  archive = await openTestArchive();
  const ped = archive.save(
    'family.ped',
    ['a 1', 'b 2', 'c 1', 'd 1', 'e 2', 'f 0'].map((s) => `F ${s[0]} 0 0 ${s[2]} 0\n`).join(''),
  );
  const files = [archive.save('joint.vcf', joint), { path: ped, name: 'family.ped', role: 'pedigree' as const }];
  const first = await archive.add(files, { dataset: 'one' });
  const second = await archive.add([archive.save('two.vcf', detailed)], { dataset: 'two' });
  await sql`update genomes.genomes set state = 'current'`.execute(archive.db.owner);
  await sql`update genomes.segments set live = true, from_version = 1 where from_version is null`.execute(
    archive.db.owner,
  );
  expect([first.state, second.state].every((state) => state !== 'rejected')).toBe(true);
  const unwrapKey = archive.keys.unwrap.bind(archive.keys);
  store = openVariantStore({ db: archive.db.app, dataDir: archive.dataDir, unwrapKey });
  operator = await mintOperatorScope(archive.db.app, { actorId: 'test' });
  care = await mintOperatorScope(archive.db.app, { actorId: 'test', purpose: 'care' });
  research = await mintOperatorScope(archive.db.app, { actorId: 'test', purpose: 'research' });
  reference = (await sql<{ name: string }>`select name from genomes.refs`.execute(archive.db.app)).rows[0]!.name;
});

afterAll(async () => {
  store.close();
  await archive.close();
});

const show = async (variant: string, scope = operator) => store.show(scope, { reference, variant });
const group = (answer: { groups: { group: string }[] }, name: string) => answer.groups.find((g) => g.group === name);

async function genome(sample: string): Promise<{ id: string; personNo: number }> {
  const { rows } = await sql<{ id: string; personNo: number }>`
    select id, person_no as "personNo" from genomes.genomes where sample_name = ${sample}`.execute(archive.db.app);
  return rows[0]!;
}

test('a variant is answered in every group, everyone first, under any spelling of its name', async () => {
  const [answer] = await show('1-1000-A-G');
  expect(answer).toMatchObject({
    variant: { reference, chrom: 'chr1', pos: 1000, ref: 'A', alt: 'G' },
    checked: false,
    seen: true,
    ids: ['rs1', 'old'],
    filters: ['PASS', 'q10'],
    qual: 80,
  });
  // a 0|1, b 1|2, c 1/1, d ./., e ./1, f 0/0, g 0/1, h 0/0
  const all = { ac: 6, an: 13, hom: 1, hemi: 0, het: 4, missing: 1, unknown: 0 };
  expect(answer!.groups[0]).toMatchObject({ group: 'all', ...all, af: 6 / 13 });
  expect(group(answer!, 'dataset:two')).toMatchObject({ ac: 1, an: 4 });
  expect(group(answer!, 'sex:male')).toMatchObject({ ac: 3, an: 4, missing: 1 });
  for (const name of ['chr1:1000A>G', 'NC_000001.11:g.1000A>G', 'chr1:1000:a:g']) {
    expect((await show(name))[0]!.groups).toEqual(answer!.groups);
  }
  expect((await show('rs1')).map((a) => a.variant.alt)).toEqual(['G', 'T']);
});

test('a name is trimmed as the store holds it, and the answer says so', async () => {
  const [answer] = await show('1-3000-CAAA-CA');
  expect(answer!.variant).toMatchObject({ pos: 3000, ref: 'CAA', alt: 'C' });
  expect(answer!.notes.map((n) => n.code)).toContain('normalised');
});

test('genomes of a file without the site are of unknown callability, not reference', async () => {
  const [answer] = await show('1-1001-C-G');
  expect(answer!.groups[0]).toMatchObject({ ac: 1, an: 4, unknown: 6 });
  const [unseen] = await show('1-1500-C-G');
  expect(unseen).toMatchObject({ seen: false, ids: [] });
  expect(unseen!.groups[0]).toMatchObject({ ac: 0, an: 0, af: null, unknown: 8 });
  expect(unseen!.notes.map((n) => n.code)).toEqual(
    expect.arrayContaining(['unchecked', 'unseen', 'unknown-callability']),
  );
});

test('X counts by declared sex, the mitochondrion one copy a person', async () => {
  // men a 1, c 1/1, d 0; women b 0/1, e 0/1; f of unknown sex has no call
  expect((await show('X-5000000-C-T'))[0]!.groups[0]).toMatchObject({
    ac: 4,
    an: 7,
    hemi: 2,
    het: 2,
    hom: 0,
    missing: 1,
  });
  // a heteroplasmic, b and c homoplasmic, d and e without, f missing
  expect((await show('M:3243A>G'))[0]!.groups[0]).toMatchObject({ ac: 3, an: 5, hom: 2, het: 1, missing: 1 });
});

test('what cannot be found is a clear problem', async () => {
  await expect(show('rs404')).rejects.toMatchObject({ code: 'IDUN_VARIANT_ID_NOT_FOUND' });
  await expect(show('9-1-A-C')).rejects.toMatchObject({ code: 'IDUN_VARIANT_CONTIG_NOT_FOUND' });
  await expect(store.show(operator, { reference: 'none', variant: 'rs1' })).rejects.toMatchObject({
    code: 'IDUN_REFERENCE_NOT_FOUND',
  });
  await expect(store.region(operator, { reference, region: '1', group: 'sex:x' })).rejects.toMatchObject({
    code: 'IDUN_VARIANT_GROUP_NOT_FOUND',
  });
  await expect(store.region(operator, { reference, region: '1', samples: ['a', 'nobody'] })).rejects.toMatchObject({
    code: 'IDUN_VARIANT_SAMPLES_NOT_FOUND',
  });
});

test('regions come in stable pages that together are the whole', async () => {
  const whole = await store.region(operator, { reference, region: 'chr1' });
  expect(whole.items.map((r) => `${r.pos}${r.ref}>${r.alt}`)).toEqual(['1000A>G', '1000A>T', '1001C>G', '3000CAA>C']);
  expect(whole).toMatchObject({ total: 4, next: null, checked: false });
  const paged = [];
  let after: string | undefined;
  do {
    const page = await store.region(operator, { reference, region: '1:1-5000', limit: 1, after });
    expect(page.total).toBe(4);
    paged.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  expect(paged).toEqual(whole.items);
  const passed = await store.region(operator, { reference, region: '1', filter: 'pass', samples: ['a', 'b', 'g'] });
  expect(passed.items[0]).toMatchObject({ ac: 3, an: 6 });
  expect(passed.total).toBe(4);
});

test('the public sees no small count, no cohort of its own, no carrier and no call', async () => {
  const open = await mintPublicScope(archive.db.app, { minimumCount: 5 });
  const [answer] = await show('1-1000-A-T', open);
  expect(answer!.groups[0]).toMatchObject({ ac: null, af: null, hom: null, het: null, faf95: null, protected: '<5' });
  const page = await store.region(open, { reference, region: '1:1001' });
  expect(page.items[0]).toMatchObject({ ac: null, af: null, protected: '<5' });
  await expect(store.region(open, { reference, region: '1', samples: ['a'] })).rejects.toMatchObject({
    code: 'IDUN_VARIANT_COHORT',
  });
  await expect(store.carriers(open, { reference, variant: 'rs1' })).rejects.toMatchObject({ code: 'IDUN_SCOPE_ACT' });
  await expect(store.calls(open, { genome: (await genome('a')).id })).rejects.toMatchObject({ code: 'IDUN_SCOPE_ACT' });
});

test('carriers come with copies and phase', async () => {
  const [answer] = await store.carriers(operator, { reference, variant: '1-1000-A-G' });
  const byId = new Map(answer!.carriers.map((c) => [c.genome, c]));
  expect(byId.size).toBe(5);
  expect(byId.get((await genome('a')).id)).toMatchObject({ copies: 1, called: 2, phase: '0|1', sex: 'male' });
  expect(byId.get((await genome('b')).id)).toMatchObject({ copies: 1, phase: '1|0' });
  expect(byId.get((await genome('c')).id)).toMatchObject({ copies: 2, phase: null });
  expect(byId.get((await genome('e')).id)).toMatchObject({ copies: 1, called: 1, phase: null });
});

test('calls of one genome, with all fields where the file had them', async () => {
  const collect = async (sample: string, region?: string) => {
    const answer = await store.calls(operator, { genome: (await genome(sample)).id, region });
    const records = [];
    for await (const { pos, alts, gt, gq } of answer.records) records.push({ pos, alts, gt, gq });
    return { detailed: answer.detailed, records };
  };
  expect(await collect('g', 'chr1:1000')).toEqual({
    detailed: true,
    records: [{ pos: 1000, alts: ['G'], gt: '0/1', gq: 33 }],
  });
  const stored = await collect('a', '1');
  expect(stored.detailed).toBe(false);
  expect(stored.records.map((r) => `${r.pos} ${r.alts} ${r.gt}`)).toEqual(['1000 G 0|1', '2000 <DEL> 0/1']);
});

test('structural alleles have their own list and lookup, never among the small ones', async () => {
  const page = await store.structural(operator, { reference, region: '1:2400-2450' });
  expect(page.items).toMatchObject([
    { pos: 2000, end: 2500, ref: 'N', alt: '<DEL>', ac: 3, an: 12, hom: 1, filters: ['q10'] },
  ]);
  expect((await store.structural(operator, { reference, region: '1:2501-2600' })).items).toEqual([]);
  const [byId] = await show('sv1');
  expect(byId).toMatchObject({ variant: { pos: 2000, end: 2500, alt: '<DEL>' }, qual: 30 });
  expect(byId!.groups[0]).toMatchObject({ ac: 3, an: 12, hom: 1, unknown: 2 });
  expect((await show('1-2000-N-<DEL>'))[0]!.groups).toEqual(byId!.groups);
  await expect(show('1-2000-N-<DUP>')).rejects.toMatchObject({ code: 'IDUN_VARIANT_STRUCTURAL_NOT_FOUND' });
});

test('an opt-out holds in every answer at once and leaves own care; opting in brings everything back', async () => {
  const f = await genome('f');
  const table = async (): Promise<string> => {
    let text = '';
    for await (const part of store.frequencies(operator, { reference })) text += part.toString();
    return text;
  };
  const before = await table();
  expect(before).toContain('chr1\t3000\tCAA\tC\t1\t12\t');
  await archive.db.withActor(testActor, (trx) => recordOptOut(trx, f.personNo, testActor));
  expect(await table()).not.toContain('chr1\t3000\t');
  const [masked] = await show('1-3000-CAA-C');
  expect(masked).toMatchObject({ seen: false, ids: [] });
  expect(masked!.groups[0]).toMatchObject({ ac: 0, an: 10 });
  await expect(show('rs3')).rejects.toMatchObject({ code: 'IDUN_VARIANT_ID_NOT_FOUND' });
  expect((await store.carriers(operator, { reference, variant: '1-3000-CAA-C' }))[0]!.carriers).toEqual([]);
  await expect(store.calls(research, { genome: f.id })).rejects.toMatchObject({ code: 'IDUN_GENOME_OWN_CARE_ONLY' });
  const records = [];
  for await (const record of (await store.calls(care, { genome: f.id })).records) records.push(record.pos);
  expect(records).toContain(3000);
  await archive.db.withActor(testActor, (trx) => recordOptIn(trx, f.personNo, testActor));
  expect(await table()).toBe(before);
});

test('many lookups at one version, and totals', async () => {
  const lookup = await store.lookup(operator, reference);
  const found = await lookup.count('1', 999, 'A', 'G');
  expect(found).toMatchObject({ group: { group: 'all', ac: 6 }, ids: ['rs1', 'old'] });
  expect(await lookup.count('1', 1234, 'A', 'G')).toBeNull();
  expect(await lookup.count('unheard', 1234, 'A', 'G')).toBeNull();
  lookup.close();
  expect(await store.totals(operator, reference)).toMatchObject({ alleles: 6, genomes: 8, persons: 8 });
});

test('maintenance of a small store has nothing to do and changes no answer', async () => {
  const before = (await show('rs1')).map((answer) => answer.groups);
  const deps = { db: archive.db, dataDir: archive.dataDir, variants: store, inThread: true };
  expect(await maintainVariants(deps)).toEqual({ merges: 0, segments: 0, swept: 0, counted: 0 });
  expect((await show('rs1')).map((answer) => answer.groups)).toEqual(before);
});
