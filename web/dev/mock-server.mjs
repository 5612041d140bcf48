// A small server with the API's shapes and seeded data, for looking at pages while they are written:
//   node web/dev/mock-server.mjs [--port 8481] [--public] [--empty] [--slow 800] [--fail]
// It serves dist/web under the product's content security policy. Never part of the product.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asOf, datasets, fasta, genomes, growth, references, variantAnswer, variants } from './mock-data.mjs';
import { submissions } from './mock-submissions.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const flag = (name) => process.argv.includes(`--${name}`);
const port = Number(option('port', '8481'));
const isPublic = flag('public');
const empty = flag('empty');
const dist = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:";
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};
const uploads = new Map();
const exons = (...pairs) => pairs.map(([start, end]) => ({ start, end }));
const demoGenes = [
  {
    reference: 'demo',
    id: 'G1',
    symbol: 'DEMO1',
    contig: '1',
    start: 900,
    end: 3200,
    strand: '+',
    biotype: 'protein_coding',
    transcripts: [{ id: 'T1', exons: exons([900, 1100], [1600, 1720], [2900, 3200]) }],
  },
  {
    reference: 'demo',
    id: 'G2',
    symbol: 'DEMO2',
    contig: '1',
    start: 3000,
    end: 6400,
    strand: '-',
    biotype: 'protein_coding',
    transcripts: [{ id: 'T2', exons: exons([3000, 3400], [4100, 4250], [6000, 6400]) }],
  },
];

const key = (row) => `${row.chrom}-${row.pos}-${row.ref}-${row.alt}`;
const problem = (status, code, title, detail, action) => ({
  status,
  type: 'application/problem+json',
  body: { type: 'about:blank', status, code, title, detail, action },
});
const forbidden = () =>
  problem(403, 'IDUN_SCOPE_FORBIDDEN', 'This needs an operator session', 'Public access reads counts only.', undefined);

function page(rows, query) {
  const limit = Number(query.get('limit') ?? 50);
  const from = Number(query.get('after') ?? 0);
  const items = rows.slice(from, from + limit);
  return { items, next: from + limit < rows.length ? String(from + limit) : null, total: rows.length };
}

function filtered(rows, query, fields) {
  const kept = rows.filter((row) =>
    fields.every((field) => !query.get(field) || String(row[field]) === query.get(field)),
  );
  const sort = query.get('sort');
  if (!sort) return kept;
  const field = sort.replace(/^-/, '');
  const sign = sort.startsWith('-') ? -1 : 1;
  return [...kept].sort((a, b) => sign * String(a[field] ?? '').localeCompare(String(b[field] ?? '')));
}

const started = Date.now();
function alive(submission) {
  if (submission.state !== 'validating') return submission;
  const seconds = (Date.now() - started) / 1000;
  const steps = submission.progress.steps.map((step) =>
    step.state === 'running' ? { ...step, done: Math.min(step.total, step.done + seconds * 502_000) } : step,
  );
  return { ...submission, progress: { ...submission.progress, steps, secondsLeft: Math.max(3, 410 - seconds) } };
}

function region(query) {
  const [, chrom, from, to] = /^([^:]+):(\d+)-(\d+)$/.exec(query.get('region') ?? '') ?? [];
  const reference = query.get('reference');
  if (!chrom)
    return problem(
      400,
      'IDUN_REGION_INVALID',
      'That is not a region',
      `"${query.get('region')}" could not be read.`,
      'Write contig:from-to, for example 1:100-200.',
    );
  const rows = (variants[reference] ?? []).filter(
    (row) => row.chrom === chrom.replace(/^chr/, '') && row.pos >= Number(from) && row.pos <= Number(to),
  );
  const shown = isPublic
    ? rows.map((row) =>
        row.ac > 0 && row.ac < 5 ? { ...row, ac: null, af: null, hom: null, hemi: null, protected: '<5' } : row,
      )
    : rows;
  return {
    body: {
      ...page(shown, query),
      reference,
      checked: references.find((one) => one.name === reference)?.checked ?? false,
      asOf,
    },
  };
}

