import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../logging/index.ts';
import { clientConfig } from './connections.ts';

type OnNotify = (payload: string) => void;

interface Listener {
  listen(channel: string, onNotify: OnNotify): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** One direct connection for all LISTENs of a process, made at the first one and again when it is lost. */
export function makeListener(url: string, log: Logger): Listener {
  const channels = new Map<string, Set<OnNotify>>();
  let client: pg.Client | undefined;
  let connecting: Promise<pg.Client> | undefined;
  let closed = false;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client(clientConfig(url));
    fresh.on('notification', ({ channel, payload }) => {
      for (const onNotify of channels.get(channel) ?? []) onNotify(payload ?? '');
    });
    fresh.on('error', () => undefined);
    await fresh.connect();
    fresh.once('end', () => {
      if (client !== fresh) return;
      client = undefined;
      if (!closed) void reconnect();
    });
    for (const channel of channels.keys()) await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
    client = fresh;
    return fresh;
  }

  async function reconnect(): Promise<void> {
    for (let wait = 100; !closed && channels.size > 0; wait = Math.min(wait * 2, 5_000)) {
      try {
        await open();
        for (const onNotifies of channels.values()) for (const onNotify of onNotifies) onNotify('');
        return;
      } catch (error) {
        log.warn({ err: error }, 'the connection for notifications was lost; trying again');
        await sleep(wait, undefined, { ref: false });
      }
    }
  }

  async function open(): Promise<pg.Client> {
    if (client !== undefined) return client;
    connecting ??= connect().finally(() => {
      connecting = undefined;
    });
    return await connecting;
  }

  return {
    async listen(channel, onNotify) {
      const present = channels.get(channel);
      const listeners = present ?? new Set<OnNotify>();
      channels.set(channel, listeners);
      listeners.add(onNotify);
      const opened = await open();
      // Harmless when the connection was made just now and listens already.
      await opened.query(`listen ${opened.escapeIdentifier(channel)}`);
      return async () => {
        listeners.delete(onNotify);
        if (listeners.size > 0 || channels.get(channel) !== listeners) return;
        channels.delete(channel);
        if (client !== undefined) await client.query(`unlisten ${client.escapeIdentifier(channel)}`);
      };
    },
    async close() {
      closed = true;
      channels.clear();
      const open = client ?? (await connecting?.catch(() => undefined));
      client = undefined;
      await open?.end();
    },
  };
}
