import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem, NoAnswer } from '../../api/problem.ts';
import {
  type Bench,
  type BenchEvent,
  type Effect,
  type Entry,
  emptyBench,
  reopen,
  type Says,
  step,
} from './machine.ts';
import type { Command } from './scan-codes.ts';
import { hasSound, keepSound, play } from './sounds.ts';
import { type Task, tasks } from './tasks.ts';

/** What a bench does in the world. */
export interface BenchWork {
  /** Sends a scan; the same one again must change nothing. */
  send(entry: Entry, bench: Bench): Promise<{ outcome: string; says?: Says }>;
  undo?(entry: Entry): Promise<{ says?: Says } | undefined>;
  onCommand?(command: Command): void;
  /** What the page knows of a code by itself. */
  local?(code: string): string | undefined;
}

export interface BenchControl {
  bench: Bench;
  /** What keeps scans from being sent: no answer comes, or the session ended. */
  cut: 'no-network' | 'signed-out' | null;
  sound: boolean;
  scan(text: string): void;
  /** Forgets the scans of a finished piece of work. */
  clear(): void;
}

const retryAfter = 3000;
/** A scan that the server is too busy or too broken to take is kept, like one that never reached it. */
const passing = new Set([401, 429, 502, 503, 504]);

function restore(key: string): Bench {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return saved === null ? emptyBench : reopen({ ...emptyBench, ...(saved as Bench) });
  } catch {
    return emptyBench;
  }
}

// What waits is kept until it is sent, through a reload and a power cut; the rest is what the last scans were.
function save(key: string, bench: Bench): void {
  try {
    if (bench.entries.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ ...bench, verdict: null }));
  } catch {
    // Without storage the scans last as long as the page.
  }
}

/** Runs the machine of a bench: scans in, requests and sounds out, everything kept under `name` until it is sent. */
export function useBench(task: Task, name: string, work: BenchWork): BenchControl {
  const key = `idun.bench.${name}`;
  const [bench, setBench] = useState(() => restore(key));
  const [cut, setCut] = useState<BenchControl['cut']>(null);
  const [sound, setSound] = useState(hasSound);
  const now = useRef(bench);
  const latest = useRef(work);
  latest.current = work;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const dispatch = useCallback(
    (event: BenchEvent) => {
      const failed = (error: unknown) => {
        const signedOut = error instanceof ApiProblem && error.document.status === 401;
        if (error instanceof NoAnswer || (error instanceof ApiProblem && passing.has(error.document.status))) {
          setCut(signedOut ? 'signed-out' : 'no-network');
          return dispatch({ kind: 'no-answer' });
        }
        const document = error instanceof ApiProblem ? error.document : undefined;
        dispatch({
          kind: 'refusal',
          says: { problem: document?.code ?? 'IDUN_WEB_UNEXPECTED', detail: document?.detail ?? null },
        });
      };
      const ask = async (effect: Extract<Effect, { kind: 'send' | 'undo' }>) => {
        const { send, undo } = latest.current;
        const answer =
          effect.kind === 'send'
            ? await send(effect.entry, now.current)
            : { outcome: 'undone', ...(await undo?.(effect.entry)) };
        setCut(null);
        return answer;
      };
      const { bench: next, effects } = step(now.current, event, tasks[task]);
      now.current = next;
      setBench(next);
      save(key, next);
      for (const effect of effects) {
        if (effect.kind === 'sound') {
          if (hasSound()) play(effect.tone);
        } else if (effect.kind === 'retry') {
          clearTimeout(timer.current);
          timer.current = setTimeout(() => dispatch({ kind: 'resume' }), retryAfter);
        } else if (effect.kind === 'command') {
          if (effect.command === 'sound') {
            keepSound(!hasSound());
            setSound(hasSound());
          } else latest.current.onCommand?.(effect.command);
        } else ask(effect).then((answer) => dispatch({ kind: 'answer', ...answer }), failed);
      }
    },
    [key, task],
  );
  useEffect(() => {
    const again = () => dispatch({ kind: 'resume' });
    again();
    window.addEventListener('online', again);
    return () => {
      window.removeEventListener('online', again);
      clearTimeout(timer.current);
    };
  }, [dispatch]);
  const scan = useCallback(
    (text: string) => dispatch({ kind: 'scan', text, at: Date.now(), local: latest.current.local?.(text.trim()) }),
    [dispatch],
  );
  const clear = useCallback(() => {
    now.current = emptyBench;
    setBench(emptyBench);
    save(key, emptyBench);
  }, [key]);
  return { bench, cut, sound, scan, clear };
}
