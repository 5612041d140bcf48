import type { TaskContext } from '../platform/jobs/index.ts';
import type { App } from './compose.ts';

/** A kind of background work, given the opened installation. */
export type AppTask = (app: App, payload: Record<string, unknown>, context: TaskContext) => Promise<void>;

/** The background work there is, by the name its jobs carry. */
export const tasks: Readonly<Record<string, AppTask>> = {
  'submissions.process': async ({ database, objects, config }, { submission }, { progress, signal }) => {
    const { openArchive, processSubmission } = await import('../genomes/archive/index.ts');
    const archive = openArchive({ database, objects, dataDir: config.dataDir });
    const actor = { kind: 'system', id: 'submissions.process' } as const;
    await processSubmission(archive, String(submission), { actor, progress, signal });
  },
  'demo.load': async (app, _payload, { progress, signal }) => {
    const { loadDemo } = await import('./demo/load-demo.ts');
    await loadDemo(app, { progress, signal, actor: { kind: 'system', id: 'demo' } });
  },
};
