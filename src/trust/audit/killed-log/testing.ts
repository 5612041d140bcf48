// A process that the kill tests end: it writes entries, or sequences them, and says what it was told is done.
import { randomInt } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectForTest } from '../../../platform/database/testing.ts';
import { recordAccessBy } from '../audit.ts';
import { Sequencer } from '../sequencer.ts';
import { openAuditKey } from '../signing.ts';

const [task, appUrl, jobsUrl, dataDir, dieAt] = process.argv.slice(2) as [string, string, string, string, string];
const say = (line: string) => writeSync(1, `${line}\n`);

async function write(): Promise<void> {
  const db = connectForTest(appUrl);
  const by = {
    actor: { kind: 'system', id: 'kill-test' } as const,
    ...{ role: null, organisation: null, organisationName: null, scope: null, maskEpoch: null },
    purpose: 'operation',
    legalBasis: 'test',
  };
  for (;;) {
    const several = Array.from({ length: 8 }, async () => {
      const object = `per_${String(randomInt(1, 50)).padStart(22, '0')}`;
      say(await recordAccessBy(db, by, { action: 'test', object }));
    });
    await Promise.all(several);
  }
}

async function sequence(): Promise<void> {
  const sequencer = new Sequencer({
    db: connectForTest(jobsUrl),
    key: openAuditKey(dataDir),
    ...(dieAt === '' ? { batch: 70 } : {}),
    onStep(step) {
      if (step === dieAt) process.kill(process.pid, 'SIGKILL');
    },
  });
  for (;;) {
    const { appended } = await sequencer.round();
    say(String(appended));
    if (appended === 0) await sleep(20);
  }
}

await (task === 'write' ? write() : sequence());
