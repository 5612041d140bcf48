import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One attempt to send something out. Hosts only: addresses may hold ids. */
export interface EgressEntry {
  at: string;
  host: string;
  method: string;
  outcome: 'sent' | 'refused' | 'failed';
  status: number | null;
}

const mostBytes = 4 << 20;

/** The file of what went out, `logs/egress.ndjson` of a data folder. */
export function egressLogPath(dataDir: string): string {
  return join(dataDir, 'logs', 'egress.ndjson');
}

/** Appends to the log; a full file becomes the previous one. */
export function makeEgressLog(dataDir: string): (entry: EgressEntry) => void {
  const path = egressLogPath(dataDir);
  return (entry) => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > mostBytes) renameSync(path, `${path}.1`);
    appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  };
}

/** What went out or was refused, the newest first. */
export function readEgressLog(dataDir: string, limit = 200): EgressEntry[] {
  const path = egressLogPath(dataDir);
  const text = [`${path}.1`, path].map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('');
  const entries = text.split('\n').flatMap((line): EgressEntry[] => {
    try {
      return line === '' ? [] : [JSON.parse(line) as EgressEntry];
    } catch {
      // A line that a crash cut short.
      return [];
    }
  });
  return entries.reverse().slice(0, limit);
}
