import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { FaultKind } from './store-mechanics.ts';

/** A line that came in: its answer, and the fault that goes with it. */
export interface Served {
  answer: string[];
  fault?: FaultKind;
}

export interface ServeOptions {
  port?: number | undefined;
  /** How late a slow answer comes. */
  slowMs?: number;
  /** Is told of each line before it is read. */
  onLine?(line: string): void;
}

/** A simulator that listens. */
export interface Simulator {
  port: number;
  close(): Promise<void>;
}

/**
 * Serves lines on the loopback device.
 * @param given.read makes the answer of a line; it is called at the moment the line is read
 */
export async function serveLines(given: {
  port?: number | undefined;
  end: string;
  slowMs: number;
  /** Whether the connection is lost before this line is read. */
  losesLine(line: string): boolean;
  read(line: string): Served;
}): Promise<Simulator> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      rest += String(chunk);
      const lines = rest.split(/\r\n|\r|\n/);
      rest = lines.pop()!.slice(0, 4096);
      for (const line of lines) if (line !== '') serve(socket, line);
    });
  });
  function serve(socket: Socket, line: string): void {
    if (socket.destroyed) return;
    if (given.losesLine(line)) return void socket.destroy();
    const { answer, fault } = given.read(line);
    if (fault === 'drop-after') return void socket.destroy();
    const text = answer.map((one) => `${one}${given.end}`).join('');
    const write = () => void (socket.destroyed || socket.write(fault === 'twice' ? text + text : text, 'latin1'));
    if (fault === 'slow') setTimeout(write, given.slowMs);
    else write();
  }
  server.listen(given.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
