/**
 * The register at a nation's size: counts, time windows, facets and matched controls over a generated nation, and the same questions
 * to PostgreSQL and DuckDB on the same rows in the same run. Every answer must be the same, or the comparison is void.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasBit } from '../src/bits/index.ts';
import { noDay, type StoredTable, TableWriter } from '../src/register/columns/index.ts';
import { plantedAnswers } from '../src/register/nation/index.ts';
import { bringTo, openFresh } from '../src/register/search/bring-to.ts';
import { countFound, find } from '../src/register/search/count.ts';
import { facetNames } from '../src/register/search/facet-names.ts';
import { countFacets } from '../src/register/search/facets.ts';
import { matchControls } from '../src/register/search/match.ts';
import type { Condition, Query } from '../src/register/search/model.ts';
import { setView } from '../src/register/search/place-people.ts';
import { readQuery } from '../src/register/search/read-query.ts';
import { Searcher, searchRoom } from '../src/register/search/searcher.ts';
import { loadSnapshot, saveSnapshot } from '../src/register/search/snapshot-file.ts';
import { snapshotFormat } from '../src/register/search/snapshot-layout.ts';
import { nationIn } from './data/nation.ts';
import { openDuckPeer, openPostgresPeer, type RegisterPeer } from './register-peers.ts';
import { type BenchOptions, type BenchRow, median, percentile } from './row.ts';

const today = '2026-11-01';

/** Processor time: the machine may have others on it. */
function ms(work: () => unknown): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
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
export async function* measure({
  small,
  say,
  scale = small ? 0.02 : 1,
  peers: wanted = peerNames,
}: BenchOptions): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'idun-bench-register-'));
  const peers: RegisterPeer[] = [];
  try {
    // A folder that is stated is kept, with its nation and snapshot, for the next run.
    const kept = process.env['IDUN_BENCH_NATION'] ?? folder;
    const tables = await nationIn(kept, scale, say);
    const file = join(kept, `nation-${scale}-${snapshotFormat}.snapshot`);
    if (!existsSync(file)) {
      say('building its snapshot …');
      const built = ms(() => saveSnapshot(openFresh(tables), file));
      yield row('snapshot built from column files', built / 1000, 's');
    }
    let searcher!: Searcher;
    const cold = ms(() => {
      searcher = new Searcher(loadSnapshot(file, searchRoom));
      searcher.setMasks({ epoch: 1, material: [], genetic: [] });
    });
    yield row('cold start from the snapshot (processor time, as all that follows)', cold / 1000, 's', { limit: 15 });
    const room = (searcher.header.bytes + searchRoom(searcher.header)) / 1e6;
    yield row('resident: columns, and every set that is kept', room, 'MB', { limit: 3000 });
    checkPlanted(searcher);

    const queries = booleanQueries(searcher, 300);
    const times = queries.map((query) => ms(() => countFound(searcher, find(searcher, query, today)))).slice(20);
    yield row('boolean counts, each asked once, median', median(times), 'ms', { limit: 5 });
    yield row('boolean counts, each asked once, 99th percentile', percentile(times, 0.99), 'ms', { limit: 25 });

    yield* measureFacets(searcher);
    peers.push(...(await openPeers(folder, searcher, wanted, say)));
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
    yield row('resident set of the process, peers beside it', process.memoryUsage().rss / 1e6, 'MB');
    yield* measureOwnBiobank(searcher, tables, folder);
  } finally {
    for (const peer of peers) await peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The page that everybody begins with, and one of half of them. */
function* measureFacets(searcher: Searcher): Generator<BenchRow> {
  const page = (...conditions: object[]): number => {
    searcher.forget();
    return ms(() =>
      countFacets(searcher, makeQuery(...conditions), { names: facetNames, codes: [{ register: 'diagnoses' }], today }),
    );
  };
  const times = Array.from({ length: 3 }, () => page());
  yield row('facet page of everybody, nothing kept from before', median(times), 'ms', { limit: 300 });
  const large = {
    'all women': [{ field: 'sex', any: ['female'] }],
    'all with serum': [{ field: 'specimen', type: ['serum'] }],
    'women with serum': [
      { field: 'sex', any: ['female'] },
      { field: 'specimen', type: ['serum'] },
    ],
    'all born since 1960': [{ field: 'birthYear', from: 1960 }],
  };
  for (const [name, conditions] of Object.entries(large)) {
    const took = Array.from({ length: 3 }, () => page(...conditions));
    yield row(`facet page of ${name}, nothing kept from before`, median(took), 'ms', { limit: 300 });
  }
}

/** A thousand specimens of Idun's own biobank come; then half of them change. */
function* measureOwnBiobank(searcher: Searcher, tables: readonly StoredTable[], folder: string): Generator<BenchRow> {
  const donor = (number: number): number => (number * 7919) % Math.floor(searcher.header.persons * 0.8);
  const write = (rows: number, from: number, volume: number): StoredTable => {
    const writer = new TableWriter(join(folder, 'own'), 'own_specimens');
    const type = writer.word('type', 'plasma');
    const biobank = writer.word('biobank', 'Idun');
    const of = (value: (at: number) => number) => Array.from({ length: rows }, (_, at) => value(from + at));
    writer.append(rows, {
      person: Uint32Array.from(of(donor)),
      day: Uint16Array.from(of((number) => 40_000 + (number % 3000))),
      biobank: Uint16Array.from(of(() => biobank)),
      type: Uint8Array.from(of(() => type)),
      volume_ul: Uint32Array.from(of(() => volume)),
      number: Uint32Array.from(of((number) => number)),
    });
    return writer.finish();
  };
  const counted = (): number => {
    const own = makeQuery({ field: 'specimen', biobank: ['Idun'], volumeUl: { to: 100 } });
    return countFound(searcher, find(searcher, own, today)).specimens;
  };
  const bring = (some: StoredTable[]): number => {
    let specimens = 0;
    const took = ms(() => {
      if (!bringTo(searcher, [...tables, ...some])) throw new Error('there is no room for a thousand specimens');
      searcher.setMasks({ epoch: 1, material: [], genetic: [] });
      specimens = counted();
    });
    if (specimens !== (some.length === 1 ? 0 : changed)) throw new Error(`${specimens} changed specimens are answered`);
    return took;
  };
  // Specimens of who opted out are in no answer.
  const out = setView(searcher.memory, searcher.column('outMaterial'), searcher.header.persons);
  const changed = Array.from({ length: 500 }, (_, at) => donor(at)).filter((person) => !hasBit(out, person)).length;
  const base = write(1000, 0, 500);
  yield row('a thousand own specimens come, and are in an answer', bring([base]), 'ms', { limit: 1000 });
  yield row('five hundred of them change, and are in an answer', bring([base, write(500, 0, 50)]), 'ms', {
    limit: 1000,
  });
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

const peerNames = ['DuckDB', 'PostgreSQL'] as const;
const openers = { DuckDB: openDuckPeer, PostgreSQL: openPostgresPeer } as const;

async function openPeers(
  folder: string,
  searcher: Searcher,
  wanted: readonly string[],
  say: (line: string) => void,
): Promise<RegisterPeer[]> {
  const peers: RegisterPeer[] = [];
  for (const name of peerNames.filter((one) => wanted.includes(one))) {
    const peer = await openers[name](join(folder, name), searcher, say);
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
      goal: { limit: 25 },
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
