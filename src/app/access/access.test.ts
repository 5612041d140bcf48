import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roleNames } from '../../trust/identity/index.ts';
import { type Act, acts, policy, ruleFor } from '../../trust/scope/index.ts';
import { type AccessCell, accessCells, opensTo, type Subject, subjects } from './cells.ts';
import { type LittleNation, openLittleNation, type SubjectData } from './testing.ts';

let nation: LittleNation;
beforeAll(async () => {
  nation = await openLittleNation();
}, 120_000);
afterAll(() => nation.close());

/** An address with something in the place of each parameter that is nobody's. */
const anywhere = (url: string): string => url.replaceAll(/:\w+/g, 'x');

const gateCodes = ['IDUN_ACCESS_SIGN_IN', 'IDUN_ACCESS_ROLE', 'IDUN_ACCESS_TOKEN', 'IDUN_ACCESS_STEP_UP'];

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

test('every role at every route: in where a rule says so, out everywhere else', async () => {
  const cells = accessCells(nation.server.declaredRoutes);
  expect(cells.length).toBeGreaterThan(100 * (roleNames.length + 2));
  const wrong: string[] = [];
  let [allowed, refused] = [0, 0];
  await inTurns(cells, async ({ route: { method, url }, asker, access }: AccessCell) => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {};
    const ask = (who: string) => nation.ask(who, method, anywhere(url), body);
    const answer = await ask(asker);
    const gate = gateCodes.includes(answer.code);
    const expected = access === 'refused' || access === 'step-up';
    if (gate !== expected || answer.status >= 500)
      wrong.push(`${asker} ${method} ${url}: ${answer.status} ${answer.code}`);
    if (access === 'step-up' && answer.code !== 'IDUN_ACCESS_STEP_UP')
      wrong.push(`${asker} ${method} ${url}: no step-up`);
    if (access !== 'step-up') {
      if (access === 'refused') refused += 1;
      else allowed += 1;
      return;
    }
    const fresh = await ask(`${asker}!`);
    if (gateCodes.includes(fresh.code) || fresh.status >= 500) {
      wrong.push(`${asker} ${method} ${url} after step-up: ${fresh.status} ${fresh.code}`);
    }
    allowed += 1;
  });
  expect(wrong).toEqual([]);
  expect(allowed).toBeGreaterThan(400);
  expect(refused).toBeGreaterThan(1000);
}, 600_000);

interface Look {
  act: Act;
  url(of: SubjectData): string;
  /** What in a list says that somebody is in it; a single thing is either answered or not found. */
  lists?(of: SubjectData): string;
}

/** Every way to ask for somebody's data, and how it is seen that it was given. */
const looks: readonly Look[] = [
  { act: 'genomes.metadata.read', url: ({ genome }) => `/api/genomes/${genome}` },
  { act: 'genomes.metadata.read', url: ({ genome }) => `/api/genomes/${genome}/phenopacket` },
  { act: 'genomes.metadata.read', url: ({ genome }) => `/api/genomes/${genome}/family` },
  { act: 'genomes.metadata.read', url: ({ sample, dataset }) => `/api/genomes/${dataset}:${sample}` },
  { act: 'genomes.metadata.read', url: () => '/api/genomes?limit=100', lists: ({ genome }) => genome },
  { act: 'genomes.metadata.read', url: () => '/api/genomes.csv', lists: ({ genome }) => genome },
  { act: 'genomes.metadata.read', url: ({ sample }) => `/api/search?q=${sample}`, lists: ({ genome }) => genome },
  { act: 'people.find', url: ({ person }) => `/api/search?q=${person}`, lists: ({ person }) => `/patients/${person}` },
  {
    act: 'genomes.submissions.read',
    url: ({ submission }) => `/api/search?q=${submission}`,
    lists: ({ submission }) => `/submissions/${submission}`,
  },
  { act: 'genomes.calls.read', url: ({ genome }) => `/api/genomes/${genome}/calls?region=7:1-5000` },
  {
    act: 'genomes.families.read',
    url: ({ dataset }) => `/api/datasets/${dataset}/pedigree`,
    lists: ({ sample }) => `\t${sample}\t`,
  },
  {
    act: 'variants.carriers.read',
    url: () => '/api/variants/7-159345973/7-1000-A-G/carriers',
    lists: ({ genome }) => genome,
  },
  { act: 'people.read', url: ({ person }) => `/api/people/${person}` },
  { act: 'care.relation.read', url: () => '/api/care/relations?limit=1000', lists: ({ person }) => person },
  { act: 'people.own.read', url: ({ person }) => `/api/me/data?person=${person}` },
  { act: 'consent.own.read', url: ({ person }) => `/api/me/choices?person=${person}` },
  { act: 'audit.own.read', url: ({ person }) => `/api/me/log?person=${person}` },
];

