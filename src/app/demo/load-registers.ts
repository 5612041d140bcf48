import { join } from 'node:path';
import type { DemoManifest } from '../../../demo/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { addCodes } from '../../register/codes/index.ts';
import { loadFolder } from '../../register/feeds/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import type { App } from '../compose.ts';
import type { LoadDemoOptions } from './load-demo.ts';

const errors = {
  feedRefused: { code: 'IDUN_DEMO_FEED_REFUSED', status: 500, title: 'A feed of the demo nation was refused.' },
} as const satisfies Record<string, ProblemSpec>;

/** Registers and biobanks of the demo nation, through the ordinary front door; what was loaded already stays as it is. */
export async function loadDemoRegisters(
  { database, config, cprKeys }: App,
  scope: Scope,
  {
    folder,
    manifest,
    progress,
    signal,
  }: Pick<LoadDemoOptions, 'progress' | 'signal'> & { folder: string; manifest: DemoManifest },
): Promise<void> {
  const { registers, today } = manifest;
  for (const { file, system, title } of registers.lists) {
    await addCodes(database, scope, { path: join(folder, file), system, title, demo: true });
  }
  // The nation stands still on a day that may be after today.
  const clock = { now: () => new Date(Math.max(Date.now(), Date.parse(`${today}T12:00:00Z`))) };
  const deps = { database, dataDir: config.dataDir, cprKeys, clock };
  const loaded = await loadFolder(deps, scope, join(folder, registers.folder), { demo: true, progress, signal });
  const refused = loaded.find(({ state }) => state === 'refused');
  if (refused === undefined) return;
  const kinds = refused.report.faults.map(({ kind }) => kind).join(', ');
  throw new Problem(errors.feedRefused, `The feed ${refused.feed} was refused: ${kinds}.`, {
    action: 'Run `idun demo remove` and `idun demo load`; if it stays so, report it with this text.',
  });
}
