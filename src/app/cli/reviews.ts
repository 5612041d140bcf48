import type { Command } from 'commander';
import { decideItem, listReviews, openReview, type Review, readReview } from '../../trust/identity/index.ts';
import { findOrganisation } from '../../trust/organisations/index.ts';
import { endOfDay } from './accounts.ts';
import { administrationOf } from './administration.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const day = (at: Date): string => at.toISOString().slice(0, 10);

function describe({ organisationNo: _, ...review }: Review): object {
  return review;
}

async function show(context: CliContext, id: string): Promise<void> {
  const review = await readReview(await administrationOf(context), id);
  const list = review.list.map(({ holding: { organisationNo: _, ...holding }, ...rest }) => ({ ...rest, holding }));
  context.print({ ...describe(review), list }, () =>
    formatTable(
      ['holding', 'who', 'role', 'where', 'last sign-in', 'decision'],
      review.list.map(({ holding, lastSignInAt, decision }) => [
        ...[holding.id, holding.accountName, holding.role, holding.organisation ?? '–'],
        ...[lastSignInAt === null ? 'never' : day(lastSignInAt), decision ?? 'waiting'],
      ]),
    ),
  );
}

/** `idun reviews …`: rights to confirm or end until a day. */
export function registerReviews(program: Command, context: CliContext): void {
  const reviews = program.command('reviews').description('rights to confirm or end until a day');
  reviews
    .command('list')
    .description('reviews, the open ones that are due first before the others')
    .action(async () => {
      const items = await listReviews((await context.database()).app, { within: null });
      context.print({ items: items.map(describe) }, () =>
        formatTable(
          ['review', 'organisation', 'due', 'waiting', 'of', 'closed'],
          items.map(({ id, organisation, dueAt, waiting, items: all, closedAt }) => [
            ...[id, organisation, day(dueAt), String(waiting), String(all), closedAt === null ? '–' : day(closedAt)],
          ]),
        ),
      );
    });
  reviews
    .command('open')
    .description('put all rights in an organisation and below it on a list')
    .argument('<organisation>', 'org_…, code or name')
    .option('--due <day>', 'YYYY-MM-DD; what is not confirmed by then lapses (default: in 30 days)')
    .action(async (text: string, { due }: { due?: string }) => {
      const acting = await administrationOf(context);
      const { organisationNo } = await findOrganisation(acting.db, text);
      const dueAt = due === undefined ? undefined : endOfDay(due);
      const review = await openReview(acting, { organisationNo, dueAt });
      context.print(
        describe(review),
        () => `${review.id}: ${review.items} rights to confirm until ${day(review.dueAt)}.`,
      );
    });
  reviews
    .command('show')
    .description('the rights on a list')
    .argument('<review>', 'rev_…')
    .action((id: string) => show(context, id));
  for (const [name, decision] of [
    ['confirm', 'confirmed'],
    ['end', 'ended'],
  ] as const) {
    reviews
      .command(name)
      .description(decision === 'confirmed' ? 'confirm a right on a list' : 'end a right on a list')
      .argument('<review>', 'rev_…')
      .argument('<holding>', 'hol_…')
      .action(async (review: string, holding: string) => {
        const after = await decideItem(await administrationOf(context), { review, holding, decision });
        const { list: _, ...rest } = after;
        context.print(describe(rest), () => `${holding} is ${decision}; ${after.waiting} still wait.`);
      });
  }
}
