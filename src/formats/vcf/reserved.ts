import type { VcfDefinition, VcfType } from './definition.ts';
import { numberOf } from './definition.ts';

// Tables 1 and 2 of the specification: [key, Number, Type, first version (minor), last version].
type Row = readonly [string, number, VcfType, number?, number?];

const { A, R, G, LA, LR, LG, P } = numberOf;

const infoRows: readonly Row[] = [
  ['AA', 1, 'String'],
  ['AC', A, 'Integer'],
  ['AD', R, 'Integer', 3],
  ['ADF', R, 'Integer', 3],
  ['ADR', R, 'Integer', 3],
  ['AF', A, 'Float'],
  ['AN', 1, 'Integer'],
  ['BQ', 1, 'Float'],
  ['CIGAR', A, 'String'],
  ['DB', 0, 'Flag'],
  ['DP', 1, 'Integer'],
  ['END', 1, 'Integer'],
  ['H2', 0, 'Flag'],
  ['H3', 0, 'Flag'],
  ['MQ', 1, 'Float'],
  ['MQ0', 1, 'Integer'],
  ['NS', 1, 'Integer'],
  ['SB', 4, 'Integer', 3],
  ['SOMATIC', 0, 'Flag'],
  ['VALIDATED', 0, 'Flag'],
  ['1000G', 0, 'Flag'],
];

const formatRows: readonly Row[] = [
  ['AD', R, 'Integer', 3],
  ['ADF', R, 'Integer', 3],
  ['ADR', R, 'Integer', 3],
  ['DP', 1, 'Integer'],
  ['EC', A, 'Integer'],
  ['FT', 1, 'String'],
  ['GL', G, 'Float'],
  ['GLE', G, 'String', 1, 2],
  ['GP', G, 'Float'],
  ['GQ', 1, 'Integer'],
  ['GT', 1, 'String'],
  ['HQ', 2, 'Integer'],
  ['LAA', -1, 'Integer', 5],
  ['LAD', LR, 'Integer', 5],
  ['LADF', LR, 'Integer', 5],
  ['LADR', LR, 'Integer', 5],
  ['LEC', LA, 'Integer', 5],
  ['LEN', 1, 'Integer', 5],
  ['LGL', LG, 'Float', 5],
  ['LGP', LG, 'Float', 5],
  ['LPL', LG, 'Integer', 5],
  ['LPP', LG, 'Integer', 5],
  ['MQ', 1, 'Integer'],
  ['PL', G, 'Integer'],
  ['PP', G, 'Integer', 3],
  ['PQ', 1, 'Integer'],
  ['PS', 1, 'Integer'],
  ['PSL', P, 'String', 4],
  ['PSO', P, 'Integer', 4],
  ['PSQ', P, 'Integer', 4],
];

const nonNegativeInfo = new Set(['AC', 'AD', 'ADF', 'ADR', 'AF', 'AN', 'DP', 'END', 'MQ0', 'NS']);

function build(rows: readonly Row[], minor: number, nonNegative: ReadonlySet<string>): Map<string, VcfDefinition> {
  const map = new Map<string, VcfDefinition>();
  for (const [id, number, type, from = 1, to = 9] of rows) {
    if (minor < from || minor > to) continue;
    map.set(id, { id, number, type, description: '', line: 0, nonNegative: nonNegative.has(id) });
  }
  return map;
}

const none: ReadonlySet<string> = new Set();

/** INFO keys the specification reserves in VCF 4.`minor` (table 1), with their Number and Type. */
export function reservedInfo(minor: number): Map<string, VcfDefinition> {
  return build(infoRows, minor, nonNegativeInfo);
}

/** FORMAT keys the specification reserves in VCF 4.`minor` (table 2). */
export function reservedFormat(minor: number): Map<string, VcfDefinition> {
  return build(formatRows, minor, none);
}
