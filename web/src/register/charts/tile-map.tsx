import type { Cell } from './nations/nation-map.ts';
import type { Laid } from './place-map.ts';

/** A region or municipality and what is counted there; null is protected. */
export interface PlaceCount {
  value: string;
  name: string;
  /** Stands on the tile where the name has no room. */
  short: string;
  persons: number | null;
  shown: string;
  /** Of the colours from 0 to 5. */
  tone: number;
  /** Whether the question asks for it. */
  chosen: boolean;
}

interface TileMapProps {
  width: number;
  laid: Laid;
  places: readonly PlaceCount[];
  label: string;
  onPick(value: string): void;
}

/** So high a map of one nation may be, in pixels. */
const highest = 620;
const sideOf = (width: number, { columns, rows }: Laid): number =>
  Math.max(8, Math.min(Math.floor(width / columns), Math.floor(highest / rows), 120));

const fillOf = ({ persons, tone }: PlaceCount): string => (persons === null ? 'tile-protected' : `q-${tone}`);
const tipOf = ({ name, shown }: PlaceCount): string => `${name}: ${shown}`;

/** A municipality a tile, each of one size; a press narrows the question to it. The same numbers are in the table beside. */
export function TileMap({ width, laid, places, label, onPick }: TileMapProps) {
  const side = sideOf(width, laid);
  return (
    <svg width={laid.columns * side} height={laid.rows * side} role="img" aria-label={label}>
      {places.map((place) => {
        const [column, row] = laid.cells.get(place.value)?.[0] ?? [0, 0];
        const middle = column * side + side / 2;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the boxes of the facet beside do the same with the keyboard
          <g
            key={place.value}
            className={place.tone >= 4 ? 'tile dark' : 'tile'}
            data-on={place.chosen || undefined}
            onClick={() => onPick(place.value)}
          >
            <rect
              className={fillOf(place)}
              x={column * side + 1}
              y={row * side + 1}
              width={side - 2}
              height={side - 2}
              rx={2}
              data-tip={tipOf(place)}
            />
            {side >= 26 && (
              <text className="tile-name" x={middle} y={row * side + (side >= 38 ? side / 2 - 3 : side / 2 + 4)}>
                {side >= 84 ? place.name : place.short}
              </text>
            )}
            {side >= 38 && (
              <text className="tile-name tile-number" x={middle} y={row * side + side / 2 + 12}>
                {place.shown}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Regions as the tiles of their municipalities, drawn as one; the name and the number stand on the broadest part. */
export function RegionMap({ width, laid, places, label, onPick }: TileMapProps) {
  const side = sideOf(width, laid);
  return (
    <svg width={laid.columns * side} height={laid.rows * side} role="img" aria-label={label}>
      {places.map((place) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the boxes of the facet beside do the same with the keyboard
        <g
          key={place.value}
          className="tile"
          data-on={place.chosen || undefined}
          data-tip={tipOf(place)}
          onClick={() => onPick(place.value)}
        >
          <path className={fillOf(place)} d={shapeOf(laid.cells.get(place.value) ?? [], side)} />
        </g>
      ))}
      {places.map((place) => (
        <Label key={place.value} place={place} cells={laid.cells.get(place.value) ?? []} {...{ side, laid }} />
      ))}
    </svg>
  );
}

/** A label on the map's own ground, so that it reads on every colour and over the sea. */
function Label(props: { place: PlaceCount; cells: readonly Cell[]; side: number; laid: Laid }) {
  const { place, cells, side, laid } = props;
  const at = broadest(cells);
  if (!at) return null;
  const name = place.name.replace(/^Region /, '');
  const wide = 16 + 6.6 * Math.max(name.length, place.shown.length);
  const x = Math.max(wide / 2, Math.min((at.from + at.to + 1) * side * 0.5, laid.columns * side - wide / 2));
  const y = at.row * side + side / 2;
  return (
    <g className="tile-label">
      <rect x={x - wide / 2} y={y - 18} width={wide} height={36} rx={3} />
      <text x={x} y={y - 4}>
        {name}
      </text>
      <text className="tile-number" x={x} y={y + 12}>
        {place.shown}
      </text>
    </g>
  );
}

interface Run {
  row: number;
  from: number;
  to: number;
}

/** A long stretch of tiles side by side that is near the middle of all. */
export function broadest(cells: readonly Cell[]): Run | undefined {
  const middle = cells.reduce((sum, [, row]) => sum + row, 0) / Math.max(1, cells.length);
  const runs: Run[] = [];
  for (const [column, row] of [...cells].sort((a, b) => a[1] - b[1] || a[0] - b[0])) {
    const last = runs.at(-1);
    if (last && last.row === row && last.to === column - 1) last.to = column;
    else runs.push({ row, from: column, to: column });
  }
  const off = ({ row }: Run) => Math.abs(row - middle);
  const worth = (run: Run) => run.to - run.from - off(run);
  return runs.sort((a, b) => worth(b) - worth(a) || off(a) - off(b))[0];
}

/** The outline of tiles as one path, a square a tile: they touch, so that only the ground between regions is a line. */
function shapeOf(cells: readonly Cell[], side: number): string {
  const own = new Set(cells.map((cell) => cell.join()));
  return cells
    .map(([column, row]) => {
      const [left, top] = [column * side, row * side];
      const right = left + side - (own.has([column + 1, row].join()) ? 0 : 2);
      const bottom = top + side - (own.has([column, row + 1].join()) ? 0 : 2);
      return `M${left} ${top}H${right}V${bottom}H${left}Z`;
    })
    .join('');
}
