import { type Command, Option } from 'commander';
import { recordAccess } from '../../trust/audit/index.ts';
import {
  agreementsToConfirm,
  type ConsentUse,
  consentUses,
  type FormKind,
  type GivenBy,
  listAgreements,
  listForms,
  publishForm,
  recordAgreement,
  selfFromAge,
} from '../../trust/consent/index.ts';
import { civilDay, resolvePerson } from '../../trust/people/index.ts';
import { withdrawConsent } from '../consent/withdraw-consent.ts';
import type { CliContext } from './context.ts';

const who = 'per_… , namespace:value, an identifier only one person has, or a civil registration number';
const kinds: readonly FormKind[] = ['project', 'biobank', 'care'];

interface PublishOptions {
  kind: FormKind;
  da: string;
  en: string;
  dataset?: string;
  fromAge?: string;
  months?: string;
  uses?: ConsentUse[];
}

async function publish(context: CliContext, code: string, options: PublishOptions): Promise<void> {
  const { database } = await context.app();
  const { kind, da, en, dataset, fromAge, months, uses = [] } = options;
  const form = await database.withActor(context.actor, (trx) =>
    publishForm(trx, {
      ...{ code, kind, titleDa: da, titleEn: en, dataset: dataset ?? null },
      selfFromAge: fromAge === undefined ? null : Number(fromAge),
      validMonths: months === undefined ? null : Number(months),
      uses,
    }),
  );
  context.print(form, () => `${form.code} version ${form.version} is published.`);
}

async function forms(context: CliContext): Promise<void> {
  const { database } = await context.app();
  const items = await listForms(database.app);
  context.print(
    { items },
    () =>
      items
        .map(
          (one) =>
            `${one.code} ${one.version}  ${one.kind}  ${one.titleEn}${one.dataset ? `  (dataset ${one.dataset})` : ''}`,
        )
        .join('\n') || 'There is no form yet.',
  );
}

interface GiveOptions {
  form: string;
  by: GivenBy;
  reason?: string;
  guardian?: string;
}

async function give(context: CliContext, text: string, { form, by, reason, guardian }: GiveOptions): Promise<void> {
  const { database, cprKeys } = await context.app();
  const scope = await context.scope();
  const answer = await database.withActor(context.actor, async (trx) => {
    const person = await resolvePerson(trx, text, cprKeys);
    const decided = guardian === undefined ? undefined : await resolvePerson(trx, guardian, cprKeys);
    const agreement = await recordAgreement(trx, {
      ...{ personNo: person.personNo, form, givenBy: by, actor: context.actor },
      ...(reason === undefined ? {} : { reason }),
      ...(decided === undefined ? {} : { decidedByNo: decided.personNo }),
    });
    await recordAccess(trx, scope, { action: 'consent.give', object: person.id, detail: { form, by } });
    return { person: person.id, agreement: agreement.id, validTo: agreement.validTo };
  });
  context.print(
    answer,
    () =>
      `${answer.agreement}: ${answer.person} agreed to ${form}${answer.validTo === null ? '' : ` until ${answer.validTo.toISOString()}`}.`,
  );
}

async function withdraw(context: CliContext, id: string): Promise<void> {
  const { database } = await context.app();
  const scope = await context.scope();
  const answer = await database.withActor(context.actor, async (trx) => {
    const ended = await withdrawConsent(trx, id, context.actor);
    await recordAccess(trx, scope, { action: 'consent.withdraw', object: id });
    return { agreement: id, changed: ended.changed, dataset: ended.agreement.dataset };
  });
  context.print(answer, () =>
    answer.changed
      ? `${id} is withdrawn${answer.dataset === null ? '' : `; the dataset ${answer.dataset} counts the person no more`}.`
      : `${id} had ended already; nothing changed.`,
  );
}

async function list(context: CliContext, text: string): Promise<void> {
  const { database, cprKeys } = await context.app();
  const person = await resolvePerson(database.app, text, cprKeys);
  await recordAccess(database.app, await context.scope(), { action: 'consent.agreements', object: person.id });
  const items = await listAgreements(database.app, person.personNo);
  context.print(
    { person: person.id, items },
    () =>
      items
        .map(
          (one) =>
            `${one.id}  ${one.code} ${one.version}  ${one.state}  ${one.givenAt.toISOString()}  by ${one.givenBy}`,
        )
        .join('\n') || 'There is no consent.',
  );
}

async function confirm(context: CliContext): Promise<void> {
  const { database } = await context.app();
  await recordAccess(database.app, await context.scope(), { action: 'consent.to-confirm', object: 'everybody' });
  const ages = Object.fromEntries(kinds.map((kind) => [kind, selfFromAge(kind)])) as Record<FormKind, number>;
  const items = await agreementsToConfirm(database.app, ages, civilDay(new Date()));
  context.print(
    { items },
    () => items.map((one) => `${one.id}  ${one.code}  ${one.why}`).join('\n') || 'Nobody needs to be asked again.',
  );
}

/** `idun consent forms|publish-form|give|withdraw|list|to-confirm`. */
export function registerAgreements(consent: Command, context: CliContext): void {
  consent
    .command('forms')
    .description('consent forms and their versions')
    .action(() => forms(context));
  consent
    .command('publish-form')
    .description('publishes the next version of a form')
    .argument('<code>')
    .addOption(new Option('--kind <kind>').choices(kinds).makeOptionMandatory())
    .requiredOption('--da <title>', 'Danish title')
    .requiredOption('--en <title>', 'English title')
    .option('--dataset <name>', 'the dataset that rests on it: who withdraws leaves it')
    .option('--from-age <years>', 'the age from which one decides, where the approval states one')
    .option('--months <number>', 'how long a consent holds')
    .addOption(new Option('--uses <use...>', 'what a consent on it is to, for the register').choices(consentUses))
    .action((code: string, options: PublishOptions) => publish(context, code, options));
  consent
    .command('give')
    .description('records a consent to a form')
    .argument('<person>', who)
    .requiredOption('--form <code>')
    .addOption(new Option('--by <who>').choices(['self', 'guardian', 'proxy', 'emergency']).default('self'))
    .option('--guardian <person>', 'who decided for a child')
    .option('--reason <text>', 'why there was no consent to wait for; with --by emergency')
    .action((person: string, options: GiveOptions) => give(context, person, options));
  consent
    .command('withdraw')
    .description('takes a consent back')
    .argument('<agr_…>')
    .action((id: string) => withdraw(context, id));
  consent
    .command('list')
    .description('a person’s consents')
    .argument('<person>', who)
    .action((person: string) => list(context, person));
  consent
    .command('to-confirm')
    .description('consents to ask about again: of emergencies, and of children who have come of age')
    .action(() => confirm(context));
}
