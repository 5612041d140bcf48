import { sql } from 'kysely';
import { systemClock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { type OwnEntry, stateOwn } from '../../register/catalogue/index.ts';

interface OwnRow {
  bankId: string;
  bank: string;
  organisationNo: number;
  organisation: string;
  demo: boolean;
  collections: { id: string; name: string }[];
}

/**
 * Brings Idun's own biobanks and their collections into the catalogue as they are: names, who controls them, and where their specimens are
 * in the register. What a custodian wrote there stays.
 * @returns entries changed
 */
export async function describeOwnBiobanks(database: DatabaseHandle): Promise<number> {
  const { rows } = await sql<OwnRow>`select b.id as "bankId", b.name as bank, b.organisation_no as "organisationNo",
      o.name as organisation, b.demo, coalesce((select json_agg(json_build_object('id', c.id, 'name', c.name) order by c.collection_no)
        from biobank.collections c where c.biobank_no = b.biobank_no), '[]') as collections
    from biobank.biobanks b join trust.organisations o using (organisation_no) order by b.biobank_no`.execute(
    database.jobs,
  );
  return await stateOwn({ database, clock: systemClock }, rows.flatMap(entriesOf));
}

function entriesOf({ bankId, bank, organisationNo, organisation, demo, collections }: OwnRow): OwnEntry[] {
  const world = demo ? 'synthetic' : 'real';
  const shared = { organisationNo, demo };
  const stated = { id: bankId, name: bank, juristicPerson: organisation, infrastructure: ['samples'] };
  return [
    { kind: 'biobank', stated, link: { world, biobank: bank, collection: null }, ...shared },
    ...collections.map(
      ({ id, name }): OwnEntry => ({
        ...{ kind: 'collection', ...shared, link: { world, biobank: bank, collection: name } },
        stated: { id, name, biobank: bankId, sampleSource: 'human', status: 'active' },
      }),
    ),
  ];
}
