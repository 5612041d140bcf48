import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

/** A position of a rack as a 2D scanner read it; no code where there is a tube that cannot be read. */
export interface RackScan {
  rack: string | undefined;
  /** Row and column, `A1`. */
  position: string;
  code: string | null;
}

const unreadable = /^(no[ _-]?read|error|\?+)$/i;
const empty = /^(no[ _-]?tube|empty|no[ _-]?code|-*)$/i;
const positionPattern = /^([A-Z]{1,2})0*([1-9]\d?)$/i;

interface Row {
  cells: string[];
  /** 1-based. */
  line: number;
}

/** The column of positions: the one with most different values of that form, since a rack may be called R1 and a tube B2. */
function findPositions(rows: readonly Row[]): number {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const different = Array.from({ length: width }, (_, i) => {
    const values = rows.map(({ cells }) => cells[i] ?? '').filter((cell) => positionPattern.test(cell));
    return new Set(values).size;
  });
  const most = Math.max(0, ...different);
  if (most === 0) return -1;
  // As many in two columns: the later one that has another behind it, since the rack comes first and the tube last.
  const candidates = different.flatMap((count, i) => (count === most ? [i] : []));
  return candidates.findLast((i) => i + 1 < width) ?? candidates[0]!;
}

/**
 * Reads the file of a rack scanner: one line a position, the tube's code after it, and the rack's own code in a third column or a
 * line `Rack …`. Separators are comma, semicolon or tab; lines that are no position are a heading.
 * @throws Problem IDUN_RACK_FILE naming the line: two tubes at one position, one code at two positions, no positions at all
 */
export function readRackScan(text: string): RackScan[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const heading = lines
    .map((line) => /^rack(?:\s*id)?\s*[:,;\t ]\s*"?([\w-]+)"?\s*$/i.exec(line)?.[1])
    .find((name) => name);
  const rows = lines.map((line, at) => ({
    cells: line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')),
    line: at + 1,
  }));
  const where = findPositions(rows.filter(({ cells }) => cells.length > 1));
  const scans: RackScan[] = [];
  for (const { cells, line } of rows) {
    const found = cells.length > 1 ? positionPattern.exec(cells[where] ?? '') : null;
    if (found === null) continue;
    const position = `${found[1]!.toUpperCase()}${found[2]}`;
    const code = cells[where + 1] ?? cells[where - 1]!;
    const rack = (where > 0 && cells[where + 1] !== undefined ? cells[0] : cells[where + 2]) || heading;
    if (empty.test(code)) continue;
    const scan: RackScan = { rack, position, code: unreadable.test(code) ? null : code };
    refuseTwice(scans, scan, line);
    scans.push(scan);
  }
  if (scans.length > 0) return scans;
  throw new Problem(errors.rackFile, 'The file has no position with a tube.', {
    expected: 'lines such as A1,0123456789 or RACK7;A1;0123456789, as UTF-8',
    action: 'Export the scan as text, one line a position.',
  });
}

const once = {
  expected: 'each position and each tube once',
  action: 'Scan the rack again; a file of several racks says on each line which.',
};

function refuseTwice(scans: readonly RackScan[], scan: RackScan, line: number): void {
  const sameRack = scans.filter(({ rack }) => rack === scan.rack);
  if (sameRack.some(({ position }) => position === scan.position)) {
    throw new Problem(errors.rackFile, `The position ${scan.position} is there twice.`, { line, ...once });
  }
  const other = scan.code === null ? undefined : scans.find(({ code }) => code === scan.code);
  if (other !== undefined) {
    throw new Problem(errors.rackFile, `The same code is at ${other.position} and ${scan.position}.`, {
      line,
      ...once,
    });
  }
}
