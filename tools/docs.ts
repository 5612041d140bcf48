/**
 * Writes the reference pages that follow from the code: errors and submission states. With `--check` it only says whether
 * the committed pages are current (exit code 1 when not).
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Machine } from '../src/access/cases/machine.ts';
import { machines } from '../src/access/machines.ts';
import { submissionStates, transitions } from '../src/genomes/archive/submissions/status.ts';
import type { ProblemSpec } from '../src/platform/problem/index.ts';

const check = process.argv.includes('--check');

function sources(): string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((name) => join('src', name))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('.generated.'))
    .sort();
}

/** Entries of every module's catalogue, and codes that pure modules throw with where they stand. */
async function errorsPage(): Promise<string> {
  const catalogued = new Map<string, { spec: ProblemSpec; where: string }>();
  const thrown = new Map<string, string>();
  for (const path of sources()) {
    if (path.endsWith('/errors.ts')) {
      const module = (await import(pathToFileURL(resolve(path)).href)) as { errors?: Record<string, ProblemSpec> };
      for (const spec of Object.values(module.errors ?? {})) catalogued.set(spec.code, { spec, where: dirname(path) });
    }
    for (const [, code] of readFileSync(path, 'utf8').matchAll(/'(IDUN_[A-Z0-9_]+)'/g))
      thrown.set(code!, dirname(path));
  }
  for (const code of catalogued.keys()) thrown.delete(code);
  const settings = [...thrown].filter(([, where]) => where.startsWith('src/formats') || where.includes('/ingest'));
  return [
    '# Errors',
    '',
    'Made by `npx tsx tools/docs.ts` from the catalogues in the code. An error is a problem document (RFC 9457) over HTTP and the',
    'same members on the command line: what happened, where, what was expected, what to do, and the code to quote.',
    '',
    '## By module',
    '',
    '| code | status | title | module |',
    '|---|---|---|---|',
    ...[...catalogued]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { spec, where }]) => `| \`${code}\` | ${spec.status} | ${spec.title} | ${where} |`),
    '',
    '## In files that people give (status 422, with file and line)',
    '',
    '| code | found by |',
    '|---|---|',
    ...settings.sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, where]) => `| \`${code}\` | ${where} |`),
    '',
  ].join('\n');
}

function statesPage(): string {
  const ends = submissionStates.filter((state) => !transitions.some(({ from }) => from === state));
  return [
    '# States of a submission',
    '',
    'Made by `npx tsx tools/docs.ts` from the table in `src/genomes/archive/submissions/status.ts`.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> received',
    ...transitions.map(({ from, to, by }) => `  ${from} --> ${to}: ${by}`),
    ...ends.map((state) => `  ${state} --> [*]`),
    '```',
    '',
    '| from | to | when |',
    '|---|---|---|',
    ...transitions.map(({ from, to, by }) => `| ${from} | ${to} | ${by} |`),
    '',
  ].join('\n');
}

function drawMachine({ title, first, states, transitions: changes }: Machine): string[] {
  const ends = Object.keys(states).filter((state) => !changes.some(({ from }) => from === state));
  // A state's name may hold a hyphen, which a drawing's identifier may not.
  const id = (state: string) => state.replaceAll('-', '_');
  return [
    `## ${title}`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...Object.keys(states).flatMap((state) => (state.includes('-') ? [`  state "${state}" as ${id(state)}`] : [])),
    `  [*] --> ${id(first)}`,
    ...changes.map(({ from, to, when }) => `  ${id(from)} --> ${id(to)}: ${when}`),
    ...ends.map((state) => `  ${id(state)} --> [*]`),
    '```',
    '',
    '| state | Danish | English | waits for | days |',
    '|---|---|---|---|---|',
    ...Object.entries(states).map(
      ([state, { words, waitsFor, days }]) =>
        `| ${state} | ${words.da} | ${words.en} | ${waitsFor ?? '–'} | ${days ?? '–'} |`,
    ),
    '',
    '| from | to | by | when |',
    '|---|---|---|---|',
    ...changes.map(({ from, to, by, when }) => `| ${from} | ${to} | ${by} | ${when} |`),
    '',
  ];
}

function accessPage(): string {
  return [
    '# States of enquiries, applications, parts, permits and relinkings',
    '',
    'Made by `npx tsx tools/docs.ts` from the tables in `src/access/*/status.ts`. *By* says who causes a change: the applicant, the',
    'coordinator (of the centre or a secretariat), the body whose part it is, a second person, or the rules (the calendar, or what',
    'follows from other changes). What has no row cannot happen. Days are those after which a case is late; a body may have its own.',
    '',
    ...Object.values(machines).flatMap(drawMachine),
  ].join('\n');
}

const pages: [path: string, text: string][] = [
  ['docs/reference/errors.md', await errorsPage()],
  ['docs/reference/submission-states.md', statesPage()],
  ['docs/reference/access-states.md', accessPage()],
];
let stale = false;
for (const [path, text] of pages) {
  const current = readOrEmpty(path);
  if (current === text) continue;
  stale = true;
  if (check) console.error(`${path} is not what the code says; run: npx tsx tools/docs.ts`);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}
process.exit(check && stale ? 1 : 0);

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
