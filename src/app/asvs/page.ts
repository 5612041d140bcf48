import { chapters, rows } from './chapters.ts';
import type { AsvsRow } from './model.ts';

const states = ['fulfilled', 'does not apply', 'open'] as const;

const count = (among: readonly AsvsRow[], state: AsvsRow['state']): number =>
  among.filter((row) => row.state === state).length;

const cell = (text: string): string => text.replaceAll('|', '\\|');

function line({ number, level, wants, state, proofs, remark }: AsvsRow): string {
  const proven = proofs.map(([file, title]) => `\`${file}\`: ${title.replace(/^#+ /, '§ ')}`).join('<br>');
  return `| V${number} | ${level} | ${[wants, state === 'open' ? '**open**' : state, proven, remark ?? ''].map(cell).join(' | ')} |`;
}

/** The page docs/reference/asvs.md. */
export function asvsPage(): string {
  const summary = chapters.map(
    ({ number, title, rows: own }) =>
      `| V${number} ${title} | ${own.length} | ${states.map((state) => count(own, state)).join(' | ')} |`,
  );
  const parts = chapters.map(({ number, title, rows: own }) =>
    [
      `## V${number} ${title}`,
      '',
      '| number | level | wants | state | proven by | remark |',
      '|---|---|---|---|---|---|',
      ...own.map(line),
      '',
    ].join('\n'),
  );
  return [
    '# OWASP ASVS 5.0, levels 1 and 2',
    '',
    'Every requirement of both levels by its number, in our own words; the standard’s are at owasp.org. Made by `npx tsx tools/asvs.ts` from',
    '`src/app/asvs`; a test looks for each named test and heading. *Fulfilled* means that what is named proves it; a remark says how it is',
    'meant. *Open* means that it is not fulfilled, or only in part, or that nothing here proves it.',
    '',
    `**Of ${rows.length} requirements ${count(rows, 'fulfilled')} are fulfilled, ${count(rows, 'does not apply')} do not apply, ${count(rows, 'open')} are open.**`,
    '',
    '| chapter | requirements | fulfilled | do not apply | open |',
    '|---|---|---|---|---|',
    ...summary,
    '',
    ...parts,
  ].join('\n');
}
