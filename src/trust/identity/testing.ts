import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Config, loadConfig } from '../../platform/config/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { makeEgress } from '../../platform/egress/index.ts';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { makeMetrics } from '../../platform/metrics/index.ts';
import { trustMigrations } from '../migrations/index.ts';
import { isAct, registerGate } from '../scope/index.ts';
import type { IdentityAct, RecordAct } from './deps.ts';
import { findSession, findToken } from './index.ts';
import { routes } from './routes.ts';

/** A browser with a jar: what it was given as a cookie it sends again. */
export interface TestBrowser {
  cookies: Map<string, string>;
  ask(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Record<string, string>; body: unknown; json<T>(): T }>;
}

/** The module's routes over a database of their own, behind the real gate. */
export interface TestIdentity {
  db: DatabaseHandle;
  http: FastifyInstance;
  config: Config;
  /** What was put on the record. */
  acts: (IdentityAct & { who: string | null })[];
  /** People by civil registration number, as an outside provider vouches for it. */
  people: Map<string, { personNo: number; id: string }>;
  browser(): TestBrowser;
  close(): Promise<void>;
}

/** A browser that asks by `send`. */
export function makeBrowser(
  send: (request: {
    method: string;
    url: string;
    headers: Record<string, string>;
    payload?: string;
  }) => Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }>,
): TestBrowser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async ask(method, url, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await send({
        ...{ method, url },
        headers: {
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name!);
        else cookies.set(name!, value!);
      }
      const parsed = /json/.test(String(answer.headers['content-type'])) ? JSON.parse(answer.body) : answer.body;
      return {
        ...{ status: answer.status, body: parsed as unknown, json: <T>() => parsed as T },
        headers: answer.headers as Record<string, string>,
      };
    },
  };
}

// Limits of requests have tests of their own; here one address is many people.
const plenty = { burst: 1_000_000, perMinute: 1_000_000 };
const noLimits = { 'sign-in': plenty, identify: plenty, export: plenty, general: plenty };

/** Opens the module under test. @param beside one whose database and data folder it shares, as a second server would */
export async function openTestIdentity(settings: NodeJS.ProcessEnv = {}, beside?: TestIdentity): Promise<TestIdentity> {
  const folder = beside?.config.dataDir ?? mkdtempSync(join(tmpdir(), 'idun-identity-'));
  const config = loadConfig({ data: folder }, settings);
  const db = beside?.db ?? (await openTestDatabase(trustMigrations));
  const acts: TestIdentity['acts'] = [];
  const people: TestIdentity['people'] = new Map();
  const recordAct: RecordAct = async (_trx, who, act) => acts.push({ ...act, who: who?.accountId ?? who?.id ?? null });
  const http = await buildHttp({
    ...{ config, log: silentLogger, metrics: makeMetrics(), version: '0.0.0', limits: noLimits },
    findSession: (secret) => findSession(db.app, secret),
    findToken: (secret) => findToken({ db: db.app, recordAct }, secret),
    readiness: async () => ({ ready: true, checks: {} }),
    async routes(server) {
      await server.register(async (guarded) => {
        registerGate(guarded);
        await routes(guarded, {
          ...{ database: db, config },
          ...{ recordAct, isAct, egress: makeEgress(config.egressHosts) },
          findPersonByCpr: async (cpr) => people.get(cpr),
        });
      });
    },
  });
  await http.ready();
  const browser = () =>
    makeBrowser(async ({ payload, method, url, headers }) => {
      const answer = await http.inject({
        ...{ url, method: method as 'GET' },
        headers: { host: 'localhost:8480', ...headers },
        ...(payload === undefined ? {} : { payload }),
      });
      return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: answer.body };
    });
  return {
    ...{ db, http, config, acts, people, browser },
    async close() {
      await http.close();
      await db.close();
      rmSync(folder, { recursive: true });
    },
  };
}

type Cbor = number | string | Uint8Array | Map<number | string, Cbor>;

// RFC 8949 §3: as much as attestation objects and COSE keys need.
function encodeCbor(value: Cbor): Buffer {
  const head = (major: number, n: number) => {
    if (n < 24) return Buffer.of((major << 5) | n);
    return n < 256 ? Buffer.of((major << 5) | 24, n) : Buffer.of((major << 5) | 25, n >> 8, n & 255);
  };
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, one]) => [encodeCbor(key), encodeCbor(one)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

/** A device with one passkey (ES256), as WebAuthn level 3 describes it: user present and verified. */
export function makeAuthenticator({ origin, name }: { origin: string; name: string }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  let counter = 0;
  const { x, y } = publicKey.export({ format: 'jwk' });
  // RFC 9053 §7.1.1: kty EC2, alg ES256, crv P-256.
  const cose = new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x!, 'base64url')],
    [-3, Buffer.from(y!, 'base64url')],
  ]);
  // WebAuthn §6.1: user present (1), verified (4), attested credential data (64).
  function authenticatorData(attested: Buffer | null): Buffer {
    const rest = Buffer.alloc(5);
    rest[0] = 1 | 4 | (attested === null ? 0 : 64);
    rest.writeUInt32BE(counter, 1);
    return Buffer.concat([createHash('sha256').update(name).digest(), rest, attested ?? Buffer.alloc(0)]);
  }
  const clientData = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const shown = id.toString('base64url');
  const common = { id: shown, rawId: shown, type: 'public-key' as const, clientExtensionResults: {} };
  return {
    id: shown,
    /** Sets the counter back, as a copy of the device would have it. */
    rewind: () => {
      counter = 0;
    },
    create({ challenge }: { challenge: string }) {
      const length = Buffer.of(id.length >> 8, id.length & 255);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, encodeCbor(cose)]);
      const attestation = new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authenticatorData(attested)],
      ]);
      const response = {
        clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'),
        attestationObject: encodeCbor(attestation).toString('base64url'),
      };
      return { ...common, response };
    },
    get({ challenge }: { challenge: string }) {
      counter++;
      const data = authenticatorData(null);
      const client = clientData('webauthn.get', challenge);
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      const response = {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
      };
      return { ...common, response };
    },
  };
}
