import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { sql } from 'kysely';

import { candidateReferences } from '../../genomes/variants/index.ts';
import { addTranscripts, findGenes } from '../../knowledge/transcripts/index.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

/** `idun knowledge add transcripts FILE`, `idun knowledge genes TEXT`. */
export function registerKnowledge(program: Command, context: CliContext): void {
  const knowledge = program.command('knowledge').description('genes and transcripts');
  const add = knowledge.command('add').description('load a published file');
  add
    .command('transcripts')
    .description('genes and transcripts from GFF3 (Ensembl, GENCODE or RefSeq; plain or gzip)')
    .argument('<file>')
    .option('--reference <name>', 'the reference they lie on')
    .action((file: string, options: { reference?: string }) => addFile(context, file, options.reference));
  knowledge
    .command('genes')
    .description('find genes by symbol or identifier')
    .argument('<text>')
    .option('--reference <name>')
    .action(async (text: string, options: { reference?: string }) => {
      const { database } = await context.app();
      const items = await findGenes(database.app, text, options);
      context.print({ items }, () =>
        formatTable(
          ['symbol', 'id', 'reference', 'region', 'biotype'],
          items.map((g) => [g.symbol, g.id, g.reference, `${g.contig}:${g.start + 1}-${g.end}`, g.biotype]),
        ),
      );
    });
}

async function addFile(context: CliContext, file: string, asked: string | undefined): Promise<void> {
  const { database } = await context.app();
  const [reference] = await candidateReferences(database.app, { reference: asked });
  const { rows } = await sql<{ name: string }>`
    select c.name from genomes.contigs c join genomes.refs r using (reference_no) where r.name = ${reference!}`.execute(
    database.app,
  );
  const added = await addTranscripts(database.app, resolve(file), {
    reference: reference!,
    contigs: rows.map((row) => row.name),
    progress: context.progress,
  });
  context.print(added, () =>
    added.already
      ? `${basename(file)} was loaded for ${added.reference} before; nothing changed.`
      : `${added.genes} genes and ${added.transcripts} transcripts of ${added.reference}${added.otherContigs > 0 ? `; ${added.otherContigs} genes on other contigs left out` : ''}`,
  );
}
