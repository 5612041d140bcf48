import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LittleNation, openLittleNation } from './testing.ts';

let nation: LittleNation;
beforeAll(async () => {
  nation = await openLittleNation();
}, 120_000);
afterAll(() => nation.close());

const anywhere = (url: string): string => url.replaceAll(/:\w+|\*/g, 'x');
const cookieOf = (who: string): Record<string, string> => ({
  host: 'localhost',
  cookie: `idun_session_0=${encodeURIComponent(who)}`,
});

async function ask(
  who: string,
  method: string,
  url: string,
  more: { headers?: object; payload?: string | Buffer } = {},
) {
  const headers = { ...(who === 'public' ? { host: 'localhost' } : cookieOf(who)), ...more.headers };
  const answer = await nation.server.inject({
    method: method as 'GET',
    url,
    headers,
    ...(more.payload === undefined ? {} : { payload: more.payload }),
  });
  const problem = /problem\+json/.test(String(answer.headers['content-type']));
  const code = problem ? answer.json<{ code: string }>().code : '';
  return { status: answer.statusCode, code, text: answer.body, headers: answer.headers };
}

/** The routes that take a body, without the resumable uploads, whose pieces are bounded by what was announced. */
function bodyRoutes() {
  return nation.server.declaredRoutes.filter(
    ({ method, url }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) && !url.includes('/uploads'),
  );
}

test('a body beyond the limit is refused by every route that takes one, also one that does not say its length', async () => {
  const large = Buffer.alloc((16 << 20) + 1, ' ');
  // Feeds and catalogues come whole and have a limit of their own.
  const largest = Buffer.alloc((64 << 20) + 1, ' ');
  const whole = ['/api/register/feeds', '/api/catalogue/import'];
  const wrong: string[] = [];
  for (const { method, url } of bodyRoutes()) {
    const headers = { 'content-type': 'application/json' };
    const answer = await ask('operator', method, anywhere(url), {
      headers,
      payload: whole.includes(url) ? largest : large,
    });
    // A route that takes no body at all does not read it.
    const unread = method === 'DELETE' && answer.status < 500;
    if (answer.status !== 413 && !unread) wrong.push(`${method} ${url}: ${answer.status} ${answer.code}`);
    if (answer.status === 413 && answer.code === '') wrong.push(`${method} ${url}: no problem document`);
  }
  expect(wrong).toEqual([]);
  expect(bodyRoutes().length).toBeGreaterThan(40);

  await nation.server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = nation.server.server.address() as { port: number };
  async function* endless() {
    for (let i = 0; i < 100; i++) yield Buffer.alloc(1 << 18, ' ');
  }
  const chunked = await fetch(`http://127.0.0.1:${port}/api/sign-in/password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: ReadableStream.from(endless()),
    duplex: 'half',
  } as RequestInit).then(
    ({ status }) => status,
    () => 'cut off',
  );
  expect([413, 'cut off']).toContain(chunked);
});

test('bodies that are no JSON, nested without end, of another kind, or that reach for prototypes are refused by every route', async () => {
  const bodies: [string, string][] = [
    ['application/json', '{"a":'],
    ['application/json', '['.repeat(200_000)],
    ['application/json', '{"__proto__":{"role":"operator"}}'],
    ['application/json', '{"constructor":{"prototype":{"role":"operator"}}}'],
    ['application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="a"; filename="../a"\r\n\r\nb\r\n--x--',
    ],
    ['application/octet-stream', 'x'],
    ['', 'x'],
  ];
  const wrong: string[] = [];
  for (const { method, url } of bodyRoutes()) {
    if (method === 'DELETE') continue;
    for (const [type, payload] of bodies) {
      const answer = await ask('operator', method, anywhere(url), { headers: { 'content-type': type }, payload });
      if (answer.status < 400 || answer.status >= 500 || answer.code === '') {
        wrong.push(`${method} ${url} ${type} ${payload.slice(0, 20)}: ${answer.status} ${answer.code}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(({} as { role?: string }).role).toBeUndefined();
});

test('nothing in an address, a header or a body makes the scope wider than the session’s', async () => {
  const { 'a stranger': stranger, 'own patient': own } = nation.subjects;
  const honest = await ask('clinician', 'GET', '/api/genomes?limit=100');
  expect(honest.text).toContain(own.genome);
  expect(honest.text).not.toContain(stranger.genome);
  const claims = [
    'role=operator',
    'scope=any',
    'relation=any',
    'act=genomes.erase',
    'persons=all',
    'actor=operator:test',
  ];
  const headers = {
    ...{ 'x-idun-role': 'operator', 'x-role': 'administrator', 'x-forwarded-user': 'admin', 'x-remote-user': 'admin' },
    ...{
      'x-original-url': '/api/submissions',
      'x-rewrite-url': '/api/submissions',
      'x-http-method-override': 'DELETE',
    },
    ...{ 'x-idun-scope': 'any', 'x-test-operator': 'yes', 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' },
  };
  for (const claim of claims) {
    const answer = await ask('clinician', 'GET', `/api/genomes?limit=100&${claim}`, { headers });
    expect(answer.text, claim).not.toContain(stranger.genome);
    expect((await ask('clinician', 'GET', `/api/genomes/${stranger.genome}?${claim}`, { headers })).status).toBe(404);
    expect((await ask('public', 'GET', `/api/genomes?${claim}`, { headers })).status, claim).toBe(401);
  }
  // Said twice, a parameter is refused or one of the two: never a way round the check of the other.
  const twice = await ask('clinician', 'GET', '/api/genomes?limit=1&limit=100000');
  expect([200, 400]).toContain(twice.status);
  const spellings = [
    '/api//submissions',
    '/API/submissions',
    '/api/./submissions',
    '/api/x/../submissions',
    '/%61pi/submissions',
  ];
  for (const url of [
    ...spellings,
    '/api/submissions/',
    '/api/submissions;x=1',
    '/api/submissions%2f',
    '/api/submissions%00',
  ]) {
    expect((await ask('clinician', 'GET', url)).status, url).toBeGreaterThanOrEqual(400);
  }
});

test('a session that was made up, cut, lengthened or named twice opens nothing', async () => {
  const secrets = [
    '',
    'x',
    'operator%00',
    'operator ',
    'null',
    '[object Object]',
    'A'.repeat(43),
    "' or 1=1 --",
    'a'.repeat(5000),
  ];
  for (const secret of secrets) {
    const headers = { host: 'localhost', cookie: `idun_session_0=${encodeURIComponent(secret)}` };
    const answer = await nation.server.inject({ url: '/api/submissions', headers });
    expect([401, 403], secret.slice(0, 20)).toContain(answer.statusCode);
  }
  for (const authorization of [
    'Bearer operator',
    'Basic b3BlcmF0b3I6',
    'Bearer idun_api_',
    `Bearer idun_api_${'A'.repeat(43)}`,
  ]) {
    const answer = await nation.server.inject({
      url: '/api/submissions',
      headers: { host: 'localhost', authorization },
    });
    expect(answer.statusCode, authorization).toBe(401);
  }
  // With a token, the cookie of somebody who may is not looked at.
  const both = { ...cookieOf('operator'), authorization: `Bearer idun_api_${'A'.repeat(43)}` };
  expect((await nation.server.inject({ url: '/api/submissions', headers: both })).statusCode).toBe(401);
});
