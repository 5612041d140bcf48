import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Query } from '../search/index.ts';
import type { KeptQuestion, Sharing } from './model.ts';

/** Whose questions are to be seen: one's own, and those shared in one's organisation. */
export interface Reader {
  owner: string;
  organisationNo: number | null;
}

const seen = ({ owner, organisationNo }: Reader) => sql`q.removed_at is null and (q.owner = ${owner}
  or (q.sharing = 'organisation' and q.organisation_no = ${organisationNo}::int))`;

/** Kept questions a reader may see, the last changed first; one of them with an id. */
export async function readQuestions(db: Db, reader: Reader, id?: string): Promise<KeptQuestion[]> {
  const { rows } = await sql<KeptQuestion>`select q.id, q.name, q.note, q.question, q.question_hash as "questionHash",
      q.sharing, o.name as organisation, q.owner = ${reader.owner} as mine, q.created_at as "createdAt",
      q.changed_at as "changedAt"
    from register.questions q left join trust.organisations o using (organisation_no)
    where ${seen(reader)} and ${id === undefined ? sql`true` : sql`q.id = ${id}`}
    order by q.changed_at desc, q.question_no desc limit 500`.execute(db);
  return rows;
}

export async function insertQuestion(
  trx: Db,
  reader: Reader,
  given: { id: string; name: string; note: string | null; question: Query; questionHash: string; sharing: Sharing },
): Promise<void> {
  const { id, name, note, question, questionHash, sharing } = given;
  await sql`insert into register.questions (id, name, note, question, question_hash, owner, organisation_no, sharing, demo)
    values (${id}, ${name}, ${note}, ${JSON.stringify(question)}::jsonb, ${questionHash}, ${reader.owner},
      ${reader.organisationNo}, ${sharing}, ${question.data === 'synthetic'})`.execute(trx);
}

/** Changes what is given of a question; the rest stays. */
export async function updateQuestion(
  trx: Db,
  id: string,
  change: {
    name: string | null;
    note: string | null;
    sharing: Sharing | null;
    question: Query | null;
    questionHash: string | null;
  },
): Promise<void> {
  const { name, note, sharing, question, questionHash } = change;
  await sql`update register.questions set name = coalesce(${name}, name), note = coalesce(${note}, note),
      sharing = coalesce(${sharing}, sharing), question_hash = coalesce(${questionHash}, question_hash),
      question = coalesce(${question === null ? null : JSON.stringify(question)}::jsonb, question), changed_at = now()
    where id = ${id}`.execute(trx);
}

/** Takes a question out of the lists. */
export async function hideQuestion(trx: Db, id: string): Promise<void> {
  await sql`update register.questions set removed_at = now() where id = ${id}`.execute(trx);
}
