import fastify, { type FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import { makeManualClock } from '../../platform/clock/index.ts';
import type { RequestSession } from '../../platform/http/index.ts';
import { registerProblems } from '../../platform/http/problems.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { type decide, policy, registerGate, ruleFor } from './index.ts';
import { testSession } from './testing.ts';

const clock = makeManualClock(new Date('2026-05-01T12:00:00Z'));

function open(session: RequestSession | null): FastifyInstance {
  const app = fastify();
  registerProblems(app, silentLogger);
  app.decorateRequest('session', null);
  app.addHook('onRequest', async (request) => {
    request.session = session;
  });
  registerGate(app, clock);
  return app;
}

async function ask(session: RequestSession | null, act: Parameters<typeof decide>[1], headers = {}): Promise<string> {
  const app = open(session);
  app.post('/api/thing', { config: { act } }, async () => 'in');
  const answer = await app.inject({ method: 'POST', url: '/api/thing', headers, payload: { any: 'body' } });
  return answer.statusCode === 200 ? 'in' : (answer.json() as { code: string }).code;
}

test('a guarded route that does not say its act cannot be registered; a page needs none', () => {
  const app = open(null);
  for (const url of ['/api/new', '/ga4gh/x', '/fhir/Patient']) {
    expect(() => app.get(url, async () => 'x')).toThrowError(
      expect.objectContaining({ code: 'IDUN_ACCESS_UNDECLARED' }),
    );
  }
  const unknown = { config: { act: 'genomes.everything.take' as never } };
  expect(() => app.get('/api/new', unknown, async () => 'x')).toThrowError(
    expect.objectContaining({ code: 'IDUN_ACCESS_UNDECLARED' }),
  );
  expect(() => app.get('/index.html', async () => 'x')).not.toThrow();
});

test('a dangerous act needs a fresh sign-in, and only while it is fresh', async () => {
  const officer = testSession({ role: 'data-protection-officer' });
  expect(await ask(officer, 'gdpr.erase')).toBe('IDUN_ACCESS_STEP_UP');
  expect(await ask({ ...officer, steppedUpUntil: new Date('2026-05-01T12:00:00Z') }, 'gdpr.erase')).toBe(
    'IDUN_ACCESS_STEP_UP',
  );
  expect(await ask({ ...officer, steppedUpUntil: new Date('2026-05-01T12:05:00Z') }, 'gdpr.erase')).toBe('in');
});

test('a token opens what it was made for and what its role may, never more', async () => {
  const token = (tokenScopes: string[]) => testSession({ role: 'laboratory', authentication: 'token', tokenScopes });
  expect(await ask(token(['genomes.submissions.read']), 'genomes.submissions.read')).toBe('in');
  expect(await ask(token(['genomes.submissions.read']), 'genomes.submissions.create')).toBe('IDUN_ACCESS_TOKEN');
  expect(await ask(token(['gdpr.erase', 'people.read']), 'people.read')).toBe('IDUN_ACCESS_ROLE');
});

test('a header of a sender passes where senders may send, and nowhere else', async () => {
  const sender = { authorization: 'Bearer something' };
  expect(await ask(null, 'reporting.send', sender)).toBe('in');
  expect(await ask(null, 'reporting.send')).toBe('IDUN_ACCESS_SIGN_IN');
  expect(await ask(null, 'genomes.metadata.read', sender)).toBe('IDUN_ACCESS_SIGN_IN');
  expect(await ask(testSession({ role: 'citizen' }), 'reporting.send', sender)).toBe('IDUN_ACCESS_ROLE');
});

test('a session without a role may do nothing that needs one; the operator, everything', async () => {
  const roleless = { ...testSession({ role: 'citizen' }), role: null };
  for (const act of ['genomes.metadata.read', 'audit.own.read', 'accounts.read', 'people.find'] as const) {
    expect(await ask(roleless, act)).toBe('IDUN_ACCESS_ROLE');
  }
  // What the public and everyone have, a new account has before its first role: among it, to add a passkey.
  for (const act of ['search.use', 'accounts.own.manage'] as const) expect(await ask(roleless, act)).toBe('in');
  for (const act of ['gdpr.erase', 'genomes.calls.read', 'care.break-glass'] as const) {
    expect(await ask({ ...testSession({ role: 'citizen' }), kind: 'operator', role: null }, act)).toBe('in');
  }
});

test('genome data are opened to no role for everybody', () => {
  const open = policy.filter(
    ({ act, relation }) =>
      ['genomes.calls.read', 'variants.carriers.read', 'genomes.metadata.read'].includes(act) && relation === 'any',
  );
  expect(open).toEqual([]);
  expect(ruleFor('variants.carriers.read', 'researcher')).toBeUndefined();
  expect(ruleFor('genomes.calls.read', 'administrator')).toBeUndefined();
});
