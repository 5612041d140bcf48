import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { StoredContig, StoredReference } from './reference.ts';

interface ReferenceRow extends Omit<StoredReference, 'contigs'> {
  contigs: StoredContig[] | null;
}

/** All references with their contigs, in the order they were added. */
export async function readReferences(db: Db): Promise<StoredReference[]> {
  const { rows } = await sql<ReferenceRow>`
    select r.reference_no as "referenceNo", r.id, r.name, r.checked, r.demo, r.fasta_path as "fastaPath",
      r.fasta_bytes as "fastaBytes", r.digest, r.build, r.added_at as "addedAt",
      (select json_agg(json_build_object('contigNo', c.contig_no, 'name', c.name, 'length', c.length, 'refget', c.refget,
         'md5', c.md5, 'role', c.role, 'aliases', c.aliases, 'par', c.par) order by c.contig_no)
       from genomes.contigs c where c.reference_no = r.reference_no) as contigs
    from genomes.refs r order by r.reference_no`.execute(db);
  return rows.map((row) => ({ ...row, contigs: row.contigs ?? [] }));
}

/** The next number of a reference; taken before the row exists because files are written first. */
export async function nextReferenceNo(db: Db): Promise<number> {
  const { rows } = await sql<{ no: number }>`
    select nextval(pg_get_serial_sequence('genomes.refs', 'reference_no'))::int as no`.execute(db);
  return rows[0]!.no;
}

/** Writes a reference and its contigs. */
export async function insertReference(trx: Db, reference: Omit<StoredReference, 'addedAt'>): Promise<void> {
  await sql`insert into genomes.refs (reference_no, id, name, checked, demo, fasta_path, fasta_bytes, digest, build)
    values (${reference.referenceNo}, ${reference.id}, ${reference.name}, ${reference.checked}, ${reference.demo},
      ${reference.fastaPath}, ${reference.fastaBytes}, ${reference.digest}, ${reference.build})`.execute(trx);
  await insertContigs(trx, reference.referenceNo, reference.contigs);
}

/** Appends contigs to a reference. */
export async function insertContigs(trx: Db, referenceNo: number, contigs: readonly StoredContig[]): Promise<void> {
  if (contigs.length === 0) return;
  const rows = contigs.map((c) => ({ ...c, par: c.par, aliases: c.aliases }));
  await sql`insert into genomes.contigs (reference_no, contig_no, name, length, refget, md5, role, aliases, par)
    select ${referenceNo}, c."contigNo", c.name, c.length, c.refget, c.md5, c.role,
      array(select jsonb_array_elements_text(c.aliases)), c.par
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as c("contigNo" int, name text, length bigint, refget text, md5 text, role text, aliases jsonb, par jsonb)`.execute(
    trx,
  );
}

/** Gives lengths to contigs whose length no earlier header stated. */
export async function fillContigLengths(
  trx: Db,
  referenceNo: number,
  lengths: ReadonlyMap<number, number>,
): Promise<void> {
  for (const [contigNo, length] of lengths) {
    await sql`update genomes.contigs set length = ${length}
      where reference_no = ${referenceNo} and contig_no = ${contigNo} and length is null`.execute(trx);
  }
}

/** How many submissions and datasets use a reference. */
export async function countUses(db: Db, referenceNo: number): Promise<number> {
  const { rows } = await sql<{ uses: number }>`
    select (select count(*) from genomes.submissions where reference_no = ${referenceNo})::int
      + (select count(*) from genomes.batches where reference_no = ${referenceNo})::int as uses`.execute(db);
  return rows[0]!.uses;
}

/** Removes a reference and its contigs. */
export async function deleteReference(trx: Db, referenceNo: number): Promise<void> {
  await sql`update genomes.datasets set reference_no = null where reference_no = ${referenceNo}`.execute(trx);
  await sql`delete from genomes.refs where reference_no = ${referenceNo}`.execute(trx);
}
