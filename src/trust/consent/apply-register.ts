import { sql } from 'kysely';
import { type ActorRef, appendEvent, type Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { actorText } from './choices.ts';
import { errors } from './errors.ts';
import { currentEpoch, holdEpoch, nextEpoch } from './mask-epoch.ts';

/** What taking a register changed, in choices (a person may have two). */
export interface ApplyAnswer {
  /** Choices in the file. */
  choices: number;
  added: number;
  ended: number;
  /** Began at another time than was known. */
  corrected: number;
  same: number;
  /** Choices of numbers nobody has yet. */
  unknown: number;
  /** In the file, but ended here by the person after they were registered: the person's word stands. */
  differs: number;
  maskEpoch: number;
}

interface Given {
  importNo: number;
  /** Of the keys that the hashes were made with. */
  generation: number;
  asOf: Date;
  actor: ActorRef;
  allowShrinking?: boolean;
  lines: number;
}

/** More than this many, and this share of what is known, is taken for a file that was cut off. */
const shrinking = { choices: 20, share: 0.02 };

/** Makes the staged lines the register: all changes in the caller's transaction. Needs the owner role. */
export async function applyRegister(trx: Db, given: Given): Promise<ApplyAnswer> {
  await holdEpoch(trx);
  await resolveLines(trx, given.importNo, given.generation);
  const counts = await compare(trx, given.asOf);
  const known = counts.same + counts.corrected + counts.ended;
  if (!given.allowShrinking && counts.ended > shrinking.choices && counts.ended > known * shrinking.share) {
    throw new Problem(errors.shrinks, `The file would end ${counts.ended} of ${known} opt-outs.`, {
      expected: `at most ${shrinking.share * 100} %`,
      action: 'See that the file is whole. If it is right, take it with --allow-shrinking.',
    });
  }
  const changes = counts.added + counts.ended + counts.corrected;
  const maskEpoch = changes === 0 ? await currentEpoch(trx) : await change(trx, given);
  const answer: ApplyAnswer = { ...counts, maskEpoch };
  await sql`delete from trust.consent_import_rows where import_no = ${given.importNo}`.execute(trx);
  // A hash that no choice needs any more is nobody's business.
  await sql`delete from trust.awaited_numbers w where person_no is null and not exists (select from trust.consent_choices c
    where c.awaited_no = w.awaited_no and c.superseded_at is null and c.valid_to is null)`.execute(trx);
  await sql`update trust.consent_imports set state = 'applied', ended_at = clock_timestamp(), lines = ${given.lines},
    answer = ${JSON.stringify(answer)}::jsonb where import_no = ${given.importNo}`.execute(trx);
  await appendEvent(trx, { topic: 'consent.register-taken', aggregate: 'consent:register', payload: { ...answer } });
  return answer;
}

/** Finds whose the numbers are; those nobody has become awaited ones. A hash of an older key is renewed. */
async function resolveLines(trx: Db, importNo: number, generation: number): Promise<void> {
  const mine = sql`trust.consent_import_rows r where r.import_no = ${importNo}`;
  await sql`update trust.awaited_numbers w set cpr_lookup = r.cpr_lookup, generation = ${generation}
    from (select distinct cpr_lookup, older_lookup from ${mine} and older_lookup is not null) r
    where w.cpr_lookup = r.older_lookup and w.person_no is null
      and not exists (select from trust.awaited_numbers x where x.cpr_lookup = r.cpr_lookup)`.execute(trx);
  await sql`create temporary table consent_lines on commit drop as
    select coalesce(c.person_no, o.person_no) as person_no, null::int as awaited_no, r.cpr_lookup, r.scope, min(r.since) as since
    from trust.consent_import_rows r left join trust.people_cpr c on c.cpr_lookup = r.cpr_lookup
      left join trust.people_cpr o on o.cpr_lookup = r.older_lookup
    where r.import_no = ${importNo} group by 1, 2, 3, 4`.execute(trx);
  await sql`insert into trust.awaited_numbers (cpr_lookup, generation)
    select distinct cpr_lookup, ${generation}::int from pg_temp.consent_lines where person_no is null
    on conflict (cpr_lookup) do nothing`.execute(trx);
  await sql`update pg_temp.consent_lines l set awaited_no = w.awaited_no from trust.awaited_numbers w
    where l.person_no is null and w.cpr_lookup = l.cpr_lookup`.execute(trx);
  // A person may stand under an old and a new number.
  await sql`create temporary table consent_file on commit drop as
    select person_no, awaited_no, scope, min(since) as since from pg_temp.consent_lines group by 1, 2, 3`.execute(trx);
  await sql`analyze pg_temp.consent_file`.execute(trx);
}

/** Marks each choice of the file and of the register as known: new, ended, corrected, same or differing. */
async function compare(trx: Db, asOf: Date): Promise<Omit<ApplyAnswer, 'maskEpoch'>> {
  await sql`create temporary table consent_diff on commit drop as
    with known as (select choice_no, person_no, awaited_no, scope, valid_from from trust.consent_choices
      where source = 'register' and superseded_at is null and valid_to is null)
    select k.choice_no, f.person_no, f.awaited_no, coalesce(f.scope, k.scope) as scope, f.since,
      case when f.scope is null then 'ended' when k.choice_no is null then 'added'
        when k.valid_from <> f.since then 'corrected' else 'same' end as what
    from pg_temp.consent_file f full join known k
      on k.scope = f.scope and coalesce(k.person_no, -1 - k.awaited_no) = coalesce(f.person_no, -1 - f.awaited_no)`.execute(
    trx,
  );
  // Whoever said here, after the entry and before the file was written, that they are in again, is believed.
  await sql`update pg_temp.consent_diff d set what = 'differs' where what = 'added' and exists (
    select from trust.consent_choices c where c.person_no = d.person_no and c.scope = d.scope and c.superseded_at is null
      and c.valid_to > d.since and c.source <> 'register')`.execute(trx);
  // What became known here after the file was written is not in it.
  await sql`update pg_temp.consent_diff d set what = 'same' from trust.consent_choices c
    where d.what = 'ended' and c.choice_no = d.choice_no and c.recorded_at > ${asOf} and c.import_no is null`.execute(
    trx,
  );
  const { rows } = await sql<Omit<ApplyAnswer, 'maskEpoch'>>`select count(*) filter (where what <> 'ended') as choices,
      count(*) filter (where what = 'added') as added, count(*) filter (where what = 'ended') as ended,
      count(*) filter (where what = 'corrected') as corrected, count(*) filter (where what = 'same') as same,
      count(*) filter (where awaited_no is not null) as unknown, count(*) filter (where what = 'differs') as differs
    from pg_temp.consent_diff`.execute(trx);
  return rows[0]!;
}

async function change(trx: Db, { importNo, actor }: Given): Promise<number> {
  const { epoch, exactly: at } = await nextEpoch(trx);
  const by = actorText(actor);
  await sql`update trust.consent_choices c set superseded_at = ${at}, superseded_by = ${by} from pg_temp.consent_diff d
    where d.choice_no = c.choice_no and d.what in ('ended', 'corrected')`.execute(trx);
  const columns = sql`(person_no, awaited_no, scope, source, valid_from, valid_to, recorded_at, recorded_by, import_no)`;
  await sql`insert into trust.consent_choices ${columns}
    select c.person_no, c.awaited_no, c.scope, 'register', c.valid_from, greatest(${at}::timestamptz, c.valid_from), ${at}::timestamptz, ${by}, ${importNo}::int
    from trust.consent_choices c join pg_temp.consent_diff d using (choice_no) where d.what = 'ended'`.execute(trx);
  await sql`insert into trust.consent_choices ${columns}
    select person_no, awaited_no, scope, 'register', since, null, ${at}::timestamptz, ${by}, ${importNo}::int
    from pg_temp.consent_diff where what in ('added', 'corrected') order by person_no`.execute(trx);
  return epoch;
}