test('every role with every relation: one’s own is there, and nobody else is', async () => {
  const wrong: string[] = [];
  let [given, withheld] = [0, 0];
  const reference = await theReference();
  for (const { act, url, lists } of looks) {
    for (const role of roleNames) {
      const rule = ruleFor(act, role);
      if (rule === undefined) continue;
      for (const subject of subjects) {
        const who = rule.stepUp ? `${role}!` : role;
        const of = nation.subjects[subject];
        const address = url(of).replace('7-159345973', reference);
        const { status, text } = await nation.ask(who, 'GET', address);
        const there = lists === undefined ? status === 200 : text.includes(lists(of));
        // Only three of them are anybody's patients, whoever asks.
        const expected = opensTo(rule, subject) && (!ofPatients.has(act) || isPatient(subject));
        if (there !== expected || status >= 500 || (lists === undefined && !there && ![403, 404].includes(status))) {
          wrong.push(`${role}, ${subject}: ${address} gave ${status}, expected ${expected ? 'the data' : 'nothing'}`);
        }
        if (there) given += 1;
        else withheld += 1;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(given).toBeGreaterThan(40);
  expect(withheld).toBeGreaterThan(300);
}, 300_000);

const ofPatients: ReadonlySet<Act> = new Set(['care.relation.read', 'people.find']);
const isPatient = (subject: Subject): boolean => /patient/.test(subject);

async function theReference(): Promise<string> {
  const { text } = await nation.ask('public', 'GET', '/api/references');
  return (JSON.parse(text) as { items: { name: string }[] }).items[0]!.name;
}

test('a project counts its own data sets as a group, and no other', async () => {
  const reference = await theReference();
  const groups = async (who: string): Promise<string[]> => {
    const { text } = await nation.ask(who, 'GET', `/api/variants/${reference}/7-1000-A-G`);
    const { groups: found } = JSON.parse(text) as { groups: { group: string }[] };
    return found.map(({ group }) => group).filter((group) => group.startsWith('dataset:'));
  };
  expect(await groups('researcher')).toEqual(['dataset:project']);
  expect(await groups('clinician')).toEqual(['dataset:clinic', 'dataset:elsewhere', 'dataset:project']);
  const region = (who: string, dataset: string) =>
    nation.ask(who, 'GET', `/api/variants/region?reference=${reference}&region=7:1-5000&dataset=${dataset}`);
  expect((await region('researcher', 'project')).status).toBe(200);
  expect((await region('researcher', 'clinic')).status).toBe(404);
  // One carrier in a project of one is below the research minimum.
  const page = JSON.parse((await region('researcher', 'project')).text) as { items: { ac: number | null }[] };
  expect(page.items[0]!.ac).toBeNull();
  const one = await nation.ask(
    'clinician',
    'GET',
    `/api/variants/region?reference=${reference}&region=7:1-5000&samples=STRANGER`,
  );
  expect(one.status).toBe(403);
});

test('a search finds names, projects and cohorts within the reach of who asks', async () => {
  const found = async (who: string, q: string): Promise<string[]> => {
    const { text } = await nation.ask(who, 'GET', `/api/search?q=${encodeURIComponent(q)}`);
    const { items } = JSON.parse(text) as { items: { kind: string; label: string; detail?: string }[] };
    return items.map(({ kind, label, detail = '' }) => [kind, label, detail].join('|'));
  };
  const { 'own patient': own, 'patient of another region': other } = nation.subjects;
  const db = nation.app.database.app;
  await sql`update trust.people set name = case person_no when ${own.personNo} then 'Ane Maj Prøve' else 'Bo Maj Prøve' end
    where person_no in (${own.personNo}, ${other.personNo})`.execute(db);
  const relation = expect.stringMatching(/^case\|Ane Maj Prøve\|(?:referral|admission|conference)$/);
  expect(await found('clinician', 'maj')).toEqual([relation]);
  expect(await found('data-protection-officer', 'maj pr')).toEqual([relation, expect.stringMatching(/^case\|Bo Maj/)]);
  for (const who of ['public', 'researcher', 'citizen', 'administrator', 'auditor', 'laboratory']) {
    expect(await found(who, 'maj'), who).toEqual([]);
  }
  expect(await found('finance', 'Proj')).toEqual(['project|Project|project', 'dataset|project|facility']);
  expect(await found('public', 'Proj')).toEqual(['dataset|project|facility']);
  const saved = await nation.ask('researcher', 'POST', '/api/cohorts', {
    ...{ name: 'Women of the project', definition: { data: 'real', conditions: [{ field: 'sex', any: ['female'] }] } },
  });
  expect(saved.status).toBe(201);
  expect(await found('researcher', 'project')).toEqual(
    expect.arrayContaining(['cohort|Women of the project|Project', 'project|Project|project']),
  );
  expect((await found('coordinator', 'women')).concat(await found('clinician', 'women'))).toEqual([]);
});

test('every act has a rule, and no role two for one act', () => {
  const ruled = new Set(policy.map(({ act }) => act));
  expect(Object.keys(acts).filter((act) => !ruled.has(act as Act))).toEqual([]);
  const seen = policy.flatMap(({ act, roles }) => roles.map((role) => `${role} ${act}`));
  expect(seen.filter((one, i) => seen.indexOf(one) !== i)).toEqual([]);
});
