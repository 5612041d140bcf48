import type { FastifyReply } from 'fastify';

/**
 * A page that goes on by itself. A browser that comes from another site sends no strict cookie on the way; from this page, which is
 * ours, it does.
 */
export function goOn(reply: FastifyReply, path: string): FastifyReply {
  const safe = path.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${safe}">
<title>Idun</title><p><a href="${safe}">Idun</a></p></html>`;
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page);
}
