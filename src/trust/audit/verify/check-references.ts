import type { CopySource } from '../../../platform/database/index.ts';
import { keyedName, pseudonymOf } from '../references.ts';
import type { Findings } from './report.ts';
import { int8 } from './runs.ts';
import { SubjectSums } from './subject-sums.ts';

/**
 * Compares the tables by which a person's entries are found, and by which a pseudonym is read, with the entries: an entry must not be
 * hidden from the one it is about, nor shown to another.
 * @param sums over the pseudonyms in the entries' bytes
 */
export async function checkReferences(source: CopySource, sums: SubjectSums, findings: Findings): Promise<void> {
  const table = new SubjectSums();
  await source.copyOut(
    `select entry_no, pseudonym from trust.audit_subjects s
      where not exists (select from trust.audit_pending p where p.entry_no = s.entry_no)`,
    2,
    ([number, pseudonym]) => table.add(int8(number!), pseudonym!, 0),
  );
  for (const { first, after } of sums.differences(table)) await nameDifference(source, first, after, findings);
  await source.copyOut(
    'select pseudonym, subject, key from trust.audit_references where subject is not null',
    3,
    ([pseudonym, subject, key]) => {
      const name = pseudonym!.toString('utf8');
      if (key !== null && key !== undefined && pseudonymOf(key, subject!.toString('utf8')) === name) return;
      const text = `What the pseudonym ${name} stands for was changed: its key does not give it.`;
      findings.add({ kind: 'reference', leaf: null, number: null, entry: null, text });
    },
  );
  await source.copyOut(
    `select min(s.pseudonym), count(*) from (select distinct pseudonym from trust.audit_subjects) s
      where not exists (select from trust.audit_references r where r.pseudonym = s.pseudonym) having count(*) > 0`,
    2,
    ([pseudonym, count]) => {
      const text = `${int8(count!)} pseudonyms of the log have lost their row, the first is ${pseudonym!.toString('utf8')}; an erasure leaves it, emptied.`;
      findings.add({ kind: 'reference', leaf: null, number: null, entry: null, text });
    },
  );
  await source.copyOut(
    'select ref, entry_id, text, key from trust.audit_texts where text is not null',
    4,
    ([ref, entryId, text, key]) => {
      const name = ref!.toString('utf8');
      if (key !== null && key !== undefined && `txt_${keyedName(key, text!.toString('utf8'))}` === name) return;
      const entry = entryId!.toString('utf8');
      findings.add({
        kind: 'reference',
        leaf: null,
        number: null,
        entry,
        text: `The reason of entry ${entry} was changed.`,
      });
    },
  );
}

async function nameDifference(source: CopySource, first: number, after: number, findings: Findings): Promise<void> {
  let named = false;
  await source.copyOut(
    `with within as (
        select e.entry_no, e.id, m[1] as pseudonym from trust.audit_entries e,
          lateral regexp_matches(convert_from(e.entry, 'UTF8'), '\\mpsd_[0-9A-Za-z]{22}\\M', 'g') as m
        where e.entry_no >= ${first} and e.entry_no < ${after}
          and not exists (select from trust.audit_pending p where p.entry_no = e.entry_no)),
      listed as (
        select s.entry_no, s.pseudonym from trust.audit_subjects s
        where s.entry_no >= ${first} and s.entry_no < ${after}
          and not exists (select from trust.audit_pending p where p.entry_no = s.entry_no))
      select coalesce(w.entry_no, l.entry_no), w.id, l.entry_no is null
      from within w full join listed l on l.entry_no = w.entry_no and l.pseudonym = w.pseudonym
      where w.entry_no is null or l.entry_no is null order by 1 limit 5`,
    3,
    ([number, id, hidden]) => {
      named = true;
      const entry = id === null || id === undefined ? null : id.toString('utf8');
      const text =
        hidden![0] === 1
          ? `Entry number ${int8(number!)} is hidden from somebody it is about.`
          : `Entry number ${int8(number!)} is listed under somebody it is not about.`;
      findings.add({ kind: 'search', leaf: null, number: int8(number!), entry, text });
    },
  );
  if (named) return;
  const text = `The list of whom entries are about differs among the numbers ${first} to ${after - 1}.`;
  findings.add({ kind: 'search', leaf: null, number: first, entry: null, text });
}
