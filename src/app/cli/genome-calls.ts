import type { Command } from 'commander';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import type { CallsOptions } from './show-calls.ts';

/** `idun genomes calls GENOME [REGION] [--family]`: the calls of one genome, or of its family, without reading others'. */
export function registerGenomeCalls(program: Command, context: CliContext): void {
  areaCommand(program, 'genomes', 'the genomes of the database')
    .command('calls')
    .description('the calls of one genome with GQ, DP, AD, PL, PS and FT, as the file had them')
    .argument('<genome>', 'gen_…, a sample name, or DATASET:SAMPLE')
    .argument('[region]', '1:55040000-55070000; without it everything')
    .option('--family', 'the genomes of the same family too, one after the other')
    .option('--limit <rows>', 'rows of each genome', '1000')
    .action(async (genome: string, region: string | undefined, options: CallsOptions) =>
      (await import('./show-calls.ts')).showCalls(context, genome, region, options),
    );
}
