/**
 * `npm run bench -- [--only AREA] [--json] [--small]`: every area's rows, ours beside the peer's in the same run.
 * Nothing here decides red or green; a peer that is not installed is said and left out.
 */
import { parseArgs } from 'node:util';

import { type BenchRow, type ReportedRow, report } from './row.ts';

interface Area {
  name: string;
  /** Measures and gives rows as they come. `small` is a quick run on a tenth of the data. */
  load(): Promise<{ measure(options: { small: boolean; say: (line: string) => void }): AsyncGenerator<BenchRow> }>;
}

const areas: Area[] = [{ name: 'variants', load: () => import('./variants.ts') }];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
  },
});
const chosen = areas.filter((area) => values.only === undefined || area.name === values.only);
if (chosen.length === 0) {
  console.error(`There is no bench area '${values.only}'. Areas: ${areas.map((a) => a.name).join(', ')}.`);
  process.exit(2);
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const rows: ReportedRow[] = [];
for (const area of chosen) {
  const { measure } = await area.load();
  for await (const row of measure({ small: values.small, say })) {
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
