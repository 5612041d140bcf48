// A process that the kill test ends: it signs somebody in with one recovery code after the other and says each session's secret.
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { connectForTest } from '../../../platform/database/testing.ts';
import { recordAccessBy } from '../../audit/index.ts';
import type { RecordAct } from '../deps.ts';
import { signInWithRecoveryCode } from '../sign-in.ts';

const [appUrl, login, ...codes] = process.argv.slice(2) as [string, string, ...string[]];

const recordAct: RecordAct = async (db, who, { action, object }) => {
  const by = {
    actor: { kind: who?.kind ?? 'public', id: who?.accountId ?? 'public' },
    ...{ role: null, organisation: null, organisationName: null, scope: null, maskEpoch: null },
    ...{ purpose: 'operation', legalBasis: 'test' },
  } as const;
  return await recordAccessBy(db, by, { action, object });
};

const deps = { db: connectForTest(appUrl), recordAct, loginKey: randomBytes(32) };
for (const code of codes) {
  const { secret } = await signInWithRecoveryCode(deps, { login, code, local: false });
  writeSync(1, `${secret}\n`);
}
