import { sql } from 'kysely';
import type { ActorRef, Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { bumpMaskEpoch } from '../../../trust/consent/index.ts';
import { type ArchiveDeps, actorText } from '../deps.ts';
import { errors } from '../errors.ts';
import { bumpManifest } from '../submissions/store.ts';
import { resolveGenome } from './show-genome.ts';

interface Side {
  genomeNo: number;
  id: string;
  person: string;
  personNo: number;
  state: string;
  referenceNo: number;
}

/**
 * Corrects a sample swap: the two genomes exchange their people, and with them declared sex, affected status and family. The
 * sample names stay what the files call them. Both histories say what happened and why.
 * @throws Problem IDUN_SWAP_SAME, IDUN_SWAP_STATE
 */
export async function swapSamples(
  deps: ArchiveDeps,
  given: { a: string; b: string; reason: string; actor: ActorRef },
): Promise<{ a: string; b: string }> {
  if (given.reason.trim() === '') {
    throw new Problem(errors.badOption, 'The history needs a reason.', { action: 'Give one with --reason.' });
  }
  return await deps.db.withActor(given.actor, async (trx) => {
    const a = await readSide(trx, given.a);
    const b = await readSide(trx, given.b);
    if (a.genomeNo === b.genomeNo) throw new Problem(errors.swapSame, 'Both name the same genome.');
    const fits = (side: Side): boolean => side.state === 'current' || side.state === 'quarantined';
    if (!fits(a) || !fits(b)) {
      throw new Problem(errors.swapState, `The genomes are ${a.state} and ${b.state}.`, {
        expected: 'genomes that are current or in quarantine',
      });
    }
    await exchange(trx, a, b, given);
    await bumpManifest(trx);
    await bumpMaskEpoch(trx);
    return { a: a.id, b: b.id };
  });
}

async function readSide(trx: Db, text: string): Promise<Side> {
  const { genomeNo } = await resolveGenome(trx, text);
  const { rows } =
    await sql<Side>`select g.genome_no as "genomeNo", g.id, p.id as person, g.person_no as "personNo", g.state,
      g.reference_no as "referenceNo"
    from genomes.genomes g left join trust.people p using (person_no) where g.genome_no = ${genomeNo}
    for update of g`.execute(trx);
  return rows[0]!;
}

async function exchange(
  trx: Db,
  a: Side,
  b: Side,
  { reason, actor }: { reason: string; actor: ActorRef },
): Promise<void> {
  await sql`update genomes.genomes g set person_no = o.person_no, sex = o.sex, affected = o.affected, family = o.family
    from genomes.genomes o
    where (g.genome_no = ${a.genomeNo} and o.genome_no = ${b.genomeNo})
      or (g.genome_no = ${b.genomeNo} and o.genome_no = ${a.genomeNo})`.execute(trx);
  await sql`update genomes.phenopackets f set genome_no = case when f.genome_no = ${a.genomeNo} then ${b.genomeNo}::int else ${a.genomeNo}::int end
    where f.genome_no in (${a.genomeNo}, ${b.genomeNo})`.execute(trx);
  for (const [genome, other] of [
    [a, b],
    [b, a],
  ] as const) {
    await sql`insert into genomes.genome_history (genome_no, act, from_person_id, to_person_id, reason, actor)
      values (${genome.genomeNo}, 'person-exchanged', ${genome.person}, ${other.person}, ${reason}, ${actorText(actor)})`.execute(
      trx,
    );
  }
}
