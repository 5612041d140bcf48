import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { checkExport, readAuditPublicKey, recordAccessBy, sequenceNow, verifyLog } from '../../trust/audit/index.ts';
import type { Role } from '../../trust/identity/index.ts';
import { ensureOrganisation, type Organisation } from '../../trust/organisations/index.ts';
import {
  addGuardians,
  addYears,
  civilDay,
  createPeople,
  type Person,
  recordBirth,
  recordRelations,
} from '../../trust/people/index.ts';
import { type App, openApp } from '../compose.ts';
import { buildServer } from '../server.ts';
import { signInAs } from '../testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-audit-views-'));
const actor = { kind: 'operator', id: 'test' } as const;
const names = ['MOTHER', 'CHILD', 'DOCTOR', 'BROTHER', 'STRANGER'] as const;
type Name = (typeof names)[number];
let app: App;
let http: FastifyInstance;
let people: Record<Name, Person>;
let department: Organisation;
const cookies: Record<string, string> = {};
const accounts: Record<string, string> = {};

async function signIn(login: string, role: Role, person?: Person): Promise<void> {
  const { app: db } = app.database;
  const project =
    role === 'researcher' ? await ensureOrganisation(db, { name: 'Projektet', kind: 'project' }) : department;
  const organisation = role === 'citizen' ? null : project;
  const { account, cookie } = await signInAs(db, { name: `Account ${login}`, login, role, organisation, person });
  accounts[login] = account;
  cookies[login] = cookie;
}

/** An entry as if somebody had done it. */
async function didIt(
  login: string,
  role: Role,
  action: string,
  object: string,
  options: { reason?: string; at?: Date } = {},
) {
  const by = {
    actor: { kind: 'person', id: accounts[login]! } as const,
    role,
    organisation: department.id,
    organisationName: department.name,
    purpose: 'care',
    legalBasis: 'treatment of the patient',
    scope: null,
    maskEpoch: null,
  };
  const { at, reason } = options;
  const clock = { now: () => at ?? new Date() };
  return await recordAccessBy(app.database.app, by, { action, object, ...(reason && { reason }) }, clock as never);
}

beforeAll(async () => {
  app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const created = await createPeople(
    app.database.app,
    names.map((value) => ({ sex: 'female', identifiers: [{ namespace: 'test', value }] })),
  );
  people = Object.fromEntries(names.map((name, i) => [name, created[i]!])) as typeof people;
  department = await ensureOrganisation(app.database.app, { name: 'Testafdelingen', kind: 'region' });
  const today = civilDay(new Date());
  await app.database.withActor(actor, async (trx) => {
    await recordBirth(trx, people.CHILD.personNo, { date: addYears(today, -9), precision: 'day' }, actor);
    const custody = { childNo: people.CHILD.personNo, guardianNo: people.MOTHER.personNo, kind: 'custody' as const };
    await addGuardians(trx, [{ ...custody, validFrom: '2010-01-01' }], actor);
    await recordRelations(trx, [
      { personNo: people.DOCTOR.personNo, relation: 'mother', relativeNo: people.MOTHER.personNo },
      { personNo: people.BROTHER.personNo, relation: 'mother', relativeNo: people.MOTHER.personNo },
    ]);
  });
  http = await buildServer(app);
  await signIn('mother', 'citizen', people.MOTHER);
  await signIn('doctor', 'clinician', people.DOCTOR);
  await signIn('auditor', 'auditor');
  await signIn('security', 'security-officer');
  await signIn('researcher', 'researcher');
}, 120_000);
afterAll(async () => {
  await http.close();
  await app.close();
  rmSync(folder, { recursive: true });
});

async function ask<T = unknown>(who: string | null, url: string) {
  const headers = { host: 'localhost', ...(who !== null && { cookie: cookies[who]! }) };
  const answer = await http.inject({ url, headers });
  const type = String(answer.headers['content-type']);
  const json = type.includes('json') && !type.includes('ndjson');
  return { status: answer.statusCode, text: answer.body, body: (json ? JSON.parse(answer.body) : null) as T };
}

