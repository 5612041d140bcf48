/**
 * The register at a nation's size: counts, time windows, facets and matched controls over a generated nation, and the same questions
 * to PostgreSQL and DuckDB on the same rows in the same run. Every answer must be the same, or the comparison is void.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noDay } from '../src/register/columns/index.ts';
import { generateNation, plantedAnswers } from '../src/register/nation/index.ts';
import { buildSnapshot } from '../src/register/search/build-snapshot.ts';
import { countFound, find } from '../src/register/search/count.ts';
import { facetNames } from '../src/register/search/facet-names.ts';
import { countFacets } from '../src/register/search/facets.ts';
import { matchControls } from '../src/register/search/match.ts';
import type { Condition, Query } from '../src/register/search/model.ts';
import { readQuery } from '../src/register/search/read-query.ts';
import { Searcher, searchRoom } from '../src/register/search/searcher.ts';
import { loadSnapshot, saveSnapshot } from '../src/register/search/snapshot-file.ts';
import { openDuckPeer, openPostgresPeer, type RegisterPeer } from './register-peers.ts';
import { type BenchOptions, type BenchRow, median, percentile } from './row.ts';

const today = '2026-11-01';

function ms(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** A draw of its own, so that each run asks the same. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

function makeQuery(...conditions: object[]): Query {
  return readQuery({ data: 'generated', conditions });
}

/** Questions of two to four terms, all different: people, diagnoses at every level of the tree, genomes, either and not. */
function booleanQueries(searcher: Searcher, count: number): Query[] {
  const below = draws(7);
  const { codes } = searcher.register('diagnoses');
  const one = (): object => {
    const diagnosis = { field: 'event', register: 'diagnoses', codes: [codes[1 + below(codes.length - 1)]!] };
    const terms: object[] = [
      { field: 'sex', any: [below(2) ? 'female' : 'male'] },
      { field: 'region', any: [['Hovedstaden', 'Midtjylland'][below(2)]!] },
      { field: 'birthYear', from: 1930 + below(40), to: 1975 + below(40) },
      { field: 'genome', is: true },
      { not: diagnosis },
      { any: [diagnosis, { field: 'event', register: 'procedures', codes: ['KA'] }] },
      diagnosis,
      diagnosis,
    ];
    return terms[below(terms.length)]!;
  };
  return Array.from({ length: count }, () => makeQuery(...Array.from({ length: 2 + below(3) }, one)));
}

/** The code whose people are nearest to so many. */
function codeWith(searcher: Searcher, wanted: number): string {
  const { codes, ends } = searcher.register('diagnoses');
  const starts = searcher.starts(searcher.register('diagnoses'));
  const likely = codes.filter((_, code) => {
    const events = starts[ends[code]!]! - starts[code]!;
    return events >= wanted && events <= 2 * wanted;
  });
  const sizes = likely.slice(0, 40).map((code) => ({ code, n: countOf(searcher, code) }));
  sizes.sort((a, b) => Math.abs(a.n - wanted) - Math.abs(b.n - wanted));
  return sizes[0]!.code;
}

function countOf(searcher: Searcher, code: string): number {
  const query = makeQuery({ field: 'event', register: 'diagnoses', codes: [code] });
  return countFound(searcher, find(searcher, query, today)).persons;
}

