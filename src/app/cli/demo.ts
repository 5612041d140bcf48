import type { Command } from 'commander';
import type { CliContext } from './context.ts';

/** `idun demo load|remove`. */
export function registerDemo(program: Command, context: CliContext): void {
  const demo = program.command('demo').description('the synthetic nation to look around in');
  demo
    .command('load')
    .description('make the nation and load it under the reference "demo"')
    .action(async () => {
      const { loadDemo } = await import('../demo/load-demo.ts');
      const { progress, signal, actor } = context;
      const loaded = await loadDemo(await context.app(), { progress, signal, actor });
      context.print(loaded, () => `${loaded.people} synthetic people and ${loaded.genomes} genomes are loaded.`);
    });
  demo
    .command('remove')
    .description('take the nation away without a trace')
    .action(async () => {
      const { removeDemo } = await import('../demo/remove-demo.ts');
      const removed = await removeDemo(await context.app());
      context.print(removed, () => `${removed.people} synthetic people and ${removed.genomes} genomes are gone.`);
    });
}
