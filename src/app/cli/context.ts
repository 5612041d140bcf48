import { type Config, type ConfigFlags, loadConfig } from '../../platform/config/index.ts';
import type { ActorRef, DatabaseHandle } from '../../platform/database/index.ts';
import { type Logger, type LogLevel, makeLogger } from '../../platform/logging/index.ts';
import type { ObjectStore } from '../../platform/objects/index.ts';
import { makeTerminalProgress, type Progress, silentProgress } from '../../platform/progress/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { commandLineActor } from '../command-line-actor.ts';
import { type App, openApp } from '../compose.ts';

/** What a command works with; everything that costs time is opened when it is first asked for. */
export interface CliContext {
  /** From flags, environment and defaults; `overrides` are a command's own options. */
  config(overrides?: ConfigFlags): Config;
  /** Whether answers are JSON. */
  readonly json: boolean;
  /** One line on a terminal; silent elsewhere and with --json. */
  readonly progress: Progress;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly actor: ActorRef;
  log(): Logger;
  /** @param early is given the object store while the database starts, when this call is what opens it */
  app(overrides?: ConfigFlags, early?: (objects: ObjectStore) => void): Promise<App>;
  database(): Promise<DatabaseHandle>;
  /** The operator's scope: whoever can read the data directory. */
  scope(): Promise<Scope>;
  /** Prints an answer: the value with --json, else the lines for people. */
  print(value: unknown, forPeople: (value: never) => string): void;
  /** What a signal does: the work is told, and after a while everything is closed and the process ends. */
  interrupt(signal: NodeJS.Signals): void;
  exitCode: number | undefined;
  /** Closes what was opened and leaves the embedded PostgreSQL. */
  close(): Promise<void>;
}

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
const grace = 8_000;

/** A context for one command line. @param options reads the options that every command takes */
export function makeContext(options: () => Record<string, unknown>): CliContext {
  const abort = new AbortController();
  let opened: Promise<App> | undefined;
  let logger: Logger | undefined;
  let progress: Progress | undefined;
  const text = (name: string) => {
    const value = options()[name];
    return typeof value === 'string' ? value : undefined;
  };

  const context: CliContext = {
    signal: abort.signal,
    actor: commandLineActor(),
    exitCode: undefined,
    get json() {
      return options()['json'] === true;
    },
    get progress() {
      progress ??= context.json ? silentProgress : makeTerminalProgress(process.stderr);
      return progress;
    },
    config: (overrides = {}) => loadConfig({ data: text('data'), logLevel: text('log'), ...overrides }),
    log() {
      logger ??= makeLogger(context.config().logLevel as LogLevel);
      return logger;
    },
    async app(overrides, early) {
      opened ??= openApp(context.config(overrides), context.log(), early);
      return await opened;
    },
    database: async () => (await context.app()).database,
    async scope() {
      const db = (await context.database()).app;
      const { mintOperatorScope } = await import('../../trust/scope/index.ts');
      return await mintOperatorScope(db, { actorId: context.actor.id });
    },
    print(value, forPeople) {
      const answer = context.json ? JSON.stringify(value) : forPeople(value as never);
      process.stdout.write(answer.endsWith('\n') ? answer : `${answer}\n`);
    },
    interrupt(signal) {
      if (abort.signal.aborted) return;
      context.exitCode = 128 + (signalNumbers[signal] ?? 0);
      abort.abort(new Error(`ended by ${signal}`));
      setTimeout(() => {
        // Whoever still works loses the database under its hands: what it says of that helps nobody.
        process.on('uncaughtException', () => undefined);
        void context.close().finally(() => process.exit(context.exitCode));
      }, grace).unref();
    },
    async close() {
      const app = await opened?.catch(() => undefined);
      opened = undefined;
      if (app === undefined) return;
      // Without a server nobody else appends what this command put on the record. What fails here waits, and is not lost.
      const { hasWrittenEntries, sequenceNow } = await import('../../trust/audit/index.ts');
      if (hasWrittenEntries()) {
        await sequenceNow({ db: app.database.jobs, key: app.auditKey }).catch(() => undefined);
      }
      await app.close();
    },
  };
  return context;
}
