import { sql } from 'kysely';
import { genomesOfPeople } from '../../genomes/archive/index.ts';
import type { PrivacyDeps } from '../../governance/privacy/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { type DatabaseHandle, unguardDatabase } from '../../platform/database/index.ts';
import { addJob } from '../../platform/jobs/index.ts';
import { datasetsAbout, genomesAbout, submissionsAbout } from '../citizen/stored-about.ts';

/** What the citizens' rights are carried out with: the areas that hold their data. */
export function privacyDeps(database: DatabaseHandle): PrivacyDeps {
  const everybody = unguardDatabase(database).app;
  return {
    database,
    clock: systemClock,
    async storedAbout(db, personNo) {
      const datasets = await datasetsAbout(db, personNo);
      return {
        genomes: await genomesAbout(db, personNo),
        submissions: await submissionsAbout(db, personNo),
        datasets: datasets.map(({ name, source, controller, legalBasis, genomes, leftAt }) => {
          return { name, source, controller, legalBasis, genomes, leftAt: leftAt?.toISOString() ?? null };
        }),
      };
    },
    genomesOf: (personNos) => genomesOfPeople(everybody, personNos),
    async personsOf(genomeIds) {
      const { rows } = await sql<{ genome: string; person: string }>`select g.id as genome, p.id as person
        from genomes.genomes g join trust.people p using (person_no) where g.id = any(${[...genomeIds]}::text[])`.execute(
        everybody,
      );
      return new Map(rows.map(({ genome, person }) => [genome, person]));
    },
    async queueErasure(trx, erasure) {
      await addJob(trx, { task: 'gdpr.erase', title: 'Erasing a genome', payload: { ...erasure }, queue: 'erasure' });
    },
    async queuePersonErasure(trx, erasure) {
      const title = 'Erasing a person';
      await addJob(trx, { task: 'person.erase', title, payload: { ...erasure }, queue: 'erasure' });
    },
  };
}
