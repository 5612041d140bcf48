import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { trustMigrations } from '../migrations/index.ts';
import { assertScope, mintOperatorScope, mintPublicScope, openScopeSeal, type Reading, type Scope } from './index.ts';

let db: DatabaseHandle;
const dataDir = mkdtempSync(join(tmpdir(), 'idun-scope-'));
beforeAll(async () => {
  db = await openTestDatabase(trustMigrations);
});
afterAll(async () => {
  await db.close();
  rmSync(dataDir, { recursive: true });
});

describe('a scope', () => {
  test('of the public allows counts only, under the disclosure rule', async () => {
    const scope = await mintPublicScope(db.app, { minimumCount: 5 });
    expect(() => assertScope(scope, 'counts')).not.toThrow();
    expect(() => assertScope(scope, 'carriers')).toThrowError(
      expect.objectContaining({ code: 'IDUN_SCOPE_ACT', status: 403 }),
    );
    expect(scope.disclosure.minimumCount).toBe(5);
  });

  test('cannot be forged by a cast, a copy or a spread', async () => {
    const real = await mintOperatorScope(db.app, { actorId: 'test' });
    const forged = [
      { ...real },
      structuredClone({ id: real.id }),
      Object.create(real),
      JSON.parse(JSON.stringify(real)),
    ];
    for (const scope of forged) {
      expect(() => assertScope(scope as Scope, 'counts')).toThrowError(
        expect.objectContaining({ code: 'IDUN_SCOPE_FORGED' }),
      );
    }
  });

  test('does not grow when its set or date is changed behind its type', async () => {
    const clock = makeManualClock(new Date('2026-01-01T00:00:00Z'));
    const scope = await mintPublicScope(db.app, { minimumCount: 0 }, { clock, lifetime: 1000 });
    (scope.allows as Set<Reading>).add('calls');
    scope.expiresAt.setFullYear(2099);
    expect(() => assertScope(scope, 'calls', clock)).toThrowError(expect.objectContaining({ code: 'IDUN_SCOPE_ACT' }));
    clock.advance(1000);
    expect(() => assertScope(scope, 'counts', clock)).toThrowError(
      expect.objectContaining({ code: 'IDUN_SCOPE_EXPIRED' }),
    );
    expect(() => Object.assign(scope.disclosure, { minimumCount: 0 })).toThrow(TypeError);
  });

  test('crosses a process as a signed token, and only an untouched one', async () => {
    const seal = openScopeSeal(dataDir);
    const token = seal.seal(await mintPublicScope(db.app, { minimumCount: 3 }));
    const opened = seal.open(token);
    expect(() => assertScope(opened, 'counts')).not.toThrow();
    expect(opened.disclosure).toEqual({ minimumCount: 3 });
    const [body, signature] = token.split('.');
    const fields = JSON.parse(Buffer.from(body!, 'base64url').toString());
    const grown = Buffer.from(JSON.stringify({ ...fields, allows: ['counts', 'calls'] })).toString('base64url');
    expect(() => seal.open(`${grown}.${signature}`)).toThrowError(
      expect.objectContaining({ code: 'IDUN_SCOPE_FORGED' }),
    );
    const later = makeManualClock(new Date(Date.now() + 3600_000));
    expect(() => seal.open(token, later)).toThrowError(expect.objectContaining({ code: 'IDUN_SCOPE_EXPIRED' }));
  });
});
