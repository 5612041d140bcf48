import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import type { Source } from '../model.ts';

/** A collection of genomes under one name, with who is responsible for it and on what legal basis. */
export interface Dataset {
  datasetNo: number;
  id: string;
  name: string;
  referenceNo: number | null;
  demo: boolean;
  source: Source;
  patientGroup: string | null;
  controller: string | null;
  legalBasis: string | null;
}

export interface NewDataset {
  name: string;
  source?: Source;
  demo?: boolean;
  patientGroup?: string;
  controller?: string;
  legalBasis?: string;
}

const columns = sql`dataset_no as "datasetNo", id, name, reference_no as "referenceNo", demo, source,
  patient_group as "patientGroup", controller, legal_basis as "legalBasis"`;

// Names appear in groups (`dataset:NAME`), file names of exports and addresses.
const namePattern = /^[^\p{Cc}/]{1,100}$/u;

/**
 * The dataset of this name, made when there is none.
 * @throws Problem IDUN_DATASET_BAD_NAME, IDUN_DATASET_DEMO when demo and real data would mix
 */
export async function ensureDataset(trx: Db, given: NewDataset): Promise<Dataset> {
  if (!namePattern.test(given.name) || given.name.trim() !== given.name) {
    throw new Problem(errors.datasetBadName, `«${given.name}» cannot be the name of a dataset.`, {
      expected: '1 to 100 characters without slash, control characters or blanks at the ends',
    });
  }
  await sql`insert into genomes.datasets (id, name, source, demo, patient_group, controller, legal_basis)
    values (${newId('dts')}, ${given.name}, ${given.source ?? 'facility'}, ${given.demo ?? false},
      ${given.patientGroup ?? null}, ${given.controller ?? null}, ${given.legalBasis ?? null})
    on conflict (name) do nothing`.execute(trx);
  const dataset = (await findDataset(trx, given.name))!;
  if (dataset.demo !== (given.demo ?? false)) {
    throw new Problem(
      errors.datasetDemo,
      `The dataset ${dataset.name} is ${dataset.demo ? '' : 'not '}of the demo nation.`,
      {
        action: 'Choose another dataset name.',
      },
    );
  }
  return dataset;
}

/** A dataset by name or id. */
export async function findDataset(db: Db, nameOrId: string): Promise<Dataset | undefined> {
  const { rows } = await sql<Dataset>`select ${columns} from genomes.datasets
    where name = ${nameOrId} or id = ${nameOrId} limit 1`.execute(db);
  return rows[0];
}

/** Datasets by name, those there are. */
export async function findDatasets(db: Db, names: readonly string[]): Promise<Dataset[]> {
  const { rows } = await sql<Dataset>`select ${columns} from genomes.datasets
    where name = any(${[...names]}::text[]) order by dataset_no`.execute(db);
  return rows;
}

/** A dataset by name or id. @throws Problem IDUN_DATASET_NOT_FOUND */
export async function requireDataset(db: Db, nameOrId: string): Promise<Dataset> {
  const dataset = await findDataset(db, nameOrId);
  if (dataset) return dataset;
  throw new Problem(errors.datasetNotFound, `There is no dataset called ${nameOrId}.`, {
    action: 'List them with `idun datasets list`.',
  });
}
