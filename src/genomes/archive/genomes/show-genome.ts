import { sql } from 'kysely';
import { buildPhenopacket, type PhenopacketSex } from '../../../formats/phenopacket/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { reaches, readAs, type Scope } from '../../../trust/scope/index.ts';
import { errors } from '../errors.ts';
import type { RelatednessFinding } from '../model.ts';
import { type GenomeAnswer, genomeColumns, genomeTables } from './list-genomes.ts';

export interface GenomeHistoryEntry {
  at: Date;
  act: string;
  from: string | null;
  to: string | null;
  reason: string;
  actor: string;
}

/** One genome with its history and its likeness to others as its submission's report has it. */
export interface GenomeDetail extends GenomeAnswer {
  history: GenomeHistoryEntry[];
  relatedness: RelatednessFinding[];
}

/**
 * The one genome a text means: its id, or a sample name that only one current genome has (`DATASET:SAMPLE` where several do).
 * @param scope what it does not reach is not found
 * @throws Problem IDUN_GENOME_NOT_FOUND, IDUN_GENOME_AMBIGUOUS
 */
export async function resolveGenome(
  db: Db,
  text: string,
  scope?: Scope,
): Promise<{ genomeNo: number; id: string; state: string }> {
  const reached = scope === undefined ? sql`true` : reaches(scope, sql`g.person_no`, sql`d.id`);
  const { rows } = await sql<{ genomeNo: number; id: string; state: string }>`
    select g.genome_no as "genomeNo", g.id, g.state from genomes.genomes g join genomes.datasets d using (dataset_no)
    where (g.id = ${text} or (g.state in ('current', 'quarantined') and
      (g.sample_name = ${text} or d.name || ':' || g.sample_name = ${text}))) and ${reached}
    order by g.genome_no limit 2`.execute(db);
  if (rows.length === 1) return rows[0]!;
  if (rows.length === 0) {
    // The text may be a sample name, which errors and logs must not carry.
    throw new Problem(errors.genomeNotFound, 'No genome has this id or sample name.', {
      expected: 'an id (gen_…), a sample name, or DATASET:SAMPLE',
      action: 'List them with `idun genomes list`.',
    });
  }
  throw new Problem(errors.genomeAmbiguous, 'Several current genomes have this sample name.', {
    action: 'Write DATASET:SAMPLE or the id.',
  });
}

/** One genome. One audit entry. Act `metadata`. */
export async function showGenome(db: Db, scope: Scope, text: string): Promise<GenomeDetail> {
  const reading = readAs(db, scope, 'metadata');
  const { genomeNo, id } = await resolveGenome(reading, text, scope);
  await recordAccess(db, scope, { action: 'genomes.show', object: id });
  return await readGenome(reading, scope, genomeNo);
}

async function readGenome(db: Db, scope: Scope, genomeNo: number): Promise<GenomeDetail> {
  const { rows } = await sql<GenomeAnswer & { relatedness: RelatednessFinding[] | null }>`select ${genomeColumns},
      jsonb_path_query_array(coalesce(s.report -> 'relatedness', '[]'), '$[*] ? (@.a == $id || @.b == $id)',
        jsonb_build_object('id', g.id)) as relatedness
    from ${genomeTables} where g.genome_no = ${genomeNo}`.execute(db);
  const history =
    await sql<GenomeHistoryEntry>`select at, act, from_person_id as "from", to_person_id as "to", reason, actor
    from genomes.genome_history where genome_no = ${genomeNo} order by event_no`.execute(db);
  const [genome] = rows;
  const relatedness = await reachedOnly(db, scope, genome!.relatedness ?? []);
  return { ...genome!, relatedness, history: history.rows };
}

// Likeness to somebody else's genome says that there is such a genome.
async function reachedOnly(
  db: Db,
  scope: Scope,
  findings: readonly RelatednessFinding[],
): Promise<RelatednessFinding[]> {
  if (findings.length === 0) return [];
  const ids = [...new Set(findings.flatMap(({ a, b }) => [a, b]))];
  const { rows } = await sql<{
    id: string;
  }>`select g.id from genomes.genomes g join genomes.datasets d using (dataset_no)
    where g.id = any(${ids}::text[]) and ${reaches(scope, sql`g.person_no`, sql`d.id`)}`.execute(db);
  const reached = new Set(rows.map(({ id }) => id));
  return findings.filter(({ a, b }) => reached.has(a) && reached.has(b));
}

const sexes: Record<string, PhenopacketSex> = { male: 'MALE', female: 'FEMALE', unknown: 'UNKNOWN_SEX' };

/**
 * A genome's individual and biosample as Phenopackets v2: the document it came with, else one made of what is known. One audit
 * entry. Act `metadata`.
 */
export async function exportPhenopacket(db: Db, scope: Scope, text: string, now: Date): Promise<object> {
  const reading = readAs(db, scope, 'metadata');
  const { genomeNo, id } = await resolveGenome(reading, text, scope);
  await recordAccess(db, scope, { action: 'genomes.phenopacket', object: id });
  const { rows } = await sql<{ document: object }>`select document from genomes.phenopackets
    where genome_no = ${genomeNo} order by phenopacket_no desc limit 1`.execute(reading);
  if (rows[0]) return rows[0].document;
  const genome = await readGenome(reading, scope, genomeNo);
  const person = genome.person ?? id;
  const sample = genome.sample ?? id;
  return buildPhenopacket(
    {
      id,
      subject: { id: person, sex: sexes[genome.sex] ?? 'UNKNOWN_SEX' },
      biosamples: [{ id: sample }],
      files: [
        {
          uri: `urn:idun:${id}`,
          samples: new Map([[person, sample]]),
          attributes: new Map([
            ['genomeAssembly', genome.reference],
            ['fileFormat', 'vcf'],
          ]),
        },
      ],
    },
    { created: now.toISOString(), createdBy: 'Idun' },
  );
}
