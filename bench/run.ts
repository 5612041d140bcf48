/**
 * `npm run bench -- [--only AREA] [--part PART] [--json] [--small] [--scale 0.1] [--peers NAME,…]`: every area's rows, ours beside the
 * peer's in the same run; or those of one part of the areas that have it. The register's nation is of full size unless a scale is stated.
 * Nothing here decides red or green; a peer that is not installed is said and left out.
 */
import { parseArgs } from 'node:util';

import { type BenchOptions, type BenchRow, type ReportedRow, report } from './row.ts';

interface Area {
  name: string;
  /** What `--part` may name. */
  parts: readonly string[];
  /** Measures and gives rows as they come. `small` is a quick run on a tenth of the data; `wants` tells whether a part is wanted. */
  load(): Promise<{ measure(options: BenchOptions): AsyncGenerator<BenchRow> }>;
}

const areas: Area[] = [
  {
    name: 'variants',
    parts: ['ingestion', 'counts', 'lookup', 'limit', 'http', 'genome'],
    load: () => import('./variants.ts'),
  },
  { name: 'people', parts: ['people'], load: () => import('./people.ts') },
  { name: 'audit', parts: ['audit'], load: () => import('./audit.ts') },
  { name: 'crowd', parts: ['crowd'], load: () => import('./crowd.ts') },
  { name: 'register', parts: ['register'], load: () => import('./register.ts') },
  { name: 'register-feeds', parts: ['feeds'], load: () => import('./register-feeds.ts') },
  { name: 'register-own', parts: ['own'], load: () => import('./register-own.ts') },
  { name: 'register-facts', parts: ['register-facts'], load: () => import('./register-facts.ts') },
  { name: 'scope', parts: ['scope'], load: () => import('./scope.ts') },
  { name: 'access', parts: ['access'], load: () => import('./access.ts') },
  { name: 'biobank', parts: ['biobank'], load: () => import('./biobank.ts') },
  { name: 'storage', parts: ['storage'], load: () => import('./storage.ts') },
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    part: { type: 'string' },
    json: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    scale: { type: 'string' },
    peers: { type: 'string' },
  },
});
const { only, part } = values;
const chosen = areas.filter(
  ({ name, parts }) => (only === undefined || name === only) && (part === undefined || parts.includes(part)),
);
if (chosen.length === 0) {
  const known = areas.map(({ name, parts }) => `${name} (${parts.join(', ')})`).join('; ');
  console.error(`There is no such bench. Areas and their parts: ${known}.`);
  process.exit(2);
}
const wants = (name: string): boolean => part === undefined || part === name;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const chosenSize = {
  ...(values.scale === undefined ? {} : { scale: Number(values.scale) }),
  ...(values.peers === undefined ? {} : { peers: values.peers.split(',') }),
};
const rows: ReportedRow[] = [];
for (const area of chosen) {
  const { measure } = await area.load();
  for await (const row of measure({ small: values.small, say, wants, ...chosenSize })) {
    const reported = report(row);
    rows.push(reported);
    if (!values.json) console.log(line(reported));
  }
}
if (values.json) console.log(JSON.stringify(rows, null, 2));

function line(row: ReportedRow): string {
  const peer = row.peer === null ? '' : `  ${row.peerName} ${row.peer} ${row.unit}  (${row.ratio}×)`;
  const goal =
    row.goal === null ? '' : `  goal ${row.goal}: ${row.met === null ? 'not compared' : row.met ? 'met' : 'not met'}`;
  return `${row.name}: ${row.ours} ${row.unit}${peer}${goal}`;
}
