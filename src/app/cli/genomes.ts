import type { Command } from 'commander';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import type { EraseOptions, ListOptions } from './genome-commands.ts';
import { type AddOptions, withSubmissionOptions } from './submission-options.ts';

// What a command needs is loaded when it runs: `add` starts the database and the parsing threads first, and loads meanwhile.
const commands = () => import('./genome-commands.ts');

/** `idun genomes add|list|show|swap-samples|erase`. */
export function registerGenomes(program: Command, context: CliContext): void {
  const genomes = areaCommand(program, 'genomes', 'genomes of the database');
  withSubmissionOptions(
    genomes
      .command('add')
      .description('add genomes from VCF or BCF files, all or nothing')
      .argument('<files...>', 'VCF 4.1–4.5 (plain, gzip, bgzip), gVCF or BCF 2.2'),
  ).action(async (files: string[], options: AddOptions) =>
    (await import('./add-genomes.ts')).addGenomes(context, files, options),
  );
  genomes
    .command('list')
    .description('genomes, newest first')
    .option('--dataset <name>')
    .option('--reference <name>')
    .option('--submission <id>')
    .option('--person <id>')
    .option('--sample <beginning>', 'beginning of the sample name')
    .option('--family <id>')
    .option('--sex <sex>')
    .option('--type <type>')
    .option('--assay <assay>')
    .option('--source <kind>')
    .option('--patient-group <name>')
    .option('--affected <yes|no>')
    .option('--state <state>', 'current (default), quarantined, retracted, superseded, erased or all')
    .option('--sort <field>', 'added, sample, dataset, family, sex or state; `-` before it for descending')
    .option('--limit <rows>', 'rows of a page', '50')
    .option('--after <mark>', 'the mark that the page before ended with')
    .action(async (options: ListOptions) => (await commands()).list(context, options));
  genomes
    .command('show')
    .description('one genome with its quality and history')
    .argument('<genome>', 'id (gen_…), sample name, or DATASET:SAMPLE')
    .option('--phenopacket', 'its individual and biosample as Phenopackets v2')
    .action(async (genome: string, options: { phenopacket?: boolean }) =>
      (await commands()).show(context, genome, options),
    );
  genomes
    .command('swap-samples')
    .description('correct a sample swap: two genomes exchange their people')
    .argument('<a>', 'id (gen_…), sample name, or DATASET:SAMPLE')
    .argument('<b>')
    .requiredOption('--reason <text>', 'why, for the history')
    .action(async (a: string, b: string, { reason }: { reason: string }) =>
      (await commands()).swap(context, a, b, reason),
    );
  genomes
    .command('erase')
    .description('erase a genome by law or because of an error, everywhere, with a signed certificate')
    .argument('<genome>', 'id (gen_…), sample name, or DATASET:SAMPLE')
    .option('--reason <text>', 'why, for the certificate and the history', 'erasure was requested')
    .option('--certificate <file>', 'file to write the certificate to; JSON when it ends with .json')
    .action(async (genome: string, options: EraseOptions) => (await commands()).erase(context, genome, options));
}
