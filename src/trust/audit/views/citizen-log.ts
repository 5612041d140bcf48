import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { headToWire, latestHead, type WireHead } from '../heads.ts';
import { leafOf } from '../tiles.ts';
import { wordsOfAction } from '../words/actions.ts';
import type { BothLanguages } from '../words/both.ts';
import { wordsOfPurpose, wordsOfRole } from '../words/roles.ts';
import { withheldRules } from '../words/withheld.ts';
import { readable } from './pseudonyms.ts';

/** An entry as the person it is about reads it. */
export interface CitizenEntry {
  number: number;
  id: string;
  at: string;
  what: BothLanguages;
  by: { role: BothLanguages; organisation: string | null; self: boolean };
  why: { purpose: BothLanguages; legalBasis: string; reason: string | null };
  refused: boolean;
  action: string;
  leaf: number | null;
}

export interface Completeness {
  logSize: number;
  pending: number;
  aboutThisPerson: number;
  shown: number;
  withheld: { reason: BothLanguages; count: number }[];
  head: WireHead | null;
  statement: BothLanguages;
}

/** Which rule withholds an entry `e`: its place in the table, or −1 for one that is shown. */
const withheldBy = sql.raw(
  `case ${withheldRules.map(({ condition }, i) => `when ${condition} then ${i}`).join(' ')} else -1 end`,
);

function aboutThese(subjects: readonly string[]) {
  return sql`e.entry_no in (select s.entry_no from trust.audit_references r join trust.audit_subjects s using (pseudonym)
    where r.subject = any(${[...subjects]}::text[]))`;
}

/**
 * A page of the entries about a person, the newest first.
 * @param subjects the ids that are this person: of the person, of records merged into it, of genomes
 * @param self actors that are the reader, as the log names them
 */
export async function citizenPage(
  db: Db,
  options: { subjects: readonly string[]; self: readonly string[]; before?: number | undefined; limit: number },
): Promise<{ items: CitizenEntry[]; next: number | null }> {
  const { subjects, self, before, limit } = options;
  const { rows } = await sql<{ number: number; entry: Buffer; leaf: number | null; actor: string }>`
    select e.entry_no as number, e.entry, e.actor, ${leafOf(sql`e.entry_no`)} as leaf from trust.audit_entries e
    where ${aboutThese(subjects)} and ${withheldBy} < 0 and (${before ?? null}::bigint is null or e.entry_no < ${before ?? null})
    order by e.entry_no desc limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  const bodies = await readable(
    db,
    page.map(({ entry }) => entry),
  );
  const items = page.map(({ number, leaf, actor }, i): CitizenEntry => {
    const body = bodies[i]!;
    return {
      number,
      id: body.id,
      at: body.at,
      what: wordsOfAction(body.action),
      by: {
        role: wordsOfRole(body.role, actor),
        organisation: body.organisationName ?? null,
        self: self.includes(actor),
      },
      why: { purpose: wordsOfPurpose(body.purpose), legalBasis: body.legalBasis, reason: body.reason ?? null },
      refused: body.action === 'request.refused',
      action: body.action,
      leaf,
    };
  });
  return { items, next: rows.length > limit ? page.at(-1)!.number : null };
}

/** Shows that nothing is left out: every entry about the person is shown or withheld for a reason that is told. */
export async function completenessOf(db: Db, subjects: readonly string[]): Promise<Completeness> {
  const { rows } = await sql<{ rule: number; count: number }>`select ${withheldBy} as rule, count(*) as count
    from trust.audit_entries e where ${aboutThese(subjects)} group by 1 order by 1`.execute(db);
  const waiting = await sql<{ n: number }>`select count(*) as n from trust.audit_pending`.execute(db);
  const head = await latestHead(db);
  const shown = rows.find(({ rule }) => rule < 0)?.count ?? 0;
  const withheld = rows
    .filter(({ rule }) => rule >= 0)
    .map(({ rule, count }) => ({ reason: withheldRules[rule]!.reason, count }));
  const hidden = withheld.reduce((sum, { count }) => sum + count, 0);
  const logSize = head?.size ?? 0;
  const pending = waiting.rows[0]!.n;
  const about = shown + hidden;
  return {
    logSize,
    pending,
    aboutThisPerson: about,
    shown,
    withheld,
    head: head === undefined ? null : headToWire(head),
    statement: {
      da: `Loggen har ${logSize + pending} hændelser. ${about} handler om dig: ${shown} vises her, ${hidden} er samlet i tallene nedenfor. De øvrige ${logSize + pending - about} handler ikke om dig. At ingen er udeladt, kontrolleres mod loggens underskrevne rod.`,
      en: `The log has ${logSize + pending} entries. ${about} are about you: ${shown} are shown here, ${hidden} are summed up below. The other ${logSize + pending - about} are not about you. That none is left out is checked against the log’s signed root.`,
    },
  };
}
