import { writeFile } from 'node:fs/promises';
import {
  eraseGenome,
  exportPhenopacket,
  formatCertificate,
  type GenomeAnswer,
  listGenomes,
  showGenome,
  swapSamples,
} from '../../genomes/archive/index.ts';
import { archiveOf } from './archive-of.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const day = (at: Date | string): string => new Date(at).toISOString().slice(0, 10);

function genomeRow(g: GenomeAnswer): string[] {
  return [g.id, g.sample ?? '–', g.dataset, g.reference, g.sex, g.type, g.assay, g.state, day(g.addedAt)];
}

export interface ListOptions {
  limit?: string;
  after?: string;
  sort?: string;
  [filter: string]: string | undefined;
}

export async function list(context: CliContext, options: ListOptions): Promise<void> {
  const { limit, affected, ...filter } = options;
  const page = await listGenomes((await context.database()).app, await context.scope(), {
    ...filter,
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(affected === undefined ? {} : { affected: affected === 'yes' }),
  });
  context.print(page, () =>
    [
      formatTable(
        ['id', 'sample', 'dataset', 'reference', 'sex', 'type', 'assay', 'state', 'added'],
        page.items.map(genomeRow),
      ),
      `${page.items.length} of ${page.total}${page.next ? `; more with --after ${page.next}` : ''}`,
    ].join('\n'),
  );
}

export async function show(context: CliContext, genome: string, options: { phenopacket?: boolean }): Promise<void> {
  const db = (await context.database()).app;
  const scope = await context.scope();
  if (options.phenopacket) {
    const document = await exportPhenopacket(db, scope, genome, new Date());
    context.print(document, () => JSON.stringify(document, null, 2));
    return;
  }
  const found = await showGenome(db, scope, genome);
  context.print(found, () => {
    const { history, relatedness, qc, ...fields } = found;
    const lines = Object.entries(fields).map(([name, value]) => `${name.padEnd(13)} ${value ?? '–'}`);
    for (const [name, value] of Object.entries(qc ?? {})) {
      if (name !== 'id' && name !== 'sample') lines.push(`qc ${name.padEnd(10)} ${value ?? '–'}`);
    }
    for (const pair of relatedness) {
      const other = pair.a === found.id ? pair.sampleB : pair.sampleA;
      const open =
        pair.among === undefined ? '' : ` (${pair.among.join(' or ')}: ${reasons[pair.reason ?? 'between']})`;
      lines.push(`related to    ${other}: ${pair.relation}${open}, kinship ${pair.kinship.toFixed(3)}`);
    }
    for (const entry of history) lines.push(`${day(entry.at)}    ${entry.act}: ${entry.reason} (${entry.actor})`);
    return lines.join('\n');
  });
}

const reasons = { 'few-sites': 'too few sites to tell', between: 'the estimate lies between them' } as const;

export async function swap(context: CliContext, a: string, b: string, reason: string): Promise<void> {
  const swapped = await swapSamples(await archiveOf(context), { a, b, reason, actor: context.actor });
  context.print(swapped, () => `${swapped.a} and ${swapped.b} have exchanged their people; both histories say why.`);
}

export interface EraseOptions {
  reason: string;
  certificate?: string;
}

export async function erase(context: CliContext, genome: string, options: EraseOptions): Promise<void> {
  const { actor, progress, signal } = context;
  const erased = await eraseGenome(await archiveOf(context), {
    genome,
    reason: options.reason,
    actor,
    progress,
    signal,
  });
  const text = formatCertificate(erased.certificate, erased.signature);
  if (options.certificate !== undefined) {
    const json = options.certificate.endsWith('.json');
    await writeFile(options.certificate, json ? `${JSON.stringify(erased, null, 1)}\n` : text);
  }
  if (erased.certificate.state !== 'complete') context.exitCode = 1;
  context.print(erased, () => text);
}