function variantRoute(path) {
  const [, reference, name, carriers] = /^\/variants\/([^/]+)\/([^/]+?)(\/carriers)?$/.exec(path) ?? [];
  const row = variants[reference]?.find((one) => key(one) === name || one.ids.includes(name));
  if (!row)
    return problem(
      404,
      'IDUN_VARIANT_UNKNOWN',
      'This variant is not known',
      `No genome under ${reference} carries ${name}, and no file had a record there.`,
      'Check the reference and the position.',
    );
  if (!carriers) return { body: variantAnswer(reference, row, isPublic ? 5 : 0) };
  if (isPublic) return forbidden();
  const found = genomes
    .filter((one) => one.reference === reference)
    .slice(0, Math.min(row.ac, 40))
    .map((one, at) => ({
      genome: one.id,
      copies: 1 + (at % 7 === 0),
      called: 2,
      phase: at % 3 ? null : '0|1',
      sex: one.sex,
      dataset: one.dataset,
    }));
  return {
    body: {
      items: [
        { variant: { reference, chrom: row.chrom, pos: row.pos, ref: row.ref, alt: row.alt }, carriers: found, asOf },
      ],
    },
  };
}

function search(q) {
  const hits = [];
  const row = Object.entries(variants).flatMap(([reference, rows]) =>
    rows
      .filter((one) => key(one).startsWith(q) || one.ids.includes(q))
      .slice(0, 3)
      .map((one) => [reference, one]),
  );
  for (const [reference, one] of row)
    hits.push({ kind: 'variant', label: `${key(one)} (${reference})`, href: `/variants/${reference}/${key(one)}` });
  for (const one of datasets)
    if (one.name.includes(q)) hits.push({ kind: 'dataset', label: one.name, href: `/genomes?dataset=${one.name}` });
  for (const one of genomes)
    if (one.sample.startsWith(q) && hits.length < 12)
      hits.push({ kind: 'genome', label: one.sample, href: `/genomes/${one.id}` });
  if (/^pcsk9$/i.test(q))
    hits.push({ kind: 'gene', label: 'PCSK9 (GRCh38)', href: '/regions/GRCh38/1:55039447-55064852' });
  return hits;
}

function get(path, query) {
  if (path === '/session')
    return {
      body: isPublic
        ? { kind: 'public', purpose: 'statistics', organisation: null }
        : { kind: 'operator', purpose: 'operation', organisation: 'Demo genome centre' },
    };
  if (path === '/overview')
    return {
      body: empty
        ? {
            asOf,
            totals: { genomes: 0, persons: 0, alleles: 0, submissions: 0, datasets: 0 },
            growth: [],
            datasets: [],
            references: [],
            jobs: [],
          }
        : {
            asOf,
            totals: {
              genomes: 412,
              persons: 409,
              alleles: 7_360,
              submissions: submissions.length,
              datasets: datasets.length,
            },
            growth,
            datasets,
            references,
            jobs: isPublic
              ? []
              : [
                  {
                    id: 'job_1',
                    kind: 'ingest',
                    label: 'demo-donors',
                    submission: submissions[0].id,
                    progress: alive(submissions[0]).progress,
                  },
                ],
          },
    };
  if (path === '/references') return { body: empty ? [] : references };
  if (path === '/datasets') return { body: page(empty ? [] : datasets, query) };
  if (path === '/variants/region') return region(query);
  if (path === '/variants/structural')
    return { body: { items: [], next: null, total: 0, reference: query.get('reference'), checked: true, asOf } };
  if (path === '/search') return { body: { items: search(query.get('q') ?? '') } };
  if (path === '/genes') return { body: { items: query.get('reference') === 'demo' ? demoGenes : [] } };
  const reference = /^\/references\/([^/]+)$/.exec(path);
  if (reference) {
    const found = references.find((one) => one.name === reference[1]);
    return found
      ? { body: found }
      : problem(
          404,
          'IDUN_REFERENCE_UNKNOWN',
          'This reference is not known',
          `No reference is called ${reference[1]}.`,
          'See the list under Variants.',
        );
  }
  if (path.startsWith('/variants/')) return variantRoute(path);
  if (isPublic) return forbidden();
  if (path === '/submissions')
    return { body: page(empty ? [] : filtered(submissions, query, ['state', 'dataset']), query) };
  if (path === '/genomes')
    return {
      body: page(
        empty ? [] : filtered(genomes, query, ['dataset', 'sex', 'type', 'assay', 'source', 'state', 'submission']),
        query,
      ),
    };
  const submission = submissions.find((one) => path === `/submissions/${one.id}`);
  if (submission) return { body: alive(submission) };
  const genome = genomes.find((one) => path.startsWith(`/genomes/${one.id}`));
  if (genome && path.endsWith('/calls')) {
    const rows =
      region(new URLSearchParams({ reference: genome.reference, region: query.get('region') ?? '', limit: '5000' }))
        .body.items ?? [];
    const calls = rows
      .filter((_, at) => at % 3 === 0)
      .map((row) => ({
        ...row,
        alts: [row.alt],
        filter: 'PASS',
        fraction: 0.55,
        gt: row.hom > 0 ? '1/1' : '0|1',
        gq: 99,
        dp: 31,
        ad: [14, 17],
        ps: '100',
      }));
    return {
      body: {
        genome: genome.id,
        reference: genome.reference,
        detailed: true,
        more: calls.length > 1000,
        items: calls.slice(0, 1000),
      },
    };
  }
  if (genome) return { body: genome };
  return problem(
    404,
    'IDUN_NOT_FOUND',
    'Nothing is here',
    `There is no ${path}.`,
    'Go back to the list and choose again.',
  );
}

