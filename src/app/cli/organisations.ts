import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Db } from '../../platform/database/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import {
  addOrganisation,
  findOrganisation,
  kindNames,
  listOrganisations,
  type Organisation,
  type OrganisationKind,
} from '../../trust/organisations/index.ts';
import { administrationOf } from './administration.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const errors = {
  badKind: { code: 'IDUN_ORGANISATION_KIND', status: 422, title: 'There is no such kind of organisation.' },
  badFile: { code: 'IDUN_ORGANISATION_FILE', status: 422, title: 'The file of organisations cannot be read.' },
} as const satisfies Record<string, ProblemSpec>;

function readKind(text: string): OrganisationKind {
  const kind = kindNames.find((name) => name === text);
  if (kind !== undefined) return kind;
  throw new Problem(errors.badKind, `${text} is not a kind.`, { expected: kindNames.join(', ') });
}

const describe = ({ organisationNo: _, partOfNo: __, ...organisation }: Organisation) => organisation;

// Children below their parents, each level by name.
function asTree(all: readonly Organisation[], above: number | null = null, depth = 0): string[][] {
  return all
    .filter(({ partOfNo }) => partOfNo === above)
    .flatMap((one) => [
      ['  '.repeat(depth) + one.name, one.kind, one.code ?? '–', one.closedAt === null ? one.id : `${one.id} (closed)`],
      ...asTree(all, one.organisationNo, depth + 1),
    ]);
}

interface AddOptions {
  kind: string;
  partOf?: string;
  code?: string;
}

async function add(trx: Db, name: string, { kind, partOf, code }: AddOptions): Promise<Organisation> {
  const partOfNo = partOf === undefined ? undefined : (await findOrganisation(trx, partOf)).organisationNo;
  return await addOrganisation(trx, { name, kind: readKind(kind), code, partOfNo });
}

interface Line extends AddOptions {
  name: string;
  line: number;
}

/** Lines of `code;name;kind;part_of`, parents before children; `part_of` is a code. */
function readLines(file: string): Line[] {
  const [head, ...lines] = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  if (head?.trim() !== 'code;name;kind;part_of') {
    throw new Problem(errors.badFile, 'The first line is another one.', {
      file,
      line: 1,
      expected: 'code;name;kind;part_of',
    });
  }
  return lines.flatMap((text, index) => {
    if (text.trim() === '') return [];
    const [code = '', name = '', kind = '', partOf = '', ...rest] = text.split(';').map((field) => field.trim());
    if (code === '' || name === '' || kind === '' || rest.length > 0) {
      throw new Problem(errors.badFile, 'A field is missing or there is one too many.', { file, line: index + 2 });
    }
    return [{ code, name, kind, ...(partOf === '' ? {} : { partOf }), line: index + 2 }];
  });
}

async function importFile(context: CliContext, file: string): Promise<void> {
  const lines = readLines(file);
  const { db, recordAct, who } = await administrationOf(context);
  let added = 0;
  await db.transaction().execute(async (trx) => {
    const known = new Set((await listOrganisations(trx)).map(({ code }) => code));
    for (const { line, name, ...options } of lines) {
      if (known.has(options.code ?? null)) continue;
      await add(trx, name, options).catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        throw new Problem(
          errors.badFile,
          error.detail,
          { file, line, expected: error.extra?.expected },
          { cause: error },
        );
      });
      added++;
    }
    await recordAct(trx, who, { action: 'organisations.import', object: 'all', detail: { added } });
  });
  const answer = { added, known: lines.length - added };
  context.print(answer, () => `${added} organisations are new; ${answer.known} were here before.`);
}

/** `idun organisations list|add|import`. */
export function registerOrganisations(program: Command, context: CliContext): void {
  const organisations = program
    .command('organisations')
    .description('regions, hospitals, departments and the rest, as a tree');
  organisations
    .command('list')
    .description('the tree')
    .action(async () => {
      const all = await listOrganisations((await context.database()).app);
      context.print({ items: all.map(describe) }, () => formatTable(['name', 'kind', 'code', 'id'], asTree(all)));
    });
  organisations
    .command('add')
    .description('add an organisation')
    .argument('<name>')
    .requiredOption('--kind <kind>', kindNames.join(', '))
    .option('--part-of <organisation>', 'org_…, code or name of the one above')
    .option('--code <code>', 'SOR code, or another register’s with its prefix')
    .action(async (name: string, options: AddOptions) => {
      const { db, recordAct, who } = await administrationOf(context);
      const added = await db.transaction().execute(async (trx) => {
        const organisation = await add(trx, name, options);
        const detail = { name, kind: organisation.kind };
        await recordAct(trx, who, { action: 'organisations.add', object: organisation.id, detail });
        return organisation;
      });
      context.print(describe(added), () => `${added.name} is ${added.id}.`);
    });
  organisations
    .command('import')
    .description('add the organisations of a file that are not here yet; all of them or none')
    .argument('<file>', 'CSV with code;name;kind;part_of, parents first')
    .action((file: string) => importFile(context, file));
}