/** Measures. `small` is a fiftieth of the nation. */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const scale = small ? 0.02 : 1;
  const folder = mkdtempSync(join(tmpdir(), 'idun-bench-register-'));
  const peers: RegisterPeer[] = [];
  try {
    say(`generating a nation at ${scale} …`);
    const tables = await generateNation({ folder: join(folder, 'columns'), scale });
    const file = join(folder, 'nation.snapshot');
    say('building its snapshot …');
    yield row('snapshot built from column files', ms(() => saveSnapshot(buildSnapshot(tables), file)) / 1000, 's');
    let searcher!: Searcher;
    const cold = ms(() => {
      searcher = new Searcher(loadSnapshot(file, searchRoom));
      searcher.setMasks({ epoch: 1, material: [], genetic: [] });
    });
    yield row('cold start from the snapshot', cold / 1000, 's', { limit: 15 });
    const room = (searcher.header.bytes + searchRoom(searcher.header)) / 1e6;
    yield row('resident: columns, and every set that is kept', room, 'MB', { limit: 3000 });
    checkPlanted(searcher);

    const queries = booleanQueries(searcher, 300);
    const times = queries.map((query) => ms(() => countFound(searcher, find(searcher, query, today)))).slice(20);
    yield row('boolean counts, each asked once, median', median(times), 'ms', { limit: 5 });
    yield row('boolean counts, each asked once, 99th percentile', percentile(times, 0.99), 'ms', { limit: 25 });

    peers.push(...(await openPeers(folder, searcher, say)));
    yield* compareAll(searcher, peers, codeWith(searcher, 500_000 * scale), say);
    const matched = codeWith(searcher, 70_000 * scale);
    const request = {
      event: { register: 'diagnoses', codes: [matched] },
      perCase: 4,
      rule: { sex: true, region: true, birthYears: 1, samplingDays: null, biobank: false },
      pool: [],
      specimens: {},
      reuse: true,
      seed: 1,
    };
    let found = { cases: 0, controls: 0 };
    const took = ms(() => {
      found = matchControls(searcher, makeQuery(), request, today);
    });
    yield row(`matching ${found.cases} cases, ${found.controls} controls found`, took / 1000, 's', { limit: 2 });
  } finally {
    for (const peer of peers) await peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(name: string, ours: number, unit: BenchRow['unit'], goal: BenchRow['goal'] = null): BenchRow {
  return { name, ours, peer: null, peerName: null, unit, goal };
}

function checkPlanted(searcher: Searcher): void {
  const event = { field: 'event', register: 'diagnoses', codes: ['DP99X'] };
  const window = { after: { register: 'diagnoses', codes: ['DP99X'] }, fromDays: -730, toDays: -365 };
  const counted = [
    [makeQuery(event), plantedAnswers.cases],
    [makeQuery(event, { field: 'specimen', window }), plantedAnswers.sampledBefore],
    [makeQuery(event, { field: 'specimen', atLeast: 2, gapDays: { from: 60, to: 120 } }), plantedAnswers.serial],
    [makeQuery(event, { field: 'genome', is: true }), plantedAnswers.casesWithGenome],
  ] as const;
  for (const [query, expected] of counted) {
    const { persons } = countFound(searcher, find(searcher, query, today));
    if (persons !== expected)
      throw new Error(`planted answer ${expected}, counted ${persons}: ${JSON.stringify(query)}`);
  }
}

async function openPeers(folder: string, searcher: Searcher, say: (line: string) => void): Promise<RegisterPeer[]> {
  const peers: RegisterPeer[] = [];
  for (const open of [openDuckPeer, openPostgresPeer]) {
    const peer = await open(join(folder, open.name), searcher, say);
    if (peer) peers.push(peer);
  }
  return peers;
}

interface Question {
  name: string;
  goal: BenchRow['goal'];
  /** What of it the peers are asked. */
  peers: string;
  ours(): number[];
  sql: string;
}

const mask = 'not exists (select 1 from bench.outs o where o.person = p.person)';

function questionsOf(searcher: Searcher, code: string): Question[] {
  const { codes, ends } = searcher.register('diagnoses');
  const range = (name: string): string => {
    const at = codes.indexOf(name);
    return `between ${at} and ${ends[at]! - 1}`;
  };
  const counted = (...conditions: object[]) => {
    const { persons, specimens } = countFound(searcher, find(searcher, makeQuery(...conditions), today));
    return [persons, specimens];
  };
  const diagnosis = (one: string): Condition => ({
    field: 'event',
    register: 'diagnoses',
    codes: [one],
    which: 'any',
    atLeast: 1,
  });
  const has = (one: string): string =>
    `exists (select 1 from bench.diagnoses d where d.person = p.person and d.code ${range(one)})`;
  const plasma = searcher.word('type', 'plasma');
  const female = searcher.word('sex', 'female');
  const windowSql = `with first as (select person, min(day) as day from bench.diagnoses where code ${range(code)} group by person),
    found as (select s.person from bench.specimens s join first f on f.person = s.person join bench.persons p on p.person = s.person
      where s.type = ${plasma} and s.day <> ${noDay} and f.day <> ${noDay} and s.day - f.day between -1825 and -365 and ${mask})
    select count(distinct person)::int as a, count(*)::int as b from found`;
  return [
    {
      name: 'women with one diagnosis and not another',
      goal: { limit: 5 },
      peers: '',
      ours: () => counted({ field: 'sex', any: ['female'] }, diagnosis(code), { not: diagnosis('DB05') }).slice(0, 1),
      sql: `select count(*)::int as a from bench.persons p where p.sex = ${female} and ${has(code)} and not ${has('DB05')} and ${mask}`,
    },
    {
      name: `plasma taken 1–5 years before the first of ${code}`,
      goal: { limit: 60 },
      peers: '',
      ours: () =>
        counted({
          field: 'specimen',
          type: ['plasma'],
          window: { after: { register: 'diagnoses', codes: [code] }, fromDays: -1825, toDays: -365 },
        }),
      sql: windowSql,
    },
    {
      name: `facet page of the people with ${code}`,
      goal: { limit: 300 },
      peers: '; the peer counts one facet of it',
      ours: () => {
        const codesOf = [{ register: 'diagnoses' }];
        const { facets } = countFacets(searcher, makeQuery(diagnosis(code)), {
          names: facetNames,
          codes: codesOf,
          today,
        });
        return facets.biobank!.flatMap(({ value, specimens, persons }) => [
          searcher.word('biobank', value),
          specimens!,
          persons,
        ]);
      },
      // One facet of the page's thirteen.
      sql: `select s.biobank::int as a, count(*)::int as b, count(distinct s.person)::int as c from bench.specimens s
        join bench.persons p on p.person = s.person where ${has(code)} and ${mask} group by s.biobank order by c desc, a`,
    },
  ];
}

async function* compareAll(
  searcher: Searcher,
  peers: readonly RegisterPeer[],
  code: string,
  say: (line: string) => void,
): AsyncGenerator<BenchRow> {
  for (const question of questionsOf(searcher, code)) {
    let answer: number[] = [];
    const times = Array.from({ length: 5 }, () => {
      searcher.forget();
      return ms(() => {
        answer = question.ours();
      });
    });
    yield row(`${question.name}, nothing kept from before`, median(times), 'ms', question.goal);
    for (const peer of peers) {
      say(`${peer.name}: ${question.name} …`);
      const { seconds, numbers } = await peer.ask(question.sql);
      const sorted = (list: number[]) => [...list].sort((a, b) => a - b).join();
      if (sorted(numbers) !== sorted(answer))
        throw new Error(`${peer.name} answers ${numbers}, Idun ${answer}: the comparison is void`);
      yield {
        ...row(`${question.name}${question.peers}`, median(times), 'ms'),
        peer: seconds * 1000,
        peerName: peer.name,
      };
    }
  }
}
