import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { notFound, sendProblem } from './problems.ts';

/** Addresses of services, which are never pages. */
export const servicePaths = /^\/(api|ga4gh|fhir|oidc|open|healthz|readyz|metrics)(\/|$|\?)/;

/**
 * Serves the built web application: its files as they are, and its first page for every other address a browser opens, since
 * the application has addresses of its own. Without a built web application only the services answer.
 * @param folder dist/web, or undefined
 */
export async function registerWebPages(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const page = folder !== undefined && existsSync(join(folder, 'index.html'));
  if (page) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: 'index.html',
      cacheControl: false,
      setHeaders(response, path) {
        // Built files carry their content's hash in their name; the page that names them must be asked for each time.
        const hashed = /[/\\]assets[/\\]/.test(path);
        response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const browser = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (page && browser && !servicePaths.test(request.url)) {
      return reply.header('cache-control', 'no-cache').sendFile('index.html');
    }
    return sendProblem(reply, notFound());
  });
}
