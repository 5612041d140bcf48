import { acts, type DeclaredRoute, type LegalBasis, legalBases, policies } from '../../trust/scope/index.ts';
import { accessCells, opensTo, subjects } from './cells.ts';

const made =
  'Made by `npx tsx tools/access.ts` from the routes and `src/trust/scope/policies`; a test asks a running server every cell.';

function routeRows(routes: readonly DeclaredRoute[]): string[] {
  const cells = accessCells(routes);
  const named = new Map(cells.map((cell) => [`${cell.route.method} ${cell.route.url}`, cell.route]));
  return [...named].map(([name, { act }]) => {
    const open = cells.filter((cell) => `${cell.route.method} ${cell.route.url}` === name && cell.access !== 'refused');
    const words = open.map(({ asker, rule }) => {
      const relation = rule === null || rule.relation === 'any' ? '' : ` (${rule.relation})`;
      return `${asker}${relation}${rule?.stepUp ? ' after step-up' : ''}`;
    });
    const who = act === 'public' ? 'anybody' : act === 'signed-in' ? 'anybody who has signed in' : words.join(', ');
    return `| \`${name}\` | \`${act}\` | ${who || 'the operator only'} |`;
  });
}

function ruleRows(): string[] {
  return Object.entries(policies).flatMap(([area, rules]) => [
    '',
    `### ${area}`,
    '',
    '| act | what | roles | whose data | purpose | legal basis | counts | note |',
    '|---|---|---|---|---|---|---|---|',
    ...rules.map((rule) => {
      const roles = `${rule.roles.join(', ')}${rule.stepUp ? ' (after step-up)' : ''}`;
      return `| \`${rule.act}\` | ${acts[rule.act].what} | ${roles} | ${rule.relation} | ${rule.purpose} | ${rule.basis} | ${rule.disclosure} | ${rule.note ?? ''} |`;
    }),
  ]);
}

/** docs/reference/access.md: the rules as a lawyer reads them, and the routes they open. */
export function accessPage(routes: readonly DeclaredRoute[]): string {
  const bases = Object.entries(legalBases) as [LegalBasis, (typeof legalBases)[LegalBasis]][];
  return [
    '# Who may do what',
    '',
    made,
    'Every cell of route × role × relation is a row of [access.csv](access.csv). What no rule allows is refused.',
    'The operator of the machine (the one-time link, the command line) may do everything and has no rule.',
    '',
    '## Rules',
    ...ruleRows(),
    '',
    '## Legal bases',
    '',
    '| name | what | GDPR | national law |',
    '|---|---|---|---|',
    ...bases.map(([name, { text, gdpr, national }]) => `| ${name} | ${text} | ${gdpr} | ${national} |`),
    '',
    'Section numbers are to be checked by a jurist before use; they are data in `src/trust/scope/legal-bases.ts`.',
    '',
    '## Routes',
    '',
    '| route | act | who |',
    '|---|---|---|',
    ...routeRows(routes),
    '',
  ].join('\n');
}

/** docs/reference/access.csv: one row for each route and role, with a column for each relation. */
export function accessCsv(routes: readonly DeclaredRoute[]): string {
  const header = ['method', 'route', 'act', 'role', 'access', 'purpose', 'basis', 'counts', ...subjects];
  const rows = accessCells(routes).map(({ route, asker, access, rule }) => {
    const seen = subjects.map((subject) => (rule === null ? '' : opensTo(rule, subject) ? 'yes' : 'no'));
    const facts = [rule?.purpose ?? '', rule?.basis ?? '', rule?.disclosure ?? ''];
    return [route.method, route.url, route.act, asker, access, ...facts, ...seen];
  });
  return `${[header, ...rows].map((fields) => fields.join(',')).join('\n')}\n`;
}
