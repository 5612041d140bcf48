import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

/** An outside provider on this machine: oidc-provider with one person at a time at its door. */
export interface TestIssuer {
  issuer: string;
  /** Who signs in next, with the claims it gives. */
  person: { sub: string; acr?: string; [claim: string]: unknown };
  /** Publishes keys that it does not sign with, as somebody in the middle would have to. */
  foreignKeys: boolean;
  /** Follows an authorization address as a browser would. @returns where it sends the browser back */
  visit(url: string): Promise<string>;
  close(): Promise<void>;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts the provider. @param client how Idun is registered there */
export async function startTestIssuer(client: {
  clientId: string;
  secret: string;
  redirectUri: string;
}): Promise<TestIssuer> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const signing = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' };
  let handle: ((...args: Parameters<ReturnType<Provider['callback']>>) => void) | undefined;
  const server = createServer((request, response) => handle?.(request, response));
  const issuer = await listen(server);
  const state: TestIssuer = {
    issuer,
    person: { sub: 'nobody' },
    foreignKeys: false,
    async visit(url) {
      const cookies = new Map<string, string>();
      let at = url;
      for (let step = 0; step < 10; step++) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
        for (const line of answer.headers.getSetCookie()) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
          cookies.set(name!, value!);
        }
        const location = answer.headers.get('location');
        if (location === null) throw new Error(`${answer.status} ${await answer.text()}`);
        at = new URL(location, at).href;
        if (!at.startsWith(issuer)) return at;
      }
      throw new Error('the provider goes in circles');
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: client.clientId, client_secret: client.secret, redirect_uris: [client.redirectUri] },
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [signing as never] },
    cookies: { keys: ['test'] },
    claims: { openid: ['sub', 'acr'], profile: ['name', 'groups', 'unit', 'login', 'cpr'] },
    acrValues: ['strong', 'weak'],
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...state.person, sub }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ accountId: oidc.session!.accountId!, clientId: oidc.client!.clientId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const foreign = await exportJWK((await generateKeyPair('RS256', { extractable: true })).publicKey);
  handle = (request, response) => {
    if (state.foreignKeys && request.url === '/jwks') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [{ ...foreign, alg: 'RS256', use: 'sig' }] }));
      return;
    }
    if (!request.url?.startsWith('/interaction/')) {
      answer(request, response);
      return;
    }
    const { sub, acr } = state.person;
    const login = { accountId: sub, ...(acr === undefined ? {} : { acr }), remember: false };
    void provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  };
  return state;
}
