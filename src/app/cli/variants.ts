import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';

import {
  askReferences,
  candidateReferences,
  type GroupAnswer,
  maintainVariants,
  type RegionPage,
  type VariantAnswer,
} from '../../genomes/variants/index.ts';
import { findGenes } from '../../knowledge/transcripts/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const errors = {
  noSamples: { code: 'IDUN_CLI_NO_SAMPLES', status: 400, title: 'The file of samples cannot be used.' },
} as const satisfies Record<string, ProblemSpec>;

interface Choice {
  reference?: string;
  dataset?: string;
  group?: string;
  region?: string;
  samples?: string;
  cohort?: string;
  filter?: 'pass';
  output?: string;
  limit?: string;
  after?: string;
}

/** `idun variants show|region|frequencies|annotate|structural|carriers|maintain`. */
export function registerVariants(program: Command, context: CliContext): void {
  const variants = program.command('variants').description('how often, in whom, and how well called');
  variants
    .command('show')
    .description('counts of one variant in every group')
    .argument(
      '<variant>',
      '1-55051215-G-A, chr1:55051215G>A, NC_000001.11:g.55051215G>A, or an identifier the files carried',
    )
    .option('--reference <name>', 'reference; without it all that hold genomes are asked')
    .action((variant: string, options: Choice) => show(context, variant, options));
  variants
    .command('region')
    .description('the alleles of a region with their counts')
    .argument('<region>', '1:55040000-55070000 (1-based, both ends included), or a gene once transcripts are loaded')
    .option('--reference <name>')
    .option('--dataset <name>', 'count this dataset only')
    .option('--group <name>', 'count this group only, as answers name it')
    .option('--filter <kind>', '`pass`: only alleles that a file passed')
    .option('--limit <rows>', 'rows of a page', '100')
    .option('--after <mark>', 'the mark that the page before ended with')
    .action((region: string, options: Choice) => listRegion(context, region, options));
  variants
    .command('frequencies')
    .description('the frequency table: chrom pos ref alt ac an hom hemi missing af')
    .option('--dataset <name>', 'count this dataset only')
    .option('--group <name>', 'count this group only')
    .option('--reference <name>')
    .option('--region <region>')
    .option('--samples <file>', 'count these samples only: a name or genome id a line')
    .option('--cohort <id>', 'count the newest version of this saved cohort only (coh_…)')
    .option('--filter <kind>', '`pass`: only alleles that a file passed')
    .option('--output <file>', '.tsv, .vcf (both also .gz) or .parquet; without it TSV to standard output')
    .action((options: Choice) => frequencies(context, options));
  variants
    .command('annotate')
    .description('your own VCF with our frequencies beside each allele')
    .argument('<input>', 'VCF, plain, gzip or bgzip')
    .requiredOption('--output <file>', 'a name ending in .gz is written with bgzip')
    .option('--reference <name>')
    .action((input: string, options: Choice & { output: string }) => annotate(context, input, options));
  variants
    .command('structural')
    .description('structural alleles that overlap a region: symbolic alleles, breakends, spanning deletions')
    .argument('<region>')
    .option('--reference <name>')
    .option('--dataset <name>', 'count this dataset only')
    .option('--limit <rows>', 'rows of a page', '100')
    .option('--after <mark>', 'the mark that the page before ended with')
    .action((region: string, options: Choice) => listStructural(context, region, options));
  variants
    .command('maintain')
    .description(
      'merge small segments, sweep what nobody reads, count groups in advance; a running server does it by itself',
    )
    .action(() => maintain(context));
  variants
    .command('carriers')
    .description('genomes that carry a variant')
    .argument('<variant>')
    .option('--reference <name>')
    .action((variant: string, options: Choice) => carriers(context, variant, options));
}

async function show(context: CliContext, variant: string, options: Choice): Promise<void> {
  const { variants, database } = await context.app();
  const scope = await context.scope();
  const references = await candidateReferences(database.app, options);
  const answers = await askReferences(
    references,
    (reference) => variants.show(scope, { reference, variant }),
    (found) => found.some((one) => one.seen),
  );
  await recordAccess(database.app, scope, {
    action: 'variants.show',
    object: `${answers[0]?.variant.reference}:${variant}`,
  });
  const [first, ...others] = answers;
  context.print(others.length === 0 ? first : { ...first, others }, () => answers.map(describeVariant).join('\n'));
}

