import type { TaskContext } from '../platform/jobs/index.ts';
import type { App } from './compose.ts';

/** A kind of background work, given the opened installation. */
export type AppTask = (app: App, payload: Record<string, unknown>, context: TaskContext) => Promise<void>;

/** The background work there is, by the name its jobs carry. */
export const tasks: Readonly<Record<string, AppTask>> = {
  'submissions.process': async (app, { submission }, context) => {
    const { processInChild } = await import('./process-submission.ts');
    await processInChild(app, String(submission), context);
  },
  'variants.maintain': async ({ database, config, variants }, _payload, { signal }) => {
    const { maintainVariants } = await import('../genomes/variants/index.ts');
    await maintainVariants({ db: database, dataDir: config.dataDir, variants }, signal);
  },
  'gdpr.erase': async (app, { genome, reason, actor }, { progress, signal }) => {
    const { eraseGenome, openArchive } = await import('../genomes/archive/index.ts');
    const { database, objects, config } = app;
    const [kind, ...id] = String(actor).split(':');
    await eraseGenome(openArchive({ database, objects, dataDir: config.dataDir }), {
      genome: String(genome),
      reason: String(reason),
      actor: { kind: kind as 'person', id: id.join(':') },
      progress,
      signal,
    });
  },
  'person.erase': async (app, { person, erasure }, { progress }) => {
    const { erasePerson } = await import('./privacy/erase-person.ts');
    await erasePerson(app, { person: String(person), erasure: String(erasure), progress });
  },
  'robots.work': async (app, { robot }, { signal, log }) => {
    const { openRobots, workRobot } = await import('../biobank/storage/robots/index.ts');
    const { mintSystemScope } = await import('../trust/scope/index.ts');
    const scope = await mintSystemScope(app.database.app, 'robots');
    log.info(await workRobot(openRobots(app), scope, String(robot), signal), 'an automated store');
  },
  'demo.load': async (app, _payload, { progress, signal }) => {
    const { loadDemo } = await import('./demo/load-demo.ts');
    await loadDemo(app, { progress, signal, actor: { kind: 'system', id: 'demo' } });
  },
};