interface OwnLog {
  items: { number: number; action: string; refused: boolean }[];
  next: number | null;
  completeness: {
    logSize: number;
    pending: number;
    aboutThisPerson: number;
    shown: number;
    withheld: { count: number }[];
  };
}
interface Unusual {
  items: {
    rule: string;
    actor: string;
    severity: string;
    reason: { en: string };
    numbers: { value: number }[];
  }[];
  rules: { id: string }[];
}
const sequence = () => sequenceNow({ db: app.database.jobs, key: app.auditKey });

describe('the citizen', () => {
  test('sees who looked, as what, where, why and when, and that nothing is left out', async () => {
    await didIt('doctor', 'clinician', 'genomes.show', people.MOTHER.id, { reason: 'Kontrol efter henvisning' });
    await didIt('doctor', 'clinician', 'genomes.show', people.STRANGER.id);
    await recordAccessBy(
      app.database.app,
      {
        ...{ actor: { kind: 'system', id: 'recount' }, role: null, organisation: null, organisationName: null },
        purpose: 'operation',
        legalBasis: 'operation',
        scope: null,
        maskEpoch: null,
      },
      { action: 'genomes.recounted', object: people.MOTHER.id },
    );
    const { status, body } = await ask<OwnLog>('mother', '/api/me/log');
    expect(status).toBe(200);
    const looked = body.items.find((item) => item.action === 'genomes.show');
    expect(looked).toMatchObject({
      what: { da: 'Så oplysninger om dit genom' },
      by: { role: { da: 'Kliniker', en: 'Clinician' }, organisation: 'Testafdelingen', self: false },
      why: { purpose: { da: 'Behandling' }, reason: 'Kontrol efter henvisning' },
      refused: false,
    });
    expect(body.items[0]).toMatchObject({ action: 'audit.own', by: { self: true } });
    const { completeness } = body;
    expect(completeness).toMatchObject({ aboutThisPerson: 3, shown: 2, withheld: [{ count: 1 }] });
    expect(completeness.shown + completeness.withheld[0]!.count).toBe(completeness.aboutThisPerson);
    const all = await sql<{ n: number }>`select count(*) as n from trust.audit_entries`.execute(app.database.app);
    expect(completeness.logSize + completeness.pending).toBe(all.rows[0]!.n);
  });

  test('pages back without missing or repeating an entry', async () => {
    for (let i = 0; i < 7; i++) await didIt('doctor', 'clinician', 'genomes.calls', people.CHILD.id);
    const seen: number[] = [];
    for (let before: number | null = null; ; ) {
      const url: string = `/api/me/log?person=${people.CHILD.id}&limit=3${before === null ? '' : `&before=${before}`}`;
      const { body } = await ask<OwnLog>('mother', url);
      seen.push(...body.items.filter((item) => item.action === 'genomes.calls').map((item) => item.number));
      if (body.next === null) break;
      before = body.next;
    }
    expect(seen).toHaveLength(7);
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
  });

  test('a guardian sees the log of a minor, a stranger’s nobody', async () => {
    expect((await ask('mother', `/api/me/log?person=${people.CHILD.id}`)).status).toBe(200);
    const strangers = await ask('mother', `/api/me/log?person=${people.STRANGER.id}`);
    expect([403, 404]).toContain(strangers.status);
    expect((await ask('mother', '/api/me/log?person=per_0000000000000000000000')).status).toBe(strangers.status);
    expect((await ask('doctor', '/api/me/log')).status).toBe(403);
    expect((await ask(null, '/api/me/log')).status).toBe(401);
  });

  test('gets an entry with a proof that holds without Idun, and no entry about others', async () => {
    const id = await didIt('doctor', 'clinician', 'genomes.show', people.MOTHER.id, { reason: 'Kontrol' });
    const other = await didIt('doctor', 'clinician', 'genomes.show', people.STRANGER.id);
    await sequence();
    const { text, status } = await ask('mother', `/api/me/log/${id}/proof`);
    expect(status).toBe(200);
    expect(await checkExport(text.split('\n'), app.auditKey)).toMatchObject({
      proven: 1,
      pending: 0,
      wrong: [],
      pinned: true,
    });
    expect((await ask('mother', `/api/me/log/${other}/proof`)).status).toBe(404);
  });

  test('sees who was refused', async () => {
    const refused = await ask('researcher', `/api/people/${people.MOTHER.id}`);
    expect(refused.status).toBe(403);
    const { body } = await ask<OwnLog>('mother', '/api/me/log');
    expect(body.items.find((item) => item.refused)).toMatchObject({
      action: 'request.refused',
      what: { en: 'Was refused access' },
      by: { role: { en: 'Researcher' } },
    });
  });
});

