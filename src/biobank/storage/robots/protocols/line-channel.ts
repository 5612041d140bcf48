import type { Socket } from 'node:net';
import { Problem } from '../../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

const longestLine = 4096;

/** Lines over a connection, one question at a time. */
export interface LineChannel {
  /**
   * Sends a line and gives the lines that answer it.
   * @param isLast says whether an answer is complete with this line
   * @param isMine says whether a line belongs to this question; others (answers that came twice, or late) are let go
   * @throws Problem IDUN_ROBOT_AWAY when no answer came in time; the channel is of no use afterwards
   */
  ask(line: string, isLast: (line: string) => boolean, isMine?: (line: string) => boolean): Promise<string[]>;
  close(): void;
}

interface Waiting {
  lines: string[];
  isLast(line: string): boolean;
  isMine(line: string): boolean;
  resolve(lines: string[]): void;
  reject(error: Error): void;
}

const away = (why: string): Problem =>
  new Problem(errors.robotAway, `The connection to the automated store failed: ${why}.`, {
    action: 'Look whether it is on and can be reached; commands that were sent are looked up when it answers again.',
  });

/**
 * Makes a channel of an open connection.
 * @param end what ends a line that is sent; answers may end with CR, LF or both
 */
export function openLineChannel(socket: Socket, { end, patienceMs }: { end: string; patienceMs: number }): LineChannel {
  let rest = '';
  let waiting: Waiting | undefined;
  let broken: Problem | undefined;
  function fail(why: string): void {
    broken ??= away(why);
    socket.destroy();
    const current = waiting;
    waiting = undefined;
    current?.reject(broken);
  }
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    rest += String(chunk);
    const lines = rest.split(/\r\n|\r|\n/);
    rest = lines.pop()!;
    if (rest.length > longestLine) return fail('it sends a line without end');
    for (const line of lines) take(line);
  });
  socket.on('error', (error) => fail(error.message));
  socket.on('close', () => fail('it was closed'));
  function take(line: string): void {
    if (line === '' || waiting === undefined || !waiting.isMine(line)) return;
    waiting.lines.push(line);
    if (!waiting.isLast(line)) return;
    const { resolve, lines } = waiting;
    waiting = undefined;
    resolve(lines);
  }
  return {
    async ask(line, isLast, isMine = () => true) {
      if (broken !== undefined) throw broken;
      if (waiting !== undefined) throw new Error('one question at a time');
      const timer = setTimeout(() => fail(`no answer within ${patienceMs} ms`), patienceMs);
      try {
        return await new Promise<string[]>((resolve, reject) => {
          waiting = { lines: [], isLast, isMine, resolve, reject };
          socket.write(`${line}${end}`, 'latin1');
        });
      } finally {
        clearTimeout(timer);
      }
    },
    close() {
      broken ??= away('it is closed');
      socket.destroy();
    },
  };
}
