import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { referenceByName } from './references/match-reference.ts';
import { fastaFile } from './references/reference.ts';
import { readReferences } from './references/store.ts';

/** Files of a reference that a genome browser asks for, by the end of the address. */
const endings = { fasta: '', 'fasta.fai': '.fai', 'fasta.gzi': '.gzi' } as const;

/** GET /api/references/:name/fasta, .fai and .gzi, whole or by one byte range (RFC 9110 §14). A reference is nobody's data. */
export function serveFasta(app: FastifyInstance, deps: { db: Db; dataDir: string }): void {
  for (const [ending, suffix] of Object.entries(endings)) {
    app.get(
      `/api/references/:name/${ending}`,
      { config: { act: 'references.read' }, schema: { summary: `Sequence of a reference (${ending})` } },
      async (request: FastifyRequest, reply) => {
        const { name } = request.params as { name: string };
        const reference = referenceByName(await readReferences(deps.db), name);
        const path = fastaFile(deps.dataDir, reference);
        if (path === null || (suffix === '.gzi' && !path.endsWith('.gz'))) {
          throw new Problem(errors.referenceUnchecked, `The reference ${reference.name} has no such file.`, {
            action: path === null ? 'Load its FASTA with `idun reference add`.' : undefined,
          });
        }
        return await sendFile(request, reply, `${path}${suffix}`, reference.digest ?? '');
      },
    );
  }
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  digest: string,
): Promise<FastifyReply> {
  const { size } = await stat(path);
  const etag = `"${digest}-${size}"`;
  void reply.header('accept-ranges', 'bytes').header('etag', etag).header('cache-control', 'private, max-age=3600');
  void reply.type(path.endsWith('.fai') ? 'text/plain; charset=utf-8' : 'application/octet-stream');
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  const range = parseRange(request.headers.range, size);
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send();
  if (range === null) return reply.header('content-length', size).send(createReadStream(path));
  const { start, end } = range;
  return reply
    .code(206)
    .header('content-range', `bytes ${start}-${end}/${size}`)
    .header('content-length', end - start + 1)
    .send(createReadStream(path, { start, end }));
}

/** One range of a Range header, both ends included; null where it is absent, of another unit or several (then the whole is sent). */
export function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [first, last] = [match[1]!, match[2]!];
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}