function describeVariant(answer: VariantAnswer): string {
  const { chrom, pos, ref, alt, reference } = answer.variant;
  const lines = [
    `${chrom}-${pos}-${ref}-${alt}  ${reference}${answer.ids.length > 0 ? `  ${answer.ids.join(' ')}` : ''}`,
  ];
  if (answer.filters.length > 0) lines.push(`filters: ${answer.filters.join(', ')}`);
  const cell = (group: GroupAnswer, value: number | null): string =>
    value === null ? (group.protected ?? '–') : String(value);
  lines.push(
    formatTable(
      ['group', 'ac', 'an', 'af', 'hom', 'hemi', 'missing', 'unknown', 'faf95'],
      answer.groups.map((g) => [
        g.group,
        cell(g, g.ac),
        `${g.an}`,
        g.af === null ? cell(g, null) : g.af.toPrecision(4),
        cell(g, g.hom),
        cell(g, g.hemi),
        `${g.missing}`,
        `${g.unknown}`,
        g.faf95 === null ? cell(g, null) : g.faf95.toPrecision(4),
      ]),
    ),
    ...answer.notes.map((note) => `note: ${note.text}`),
    `as of data version ${answer.asOf.dataVersion}, mask epoch ${answer.asOf.maskEpoch}, ${answer.asOf.at}`,
  );
  return `${lines.join('\n')}\n`;
}

/** A region as written, or that of a gene. */
async function regionOf(
  context: CliContext,
  text: string,
  reference: string | undefined,
): Promise<{ region: string; reference: string | undefined }> {
  if (text.includes(':') || /^(chr)?(\d+|X|Y|MT?)$/i.test(text)) return { region: text, reference };
  const { database } = await context.app();
  const [gene] = await findGenes(database.app, text, { limit: 1, ...(reference === undefined ? {} : { reference }) });
  if (
    !gene ||
    (gene.symbol.toLowerCase() !== text.toLowerCase() && !gene.id.toLowerCase().startsWith(text.toLowerCase()))
  ) {
    return { region: text, reference };
  }
  return { region: `${gene.contig}:${gene.start + 1}-${gene.end}`, reference: gene.reference };
}

async function listRegion(context: CliContext, text: string, options: Choice): Promise<void> {
  const { variants, database } = await context.app();
  const scope = await context.scope();
  const { region, reference } = await regionOf(context, text, options.reference);
  const { dataset, group, after, filter } = options;
  const page = await askReferences(
    await candidateReferences(database.app, { reference, dataset }),
    (one) =>
      variants.region(scope, {
        reference: one,
        region,
        dataset,
        group,
        after,
        filter,
        limit: Number(options.limit ?? 100),
      }),
    (answer) => answer.total > 0,
  );
  await recordAccess(database.app, scope, { action: 'variants.region', object: `${page.reference}:${region}` });
  context.print(page, () => describeRegion(page, region));
}

function describeRegion(page: RegionPage, region: string): string {
  const rows = page.items.map((row) => [
    row.chrom,
    `${row.pos}`,
    row.ref,
    row.alt,
    row.ids.join(';') || '.',
    `${row.ac ?? row.protected ?? '.'}`,
    `${row.an}`,
    row.af === null ? '.' : row.af.toPrecision(4),
    `${row.hom ?? '.'}`,
    `${row.hemi ?? '.'}`,
    `${row.missing}`,
  ]);
  const table = formatTable(['chrom', 'pos', 'ref', 'alt', 'id', 'ac', 'an', 'af', 'hom', 'hemi', 'missing'], rows);
  const more = page.next === null ? '' : `\nmore: --after ${page.next}`;
  const unchecked = page.checked
    ? ''
    : '\nnote: No sequence is loaded: alleles were not checked against a reference or left-aligned.';
  return `${page.total} alleles in ${region} of ${page.reference}\n${table}${more}${unchecked}`;
}

async function listStructural(context: CliContext, text: string, options: Choice): Promise<void> {
  const { variants, database } = await context.app();
  const scope = await context.scope();
  const { region, reference } = await regionOf(context, text, options.reference);
  const { dataset, after } = options;
  const page = await askReferences(
    await candidateReferences(database.app, { reference, dataset }),
    (one) =>
      variants.structural(scope, { reference: one, region, dataset, after, limit: Number(options.limit ?? 100) }),
    (answer) => answer.total > 0,
  );
  await recordAccess(database.app, scope, { action: 'variants.structural', object: `${page.reference}:${region}` });
  context.print(page, () => {
    const rows = page.items.map((row) => [
      row.chrom,
      `${row.pos}`,
      `${row.end}`,
      row.ref.length > 20 ? `${row.ref.slice(0, 20)}… (${row.ref.length})` : row.ref,
      row.alt,
      `${row.ac ?? row.protected ?? '.'}`,
      `${row.an}`,
      `${row.hom ?? '.'}`,
      `${row.missing}`,
    ]);
    const more = page.next === null ? '' : `\nmore: --after ${page.next}`;
    return `${page.total} structural alleles in ${region} of ${page.reference}\n${formatTable(['chrom', 'pos', 'end', 'ref', 'alt', 'ac', 'an', 'hom', 'missing'], rows)}${more}`;
  });
}

