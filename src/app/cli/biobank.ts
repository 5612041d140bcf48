import type { Command } from 'commander';
import { createBiobank, createCollection, listBiobanks, requireBiobank } from '../../biobank/specimens/index.ts';
import { findOrganisation } from '../../trust/organisations/index.ts';
import { areaCommand } from './area-command.ts';
import { biobankDeps } from './biobank-input.ts';
import { registerMovingIn } from './biobank-moving-in.ts';
import { registerReception } from './biobank-reception.ts';
import { registerSpecimens } from './biobank-specimens.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

/** `idun biobank banks|create|collection|list|show|aliquot|handle|labels|import|replay`. */
export function registerBiobank(program: Command, context: CliContext): void {
  const biobank = areaCommand(program, 'biobank', 'specimens: reception, custody, derivation, dispensing, moving in');
  registerBanks(biobank, context);
  registerSpecimens(biobank, context);
  registerReception(biobank, context);
  registerMovingIn(biobank, context);
}

function registerBanks(biobank: Command, context: CliContext): void {
  biobank
    .command('banks')
    .description('the biobanks there are')
    .action(async () => {
      const items = await listBiobanks((await context.database()).app, await context.scope());
      context.print({ items: items.map(({ biobankNo: _, ...bank }) => bank) }, () =>
        formatTable(
          ['id', 'name', 'organisation'],
          items.map((bank) => [bank.id, bank.name, bank.organisation]),
        ),
      );
    });
  biobank
    .command('create')
    .description('makes a biobank of an organisation')
    .argument('<name>')
    .requiredOption('--organisation <name>', 'id, code or name')
    .option('--basis <text>', 'agreement or law it rests on', 'the organisation’s own biobank')
    .action(async (name: string, options: { organisation: string; basis: string }) => {
      const { database, clock } = await biobankDeps(context);
      const scope = await context.scope();
      const made = await database.withActor(scope.actor, async (trx) => {
        const { organisationNo } = await findOrganisation(trx, options.organisation);
        const by = `operator:${context.actor.id}`;
        return await createBiobank(trx, { name, organisationNo, basis: options.basis, by, at: clock.now() }, scope);
      });
      context.print({ id: made.id, name }, () => `${made.id}  ${name}`);
    });
  biobank
    .command('collection')
    .description('adds a collection to a biobank')
    .argument('<name>')
    .option('--biobank <name>')
    .option('--form <code>', 'the consent form its specimens rest on; without it the opt-out rule')
    .action(async (name: string, { biobank: bank, form }: { biobank?: string; form?: string }) => {
      const scope = await context.scope();
      const { database } = await biobankDeps(context);
      const made = await database.withActor(scope.actor, async (trx) =>
        createCollection(trx, await requireBiobank(trx, scope, bank), { name, form }, scope),
      );
      context.print({ id: made.id, name }, () => `${made.id}  ${name}`);
    });
}