describe('the auditor', () => {
  test('finds entries by actor, action, subject, time, role, organisation and text', async () => {
    const id = await didIt('doctor', 'clinician', 'care.break-glass', people.BROTHER.id, {
      reason: 'Livstruende blødning',
    });
    const found = async (query: string): Promise<string[]> => {
      const { status, body } = await ask<{ items: { id: string }[] }>('auditor', `/api/audit?${query}`);
      expect(status).toBe(200);
      return body.items.map((item) => item.id);
    };
    const after = new Date(Date.now() + 60_000).toISOString();
    for (const query of [
      `actor=${accounts['doctor']}`,
      'action=care.break-glass',
      `subject=${people.BROTHER.id}`,
      'role=clinician',
      `organisation=${department.id}`,
      `text=${encodeURIComponent('livstruende BLØD')}`,
      `text=break-glass&role=clinician`,
      `from=${new Date(Date.now() - 60_000).toISOString()}&to=${after}`,
    ]) {
      expect(await found(query), query).toContain(id);
    }
    for (const query of [
      `actor=acc_none`,
      'role=finance',
      `text=nowhere-to-be-found`,
      `from=${after}`,
      `subject=per_x`,
    ]) {
      expect(await found(query), query).toEqual([]);
    }
    const { body } = await ask<{ items: unknown[] }>('auditor', '/api/audit?action=care.break-glass');
    expect(body.items[0]).toMatchObject({
      actorName: 'Account doctor',
      organisation: { id: department.id, name: 'Testafdelingen' },
      subjects: [people.BROTHER.id],
      reason: 'Livstruende blødning',
      object: people.BROTHER.id,
      intact: true,
    });
    const facets = await ask<{ actions: string[]; organisations: unknown[] }>('auditor', '/api/audit/facets');
    expect(facets.body.actions).toEqual(expect.arrayContaining(['care.break-glass', 'audit.own', 'request.refused']));
    expect(facets.body.organisations).toContainEqual({ id: department.id, name: 'Testafdelingen' });
  });

  test('exports what was found with proofs; a changed line is found offline', async () => {
    await sequence();
    const { status, text } = await ask('auditor', `/api/audit/export?subject=${people.MOTHER.id}`);
    expect(status).toBe(200);
    const lines = text.trim().split('\n');
    const key = await ask<{ publicKey: string }>(null, '/api/audit/key');
    const pinned = readAuditPublicKey(key.body.publicKey);
    const checked = await checkExport(lines, pinned);
    // What waits is the entry of this very export.
    expect(checked).toMatchObject({ wrong: [], pending: 1, pinned: true });
    expect(checked.proven).toBe(lines.length - 2);
    const changed = lines.map((line, i) => (i === 3 ? line.replace('legalBasis', 'legalBases') : line));
    expect((await checkExport(changed, pinned)).wrong).toHaveLength(1);
    const stranger = JSON.parse(lines[3]!);
    for (const reference of Object.values(stranger.references) as { subject: string }[])
      reference.subject = people.STRANGER.id;
    expect((await checkExport([lines[0]!, JSON.stringify(stranger)], pinned)).wrong).toHaveLength(1);
  });

  test('only those whose act it is', async () => {
    for (const who of ['mother', 'doctor', 'security', 'researcher'])
      expect((await ask(who, '/api/audit')).status, who).toBe(403);
    expect((await ask('auditor', '/api/audit/unusual')).status).toBe(403);
    expect((await ask(null, '/api/audit')).status).toBe(401);
  });
});

