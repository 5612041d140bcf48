import pg from 'pg';
import { clientConfig } from './connections.ts';

const idleMilliseconds = 10_000;

/** What the library's types leave out: whether an open connection keeps the process. */
type Client = pg.Client & { ref(): void; unref(): void };

/** Direct connections that hold locks for as long as a piece of work lasts. */
export interface Sessions {
  /** Runs `work` on a connection of its own; locks of the session end with it. */
  use<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Sessions on this address, as many as are asked for at once: a fixed number would let those that hold one lock and wait for a second
 * stop each other. One that is done serves the next for a while, since connecting takes longer than most questions.
 */
export function makeSessions(url: string): Sessions {
  const idle = new Map<Client, NodeJS.Timeout>();
  let closed = false;

  async function connect(): Promise<Client> {
    const client = new pg.Client(clientConfig(url)) as Client;
    // A lost connection ends its locks; the work's own statements then fail and say so.
    client.on('error', () => forget(client));
    client.on('end', () => forget(client));
    await client.connect();
    return client;
  }

  function forget(client: Client): void {
    clearTimeout(idle.get(client));
    idle.delete(client);
  }

  function take(): Client | undefined {
    for (const [client] of idle) {
      forget(client);
      client.ref();
      return client;
    }
    return undefined;
  }

  async function giveBack(client: Client): Promise<void> {
    await client.query('select pg_advisory_unlock_all()');
    if (closed) return await client.end();
    client.unref();
    const timer = setTimeout(() => {
      forget(client);
      void client.end().catch(() => undefined);
    }, idleMilliseconds);
    idle.set(client, timer.unref());
  }

  return {
    async use(work) {
      const client = take() ?? (await connect());
      let result: Awaited<ReturnType<typeof work>>;
      try {
        result = await work(client);
      } catch (error) {
        await client.end().catch(() => undefined);
        throw error;
      }
      await giveBack(client).catch(() => client.end().catch(() => undefined));
      return result;
    },
    async close() {
      closed = true;
      const clients = [...idle.keys()];
      for (const client of clients) {
        forget(client);
        client.ref();
      }
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    },
  };
}