async function readBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

async function tus(request, response, path) {
  const headers = { 'tus-resumable': '1.0.0', 'cache-control': 'no-store' };
  if (request.method === 'POST') {
    const name = randomUUID();
    uploads.set(name, { length: Number(request.headers['upload-length']), offset: 0 });
    return response.writeHead(201, { ...headers, location: `/api/uploads/${name}` }).end();
  }
  const upload = uploads.get(path.split('/').at(-1));
  if (!upload) return response.writeHead(404, headers).end();
  if (request.method === 'PATCH') {
    for await (const part of request) {
      upload.offset += part.length;
      if (flag('slow')) await new Promise((done) => setTimeout(done, 20));
    }
    return response.writeHead(204, { ...headers, 'upload-offset': String(upload.offset) }).end();
  }
  return response
    .writeHead(200, { ...headers, 'upload-offset': String(upload.offset), 'upload-length': String(upload.length) })
    .end();
}

function sendFasta(request, response, path) {
  if (path.endsWith('.gzi')) return response.writeHead(404).end();
  const body = path.endsWith('.fai') ? Buffer.from(fasta.index) : fasta.text;
  const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
  if (!range) return response.writeHead(200, { 'content-type': 'text/plain', 'accept-ranges': 'bytes' }).end(body);
  const from = Number(range[1]);
  const to = Math.min(body.length - 1, range[2] ? Number(range[2]) : body.length - 1);
  return response
    .writeHead(206, { 'content-type': 'text/plain', 'content-range': `bytes ${from}-${to}/${body.length}` })
    .end(body.subarray(from, to + 1));
}

async function act(path, request) {
  const made = await readBody(request);
  if (path === '/submissions')
    return { status: 201, body: { id: submissions[0].id, received: JSON.parse(made.toString()) } };
  const change = /^\/submissions\/([^/]+)\/(release|retract)$/.exec(path);
  const found = submissions.find((one) => one.id === change?.[1]);
  if (!found) return problem(404, 'IDUN_SUBMISSION_UNKNOWN', 'This submission is not known', path, undefined);
  found.state = change[2] === 'release' ? 'accepted' : 'retracted';
  return { body: found };
}

async function sendFile(response, path) {
  const wanted = extname(path) ? path.slice(1) : 'index.html';
  const headers = {
    'content-security-policy': policy,
    'content-type': types[extname(wanted)] ?? 'application/octet-stream',
  };
  try {
    const body = await readFile(dist + wanted.replaceAll('..', ''));
    response.writeHead(200, headers).end(body);
  } catch {
    response.writeHead(404, headers).end('Not found');
  }
}

createServer(async (request, response) => {
  const url = new URL(request.url, `http://127.0.0.1:${port}`);
  const path = decodeURIComponent(url.pathname);
  if (!path.startsWith('/api/')) return sendFile(response, path);
  const inside = path.slice(4);
  if (inside.startsWith('/uploads')) return tus(request, response, inside);
  if (/^\/references\/[^/]+\/fasta/.test(inside)) return sendFasta(request, response, inside);
  if (flag('slow')) await new Promise((done) => setTimeout(done, Number(option('slow', '800'))));
  const answer =
    flag('fail') && inside !== '/session'
      ? problem(
          503,
          'IDUN_DATABASE_AWAY',
          'The database does not answer',
          'PostgreSQL on port 54321 refused the connection.',
          'Start it again, or look at the log.',
        )
      : request.method === 'POST'
        ? await act(inside, request)
        : get(inside, url.searchParams);
  response
    .writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(answer.body));
}).listen(port, '127.0.0.1', () => process.stdout.write(`mock API and pages on http://127.0.0.1:${port}\n`));