describe('anybody', () => {
  test('gets heads and proofs', async () => {
    await sequence();
    const { body: head } = await ask<{ size: number; root: string }>(null, '/api/audit/head');
    expect(head.size).toBeGreaterThan(10);
    const inclusion = await ask(null, `/api/audit/proof/inclusion?leaf=3`);
    expect(inclusion.body).toMatchObject({ leaf: 3, size: head.size, root: head.root });
    const consistency = await ask(null, `/api/audit/proof/consistency?from=5`);
    expect(consistency.body).toMatchObject({ from: 5, to: head.size, toRoot: head.root });
    expect((await ask(null, `/api/audit/proof/consistency?from=5&to=999999`)).status).toBe(400);
    expect((await ask(null, `/api/audit/proof/inclusion?entry=aud_none`)).status).toBe(404);
    const { body: heads } = await ask<{ items: { size: number }[] }>(null, '/api/audit/heads?from=1');
    expect(heads.items.at(-1)!.size).toBe(head.size);
  });
});

describe('the security officer', () => {
  test('sees unusual reading with why and the numbers', async () => {
    const many = await createPeople(
      app.database.app,
      Array.from({ length: 30 }, () => ({ sex: 'female' as const })),
    );
    for (const login of ['quiet1', 'quiet2', 'quiet3', 'curious']) await signIn(login, 'clinician');
    const noon = new Date();
    noon.setUTCHours(11, 0, 0, 0);
    // A working day, so that only the number is unusual.
    while (noon.getUTCDay() === 0 || noon.getUTCDay() === 6 || noon > new Date())
      noon.setUTCDate(noon.getUTCDate() - 1);
    for (const login of ['quiet1', 'quiet2', 'quiet3']) {
      for (const person of many.slice(0, 2)) await didIt(login, 'clinician', 'genomes.show', person.id, { at: noon });
    }
    for (const person of many) await didIt('curious', 'clinician', 'genomes.show', person.id, { at: noon });
    const night = new Date(noon);
    night.setUTCHours(1, 30, 0, 0);
    for (let i = 0; i < 12; i++) await didIt('quiet1', 'clinician', 'genomes.calls', many[3]!.id, { at: night });
    for (let i = 0; i < 11; i++) await ask('researcher', '/api/audit');
    const from = new Date(noon.getTime() - 2 * 24 * 3600_000).toISOString();
    const { status, body } = await ask<Unusual>(
      'security',
      `/api/audit/unusual?from=${from}&to=${new Date(Date.now() + 1000).toISOString()}`,
    );
    expect(status).toBe(200);
    const of = (rule: string, login: string) =>
      body.items.filter((item) => item.rule === rule && item.actor === `person:${accounts[login]}`);
    expect(of('many-patients', 'curious')).toEqual([
      expect.objectContaining({
        actorName: 'Account curious',
        role: 'clinician',
        reason: { da: expect.stringContaining('30 personer'), en: expect.stringContaining('median of') },
        numbers: expect.arrayContaining([expect.objectContaining({ value: 30 })]),
      }),
    ]);
    expect(of('many-patients', 'quiet1')).toEqual([]);
    // The doctor's mother, and the brother by the same mother.
    expect(of('own-family', 'doctor').map((item) => item.reason.en)).toEqual(
      expect.arrayContaining([expect.stringContaining('a parent'), expect.stringContaining('a sibling')]),
    );
    expect(of('outside-hours', 'quiet1')).toHaveLength(1);
    expect(of('outside-hours', 'quiet2')).toEqual([]);
    expect(of('break-glass', 'doctor')).toHaveLength(1);
    expect(of('many-refusals', 'researcher')[0]!.numbers[0]!.value).toBeGreaterThanOrEqual(11);
    expect(body.items[0]!.severity).toBe('serious');
    expect(body.rules.map((rule) => rule.id)).toContain('own-family');
    expect(JSON.stringify(body.rules)).not.toContain('«');
  });
});

test('after all that the log is intact, and an export on disk is checked', async () => {
  await sequence();
  expect(await verifyLog({ url: app.database.appUrl, key: app.auditKey })).toMatchObject({
    intact: true,
    findings: [],
  });
  const { text } = await ask('auditor', '/api/audit/export');
  writeFileSync(join(folder, 'export.ndjson'), text);
  expect((await checkExport(text.split('\n'))).wrong).toEqual([]);
});
