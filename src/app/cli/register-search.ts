import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { columnsFolder, publishTables } from '../../register/columns/index.ts';
import { generateNation } from '../../register/nation/index.ts';
import { type Ask, type AskName, askRegister, readAsk, type Shown } from '../../register/search/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const errors = {
  noQuery: { code: 'IDUN_CLI_NO_QUERY', status: 400, title: 'The file of the question cannot be used.' },
  badScale: { code: 'IDUN_CLI_SCALE', status: 400, title: 'The scale of the nation cannot be used.' },
} as const satisfies Record<string, ProblemSpec>;

/** The feed that a generated nation is. */
const generatedFeed = 'generated-nation';

function readJson(text: string): unknown {
  const trimmed = text.trim();
  try {
    return JSON.parse(trimmed.startsWith('{') ? trimmed : readFileSync(trimmed === '-' ? 0 : resolve(trimmed), 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem(errors.noQuery, 'It is not JSON.', {
      ...(trimmed.startsWith('{') ? {} : { file: trimmed }),
      expected:
        'JSON such as {"query":{"conditions":[{"field":"sex","any":["female"]}]}}, or only what stands under "query"',
      action: 'See docs/reference/register-queries.md.',
    });
  }
}

/** What is asked; a file may hold the query alone. */
function readQuestion<N extends AskName>(name: N, text: string): Ask<N> {
  const json = readJson(text);
  const alone = typeof json === 'object' && json !== null && !('query' in json);
  return readAsk(name, alone ? { query: json } : json);
}

interface ShownCell {
  persons: number | null;
  specimens?: number | null;
  genomes?: number | null;
  protected?: string;
}

const number = (value: number | null | undefined, below = ''): string =>
  value === null ? below : value === undefined ? '' : `${value}`;
const three = (cell: ShownCell): string[] => [
  number(cell.persons, cell.protected),
  number(cell.specimens, '–'),
  number(cell.genomes, '–'),
];

function footer({ asOf, milliseconds, roundedTo }: Shown<AskName>): string {
  const rounded = roundedTo > 1 ? `, rounded to ${roundedTo}` : '';
  return `data version ${asOf.dataVersion}, mask epoch ${asOf.maskEpoch}, ${milliseconds} ms${rounded}`;
}

function describeFunnel(answer: Shown<'funnel'>, { query }: Ask<'funnel'>): string {
  const rows = answer.steps.map(({ left, alone }, at) => [
    JSON.stringify(query.conditions[at]),
    ...three(left),
    number(alone.persons, alone.protected),
  ]);
  const header = ['condition', 'persons', 'specimens', 'genomes', 'alone'];
  return `${formatTable(header, [['everybody', ...three(answer.everybody), ''], ...rows])}\n${footer(answer)}`;
}

function describeFacets(answer: Shown<'facets'>): string {
  const tables = Object.entries(answer.facets).map(([name, cells]) =>
    formatTable(
      [name, 'persons', 'specimens'],
      cells.slice(0, 20).map((cell) => [cell.value, ...three(cell).slice(0, 2)]),
    ),
  );
  return [...tables, footer(answer)].join('\n\n');
}

const describe: { [N in AskName]: (answer: Shown<N>, ask: Ask<N>) => string } = {
  count: (answer) => `${formatTable(['persons', 'specimens', 'genomes'], [three(answer)])}\n${footer(answer)}`,
  funnel: describeFunnel,
  facets: describeFacets,
  cross: (answer) =>
    `${formatTable(
      ['', '', 'persons', 'specimens'],
      answer.cells.map((cell) => [cell.row, cell.column, ...three(cell).slice(0, 2)]),
    )}\n${footer(answer)}`,
  overlap: (answer, { sources }) =>
    `${formatTable(
      ['only in all of', 'persons'],
      answer.cells.map((cell) => [
        cell.in.map((at) => sources[at]!.label).join(' ∩ ') || 'none',
        ...three(cell).slice(0, 1),
      ]),
    )}\n${footer(answer)}`,
  lags: (answer) =>
    `${formatTable(
      ['from day', 'persons', 'specimens'],
      answer.lags.map((lag) => [`${lag.fromDays}`, ...three(lag).slice(0, 2)]),
    )}\n${footer(answer)}`,
  courses: (answer) =>
    `${formatTable(
      ['course in years', 'persons'],
      answer.courses.map((one) => [one.course, ...three(one).slice(0, 1)]),
    )}\n${footer(answer)}`,
  match: (answer) =>
    `${formatTable(
      ['controls', 'cases'],
      answer.casesByControls.map((n, k) => [`${k}`, number(n.persons, n.protected)]),
    )}
${answer.relaxations.map((one) => `${one.relaxed} relaxed: ${number(one.controls.persons, one.controls.protected)} controls`).join('\n')}
${footer(answer)}`,
};

const verbs: Record<AskName, string> = {
  count: 'counts people, specimens and genomes of a question',
  funnel: 'counts a question with what each condition removes',
  facets: 'counts the values of facets, each under all conditions but its own',
  cross: 'counts specimens and people by two of their facets',
  overlap: 'counts people by which of some sources they are in',
  lags: 'counts specimens by the days from an event to the sampling',
  courses: 'counts people by their course of samplings around an event',
  match: 'finds how many cases have matched controls, and what relaxing the rule gives',
};

/** `idun register count|funnel|facets|cross|overlap|lags|courses|match|generate`. */
export function registerSearchCommands(program: Command, context: CliContext): void {
  const register = areaCommand(program, 'register', 'the national biobank register');
  for (const name of Object.keys(verbs) as AskName[]) {
    register
      .command(name)
      .description(verbs[name])
      .option('--query <file>', 'JSON file of the question, `-` for standard input, or the JSON itself', '{}')
      .action(async ({ query }: { query: string }) => {
        const ask = readQuestion(name, query);
        const scope = await context.scope();
        const answer = await askRegister((await context.app()).register, scope, name, ask);
        const words = describe[name] as (answer: unknown, ask: unknown) => string;
        context.print(answer, () => words(answer, ask));
      });
  }
  register
    .command('generate')
    .description('makes a nation of its own straight into column files; it is the data `generated`')
    .requiredOption('--nation', 'people, specimens and registers with planted known answers')
    .option('--scale <number>', '1 is 5.9 million living people, 22 million specimens, 150 million diagnoses', '1')
    .option('--remove', 'takes the generated nation away again')
    .action(async (options: { scale: string; remove?: boolean }) => await generate(context, options));
}

async function generate(
  context: CliContext,
  { scale: text, remove }: { scale: string; remove?: boolean },
): Promise<void> {
  const scale = Number(text);
  if (!(scale > 0 && scale <= 1)) {
    throw new Problem(errors.badScale, `${text} is no scale.`, { expected: 'a number above 0, at most 1' });
  }
  const { database, config } = await context.app();
  const scope = await context.scope();
  const tables = remove
    ? []
    : await generateNation({ folder: columnsFolder(config.dataDir), scale, progress: context.progress });
  await database.withActor(context.actor, async (trx) => {
    await publishTables(trx, { feed: generatedFeed, world: 'generated', tables });
    await recordAccess(trx, scope, {
      action: 'register.generate',
      object: 'register',
      detail: { scale, removed: remove ?? false },
    });
  });
  context.print({ scale, tables: tables.map(({ folder: _, ...table }) => table) }, () =>
    tables.length === 0
      ? 'The generated nation is gone.'
      : formatTable(
          ['table', 'register', 'rows'],
          tables.map((one) => [one.table, one.register ?? '', `${one.rows}`]),
        ),
  );
}