async function frequencies(context: CliContext, options: Choice): Promise<void> {
  if (options.cohort !== undefined) {
    const { printCohortFrequencies } = await import('./cohorts.ts');
    await printCohortFrequencies(context, options.cohort, options);
    return;
  }
  const { variants, database } = await context.app();
  const scope = await context.scope();
  const { region, reference } =
    options.region === undefined
      ? { region: undefined, reference: options.reference }
      : await regionOf(context, options.region, options.reference);
  const [chosen] = await candidateReferences(database.app, { reference, dataset: options.dataset });
  const samples = options.samples === undefined ? undefined : readSamples(options.samples);
  const request = {
    reference: chosen!,
    dataset: options.dataset,
    group: options.group,
    region,
    samples,
    filter: options.filter,
  };
  await recordAccess(database.app, scope, {
    action: 'variants.frequencies',
    object: chosen!,
    detail: { dataset: options.dataset ?? null, region: region ?? null, samples: samples?.length ?? null },
  });
  if (options.output === undefined || options.output === '-') {
    for await (const chunk of variants.frequencies(scope, request)) {
      if (!process.stdout.write(chunk)) await new Promise((done) => process.stdout.once('drain', done));
    }
    return;
  }
  const output = resolve(options.output);
  context.progress.step('Counting', undefined, 'alleles');
  const rows = await variants.writeFrequencies(scope, request, output);
  context.progress.done();
  context.print({ output, rows, reference: chosen }, () => `${rows} alleles of ${chosen} in ${output}`);
}

function readSamples(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Problem(
      errors.noSamples,
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { file: path },
    );
  }
  const samples = text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/).at(-1)!)
    .filter((name) => name !== '' && !name.startsWith('#'));
  if (samples.length > 0) return [...new Set(samples)];
  throw new Problem(errors.noSamples, `${path} names no sample.`, {
    file: path,
    expected: 'a sample name or genome id a line',
  });
}

async function annotate(context: CliContext, input: string, options: Choice & { output: string }): Promise<void> {
  const { variants, database } = await context.app();
  const scope = await context.scope();
  const [chosen] = await candidateReferences(database.app, options);
  await recordAccess(database.app, scope, { action: 'variants.annotate', object: chosen! });
  const output = resolve(options.output);
  const done = await variants.annotate(scope, {
    reference: chosen!,
    input: resolve(input),
    output,
    progress: context.progress,
  });
  context.print({ output, reference: chosen, ...done }, () => {
    const other =
      done.otherContigs === 0 ? '' : `; ${done.otherContigs} records lie on contigs that ${chosen} does not have`;
    return `${done.records} records annotated with ${chosen} in ${output}: ${done.seen} of ${done.alleles} alleles are in the database${other}`;
  });
}

async function maintain(context: CliContext): Promise<void> {
  const { database, config, variants } = await context.app();
  const done = await maintainVariants({ db: database, dataDir: config.dataDir, variants }, context.signal);
  context.print(done, () =>
    Object.entries(done)
      .map(([what, count]) => `${what}: ${count}`)
      .join('\n'),
  );
}

async function carriers(context: CliContext, variant: string, options: Choice): Promise<void> {
  const { variants, database } = await context.app();
  const scope = await context.scope();
  const answers = await askReferences(
    await candidateReferences(database.app, options),
    (reference) => variants.carriers(scope, { reference, variant }),
    (found) => found.some((one) => one.carriers.length > 0),
  );
  await recordAccess(database.app, scope, {
    action: 'variants.carriers',
    object: `${answers[0]?.variant.reference}:${variant}`,
  });
  context.print({ items: answers }, () =>
    answers
      .map(({ variant: { chrom, pos, ref, alt, reference }, carriers: list }) => {
        const rows = list.map((c) => [c.genome, `${c.copies}`, c.phase ?? '', c.sex, c.dataset]);
        return `${chrom}-${pos}-${ref}-${alt}  ${reference}: ${list.length} carriers\n${formatTable(['genome', 'copies', 'phase', 'sex', 'dataset'], rows)}`;
      })
      .join('\n'),
  );
}
