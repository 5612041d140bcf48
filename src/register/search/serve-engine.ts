import type { MessagePort } from 'node:worker_threads';
import { toProblem } from '../../platform/problem/index.ts';
import type { StoredTable } from '../columns/index.ts';
import { buildFile, Engine } from './engine.ts';
import type { FactAxes, FactSlice } from './fact-table.ts';
import type { Ask, AskName, Query } from './model.ts';
import type { Masks } from './searcher.ts';

/** What the thread of the register is told. */
export type EngineCall =
  | { call: 'open'; world: string; folder: string; tables: readonly StoredTable[] }
  | { call: 'bring'; world: string; tables: readonly StoredTable[] }
  | { call: 'build'; folder: string; tables: readonly StoredTable[] }
  | { call: 'masks'; world: string; masks: Masks }
  | { call: 'describe'; world: string }
  | { call: 'members'; world: string; query: Query; today: string; masks: boolean; columns: string }
  | { call: 'facts'; world: string; query: Query; axes: FactAxes; slice: FactSlice & { today: string } }
  | { call: 'people'; world: string; persons: Uint32Array; columns: string }
  | { call: 'ask'; name: AskName; ask: Ask<AskName>; today: string; under: boolean };

/** Its answer to a call of the same number. */
export interface EngineReply {
  no: number;
  answer?: unknown;
  milliseconds?: number;
  problem?: { code: string; status: number; title: string; detail: string; extra: object | undefined };
}

/** Answers calls one after the other: a question keeps sets until the next. */
export function serveEngine(port: Pick<MessagePort, 'on' | 'postMessage'>): void {
  const engine = new Engine();
  port.on('message', ({ no, ...call }: EngineCall & { no: number }) => {
    const began = performance.now();
    try {
      const answer = answerCall(engine, call);
      port.postMessage({ no, answer, milliseconds: performance.now() - began } satisfies EngineReply);
    } catch (error) {
      const { code, status, title, detail, extra } = toProblem(error);
      port.postMessage({ no, problem: { code, status, title, detail, extra } } satisfies EngineReply);
    }
  });
}

function answerCall(engine: Engine, call: EngineCall): unknown {
  if (call.call === 'open') return engine.open(call.world, call.folder, call.tables);
  if (call.call === 'bring') return engine.bring(call.world, call.tables);
  if (call.call === 'build') return void buildFile(call.folder, call.tables);
  if (call.call === 'masks') return engine.setMasks(call.world, call.masks);
  if (call.call === 'describe') return engine.describe(call.world);
  if (call.call === 'members') return engine.members(call.world, call.query, call);
  if (call.call === 'facts') return engine.facts(call.world, call.query, call.axes, call.slice);
  if (call.call === 'people') return engine.people(call.world, call.persons, call.columns);
  return engine.ask(call.name, call.ask, call.today, call.under);
}
