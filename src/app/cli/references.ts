import type { Command } from 'commander';
import { addReference, listReferences, removeReference } from '../../genomes/archive/index.ts';
import { archiveOf } from './archive-of.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

async function add(context: CliContext, path: string, options: { name?: string }): Promise<void> {
  const archive = await archiveOf(context);
  const { reference, added } = await addReference(
    { ...archive, progress: context.progress },
    { path, ...(options.name === undefined ? {} : { name: options.name }) },
  );
  const { id, name, digest, build } = reference;
  const bases = reference.contigs.reduce((sum, contig) => sum + (contig.length ?? 0), 0);
  const answer = { id, name, added, digest, build, contigs: reference.contigs.length, bases };
  context.print(answer, () =>
    added
      ? `Reference ${name}: ${answer.contigs} contigs, ${bases} bases, digest ${digest}.`
      : `The same sequences are loaded already, as reference ${name}; nothing was changed.`,
  );
}

async function list(context: CliContext): Promise<void> {
  const items = await listReferences((await context.database()).app);
  context.print({ items, next: null, total: items.length }, () =>
    items.length === 0
      ? 'No reference yet. Files are then taken under the contigs of their own header.'
      : formatTable(
          ['name', 'checked', 'contigs', 'bases', 'genomes', 'digest'],
          items.map((r) => [
            r.name,
            r.checked ? 'yes' : 'no',
            String(r.contigs.length),
            String(r.length),
            String(r.genomes),
            r.digest ?? '–',
          ]),
        ),
  );
}

/** `idun reference add|list|remove`. */
export function registerReferences(program: Command, context: CliContext): void {
  const reference = program.command('reference').description('reference genomes');
  reference
    .command('add')
    .description('load a reference: alleles are then checked against it and left-aligned')
    .argument('<fasta>', 'FASTA, plain or bgzipped')
    .option('--name <name>', 'for example GRCh38 (default: the build when recognised, else the file’s name)')
    .action((path: string, options: { name?: string }) => add(context, path, options));
  reference
    .command('list')
    .description('references and their genomes')
    .action(() => list(context));
  reference
    .command('remove')
    .description('remove a reference that was never used')
    .argument('<name>')
    .action(async (name: string) => {
      await removeReference(await archiveOf(context), name);
      context.print({ removed: name }, () => `Reference ${name} was removed.`);
    });
}
