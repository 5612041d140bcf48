import { sql } from 'kysely';

import { resolveGenome } from '../../genomes/archive/index.ts';
import type { CallRecord } from '../../genomes/variants/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

export interface CallsOptions {
  family?: boolean;
  limit: string;
}

/** The calls of one genome, as many as were asked for. */
interface ShownCalls {
  genome: string;
  sample: string | null;
  reference: string;
  detailed: boolean;
  /** There are more than are shown. */
  more: boolean;
  records: CallRecord[];
}

export async function showCalls(
  context: CliContext,
  text: string,
  region: string | undefined,
  options: CallsOptions,
): Promise<void> {
  const { database, variants } = await context.app();
  const scope = await context.scope();
  const { id } = await resolveGenome(database.app, text);
  const genomes = options.family === true ? await familyOf(context, id) : [{ id, sample: null }];
  await recordAccess(database.app, scope, {
    action: 'genomes.calls',
    object: id,
    detail: { region: region ?? null, genomes: genomes.map((g) => g.id) },
  });
  const limit = Number(options.limit);
  const items: ShownCalls[] = [];
  for (const genome of genomes) {
    const found = await variants.calls(scope, { genome: genome.id, region });
    const records: CallRecord[] = [];
    let more = false;
    for await (const record of found.records) {
      more = records.length >= limit;
      if (more) break;
      records.push(record);
    }
    items.push({
      genome: found.genome,
      sample: genome.sample,
      reference: found.reference,
      detailed: found.detailed,
      more,
      records,
    });
  }
  context.print({ items }, () => items.map(describe).join('\n\n'));
}

async function familyOf(context: CliContext, id: string): Promise<{ id: string; sample: string | null }[]> {
  const { database } = await context.app();
  const { rows } = await sql<{ id: string; sample: string | null }>`
    select g.id, g.sample_name as sample from genomes.genomes g join genomes.genomes o on o.id = ${id}
    where g.reference_no = o.reference_no and g.state = 'current'
      and (g.id = o.id or (g.family is not null and g.family = o.family and g.dataset_no = o.dataset_no))
    order by g.id <> o.id, g.genome_no`.execute(database.app);
  return rows;
}

function describe(item: ShownCalls): string {
  const list = (values: readonly (number | null)[] | null): string =>
    values === null ? '.' : values.map((v) => v ?? '.').join(',');
  const rows = item.records.map((r) => [
    r.chrom,
    `${r.pos}`,
    r.ref,
    r.alts.join(',') || '.',
    r.filter,
    r.gt ?? '.',
    `${r.gq ?? '.'}`,
    `${r.dp ?? '.'}`,
    list(r.ad),
    list(r.pl ?? r.gp),
    r.ps ?? '.',
    r.ft ?? '.',
  ]);
  const head = `${item.sample ?? item.genome}  ${item.reference}  ${item.records.length} records${item.more ? ' (more: raise --limit or name a region)' : ''}`;
  const note = item.detailed ? '' : '\nnote: The file had genotypes only; alleles are shown as the store holds them.';
  return `${head}\n${formatTable(['chrom', 'pos', 'ref', 'alt', 'filter', 'gt', 'gq', 'dp', 'ad', 'pl', 'ps', 'ft'], rows)}${note}`;
}
