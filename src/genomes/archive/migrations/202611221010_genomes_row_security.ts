import type { Migration } from '../../../platform/database/index.ts';
import { protectRows, reachedBy } from '../../../trust/scope/index.ts';

// Asked once for a statement: the data sets a connection reaches, as numbers.
const dataset = `dataset_no = any (array(select d.dataset_no from genomes.datasets d where ${reachedBy.dataset('d.id')}))`;
const limited = (table: string) =>
  reachedBy.limited(
    `(select d.id from genomes.datasets d where d.dataset_no = ${table}.dataset_no)`,
    `${table}.person_no`,
  );
const ofGenome = (table: string) => `exists (select from genomes.genomes g where g.genome_no = ${table}.genome_no)`;
const ofSubmission = (table: string) =>
  `exists (select from genomes.submissions s where s.submission_no = ${table}.submission_no)`;

/** Tables that hold people's data, with what lets a row through. What hangs on a genome or submission follows it. */
const personal: Readonly<Record<string, readonly string[]>> = {
  'genomes.genomes': [reachedBy.person('person_no'), dataset, limited('genomes')],
  'genomes.dataset_departures': [reachedBy.person('person_no'), dataset],
  'genomes.phenopackets': [reachedBy.person('person_no'), ofGenome('phenopackets')],
  'genomes.genome_history': [ofGenome('genome_history')],
  'genomes.genome_keys': [ofGenome('genome_keys')],
  'genomes.relatedness_calls': [ofGenome('relatedness_calls')],
  'genomes.erasures': [ofGenome('erasures')],
  'genomes.submissions': [
    dataset,
    'exists (select from genomes.genomes g where g.submission_no = submissions.submission_no)',
  ],
  'genomes.submission_files': [ofSubmission('submission_files')],
  'genomes.submission_events': [ofSubmission('submission_events')],
  'genomes.receipts': [ofSubmission('receipts')],
  'genomes.attestations': ['exists (select from genomes.receipts r where r.receipt_no = attestations.receipt_no)'],
};

/** The second wall (docs/decisions/0010): a connection reads the genomes of whom it is bound to. */
export const genomesRowSecurity: Migration = {
  name: '202611221010_genomes_row_security',
  async up(trx) {
    for (const [table, conditions] of Object.entries(personal)) await protectRows(trx, table, ...conditions);
  },
};
