import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process named by its number and start time, `pid.start`, so that a number the system gave to another program later is
 * not taken for the first one.
 */
export type ProcessIdentity = string;

let bootMark: string | undefined;

function readBootMark(): string {
  if (bootMark === undefined) {
    try {
      bootMark = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').replaceAll('-', '').slice(0, 8);
    } catch {
      bootMark = 'b';
    }
  }
  return bootMark;
}

function startFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // proc(5): the name in parentheses may hold spaces; state is field 3, start time in clock ticks is field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  if (state === 'Z' || state === 'X') return undefined;
  return `${readBootMark()}${fields[19]}`;
}

function startFromPs(pid: number): string | undefined {
  const env = { ...process.env, LC_ALL: 'C' };
  const { status, stdout } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8', env });
  const line = stdout?.trim() ?? '';
  if (status !== 0 || line === '' || line.startsWith('Z')) return undefined;
  return String(Date.parse(line.replace(/^\S+\s+/, '')) / 1000);
}

/** The identity of a running process, or undefined when there is none with this number (a zombie is none). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const start = process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return start === undefined ? undefined : `${pid}.${start}`;
}

let own: ProcessIdentity | undefined;

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  own ??= identifyProcess(process.pid) ?? `${process.pid}.0`;
  return own;
}

/** Whether exactly this process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identity === ownIdentity() || identifyProcess(Number.parseInt(identity, 10)) === identity;
}
