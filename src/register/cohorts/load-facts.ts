import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { optedOutPersons } from '../../trust/consent/index.ts';
import { Facts, type GenomeFact, type PersonFact } from './facts.ts';

/** What the facts were read from. */
export interface FactsVersion {
  dataVersion: number;
  maskEpoch: number;
}

/** The versions now, and a mark of what is known of people; one cheap query, made at each request. */
export async function readFactsVersion(db: Db): Promise<FactsVersion & { people: string }> {
  const { rows } = await sql<FactsVersion & { people: string }>`select
      (select version from genomes.manifest) as "dataVersion", (select epoch from trust.mask_epoch) as "maskEpoch",
      (select coalesce(max(event_no), 0) from trust.person_history)::text || ':' ||
      (select coalesce(max(phenopacket_no), 0) from genomes.phenopackets)::text as people`.execute(db);
  const { dataVersion, maskEpoch, people } = rows[0]!;
  return { dataVersion: Number(dataVersion), maskEpoch: Number(maskEpoch), people };
}

interface PersonRow {
  personNo: number;
  id: string;
  sex: string;
  born: string | null;
  municipality: string | null;
}

interface GenomeRow extends Omit<GenomeFact, 'world'> {
  personNo: number;
  demo: boolean;
  sex: string;
}

/**
 * Reads everybody with a genome that counts: current, germline, of a person who neither opted out nor left the dataset. Needs a
 * connection that reaches everyone; what leaves is counts.
 */
export async function loadFacts(db: Db): Promise<FactsVersion & { facts: Facts }> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const { dataVersion, maskEpoch } = await readFactsVersion(trx);
      const optedOut = new Set((await optedOutPersons(trx)).persons);
      const genomes = (await readGenomes(trx)).filter(({ personNo }) => !optedOut.has(personNo));
      const people = await readPeople(trx);
      const features = await readFeatures(trx);
      return { dataVersion, maskEpoch, facts: new Facts(assemble(people, genomes, features)) };
    });
}

function assemble(
  people: readonly PersonRow[],
  genomes: readonly GenomeRow[],
  features: ReadonlyMap<number, readonly string[]>,
): PersonFact[] {
  const byPerson = new Map<number, GenomeRow[]>();
  for (const genome of genomes) {
    const known = byPerson.get(genome.personNo);
    if (known) known.push(genome);
    else byPerson.set(genome.personNo, [genome]);
  }
  return people.flatMap((person): PersonFact[] => {
    const own = byPerson.get(person.personNo);
    if (!own) return [];
    const declared = own.find(({ sex }) => sex !== 'unknown')?.sex;
    return [
      {
        ...person,
        sex: person.sex === 'unknown' ? (declared ?? 'unknown') : person.sex,
        features: features.get(person.personNo) ?? [],
        genomes: own.map(({ demo, ...genome }) => ({ ...genome, world: demo ? 'synthetic' : 'real' })),
      },
    ];
  });
}

// A record that was merged counts as the person it was merged into.
async function readPeople(db: Db): Promise<PersonRow[]> {
  const { rows } =
    await sql<PersonRow>`select p.person_no as "personNo", p.id, p.sex, p.born::text as born, a.municipality
    from trust.people p left join trust.person_addresses a using (person_no)
    where p.merged_into_no is null and exists (select 1 from genomes.genomes g join trust.people o using (person_no)
      where coalesce(o.merged_into_no, o.person_no) = p.person_no and g.state = 'current')
    order by p.person_no`.execute(db);
  return rows;
}

// The region that answers for a genome: above the dataset's controller in the tree of organisations.
async function readGenomes(db: Db): Promise<GenomeRow[]> {
  const { rows } = await sql<GenomeRow>`with recursive above as (
      select g.dataset_id, o.organisation_no, o.name, o.kind, o.part_of_no from trust.dataset_grants g
        join trust.organisations o using (organisation_no)
        where g.kind = 'controller' and g.valid_from <= now() and (g.valid_to is null or g.valid_to > now())
      union
      select a.dataset_id, o.organisation_no, o.name, o.kind, o.part_of_no from above a
        join trust.organisations o on o.organisation_no = a.part_of_no),
    regions as (select dataset_id, min(name) as region from above where kind = 'region' group by dataset_id)
    select g.genome_no as "genomeNo", coalesce(p.merged_into_no, p.person_no) as "personNo", r.name as reference,
      d.name as dataset, d.id as "datasetId", d.demo, g.sex, g.patient_group as "patientGroup", g.assay, g.source, g.affected,
      g.unrelated, g.family, x.region, g.added_at as "addedAt"
    from genomes.genomes g join trust.people p using (person_no) join genomes.refs r using (reference_no)
      join genomes.datasets d using (dataset_no) left join regions x on x.dataset_id = d.id
    where g.state = 'current' and g.type = 'germline'
      and not exists (select 1 from genomes.dataset_departures y
        where y.dataset_no = g.dataset_no and y.person_no = g.person_no and y.returned_at is null)
    order by g.genome_no`.execute(db);
  return rows;
}

async function readFeatures(db: Db): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ personNo: number; terms: string[] }>`select
      coalesce(p.merged_into_no, p.person_no) as "personNo", array_agg(distinct t.term #>> '{}') as terms
    from genomes.phenopackets f join trust.people p using (person_no),
      jsonb_path_query(f.document, '$.phenotypicFeatures[*] ? (!(@.excluded == true)).type.id') as t (term)
    group by 1`.execute(db);
  return new Map(rows.map(({ personNo, terms }) => [personNo, terms]));
}
