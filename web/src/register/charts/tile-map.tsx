import { placeRegions } from './tile-layouts.ts';

/** A region and what is counted there; null is protected. */
export interface RegionCount {
  region: string;
  value: number | null;
  shown: string;
  /** Of the colours from 0 to 5. */
  tone: number;
}

const gap = 6;

/** A map of tiles: each region of one size, about where it lies; its number stands on it. */
export function TileMap({ width, regions, label }: { width: number; regions: readonly RegionCount[]; label: string }) {
  const { places } = placeRegions(regions.map(({ region }) => region));
  const columns = 1 + Math.max(0, ...[...places.values()].map(([column]) => column));
  const rows = 1 + Math.max(0, ...[...places.values()].map(([, row]) => row));
  const side = Math.min(180, Math.floor((width - gap * columns) / columns));
  const tall = Math.min(104, side);
  return (
    <svg width={width} height={rows * (tall + gap)} role="img" aria-label={label}>
      {regions.map(({ region, value, shown, tone }) => {
        const [column, row] = places.get(region) ?? [0, 0];
        const [x, y] = [column * (side + gap), row * (tall + gap)];
        const name = region.replace(/^Region /, '');
        const most = Math.floor((side - 12) / 6.6);
        return (
          <g key={region} className={tone >= 4 ? 'tile dark' : 'tile'}>
            <rect
              className={value === null ? 'tile-protected' : `q-${tone}`}
              x={x}
              y={y}
              width={side}
              height={tall}
              rx={2}
              data-tip={`${region}: ${shown}`}
            />
            <text x={x + 8} y={y + 20}>
              {name.length > most ? `${name.slice(0, most - 1)}…` : name}
            </text>
            <text className="tile-number" x={x + 8} y={y + tall - 12}>
              {shown}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
