import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../formatting/use-format.ts';
import { useMaterials } from '../words.ts';
import { fullness, type Grid, moveSlot, type Step, slotLabel, steps } from './geometry.ts';

/** Something that stands at a slot: a container one can go into, or a tube. */
export interface MapThing {
  slot: number;
  key: string;
  name: string;
  kind: 'container' | 'tube';
  occupied: number;
  capacity: number | null;
  /** A tube's state and material. */
  state?: string;
  type?: string;
  found: boolean;
  /** An alarm is going on in it. */
  alarm?: boolean;
}

/** The pattern of a step of fullness: none, more and more lines, then solid; so that colour alone says nothing. */
function Patterns() {
  return (
    <defs>
      {([1, 2, 3, 4] as const).map((step) => (
        <pattern
          key={step}
          id={`fill-${step}`}
          width={8}
          height={8}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width={8} height={8} className={`full-${step}`} />
          <rect width={step * 1.2} height={8} className="full-line" />
        </pattern>
      ))}
    </defs>
  );
}

const fillOf = (step: Step | null) => (step === null ? 'full-none' : step === 0 || step === 5 ? `full-${step}` : '');
const patternOf = (step: Step | null) => (step !== null && step > 0 && step < 5 ? `url(#fill-${step})` : undefined);

interface StorageMapProps {
  width: number;
  grid: Grid;
  things: MapThing[];
  label: string;
  onOpen(thing: MapThing): void;
}

const head = 26;

/**
 * A container drawn from above: each slot with what stands in it. A click or Enter goes into it, the arrows walk, and one slot at
 * a time takes the focus.
 */
export function StorageMap({ width, grid, things, label, onOpen }: StorageMapProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const bySlot = new Map(things.map((thing) => [thing.slot, thing]));
  const first = things.find(({ found }) => found)?.slot ?? things[0]?.slot ?? 1;
  const [at, setAt] = useState<number | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const { rows, columns } = grid;
  const tubes = things.every(({ kind }) => kind === 'tube');
  const few = rows * columns <= 9 || columns === 1;
  const wide = Math.max(14, Math.min(tubes ? 56 : few ? 280 : 150, (width - head) / columns));
  const tall = tubes ? wide : Math.min(rows > 9 ? 44 : few ? 96 : 72, Math.max(40, wide * 0.55));
  const current = at ?? first;
  const textOf = (thing: MapThing | undefined, slot: number) => {
    const place = slotLabel(slot, grid);
    if (!thing) return t('biobank:map.empty', { place });
    if (thing.kind === 'tube')
      return t('biobank:map.tube', {
        place,
        name: thing.name,
        type: words.type(thing.type ?? ''),
        state: words.state(thing.state ?? ''),
      });
    return t(thing.capacity === null ? 'biobank:map.unknown' : 'biobank:map.container', {
      place,
      name: thing.name,
      occupied: format.int(thing.occupied),
      capacity: format.int(thing.capacity ?? 0),
    });
  };
  const onKey = (event: KeyboardEvent, slot: number) => {
    const next = moveSlot(slot, event.key, grid);
    if (next !== undefined) {
      event.preventDefault();
      setAt(next);
      svg.current?.querySelector<SVGGElement>(`[data-slot="${next}"]`)?.focus();
    }
    const thing = bySlot.get(slot);
    if (event.key === 'Enter' && thing) onOpen(thing);
  };
  const lettered = grid.labels === 'A1';
  return (
    <div className="scroll">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no form */}
      <svg
        ref={svg}
        className="storage-map"
        width={head + columns * wide + 2}
        height={head + rows * tall + 2}
        role="group"
        aria-label={label}
      >
        <Patterns />
        {lettered &&
          Array.from({ length: columns }, (_, column) => (
            <text
              key={slotLabel(column + 1, grid)}
              className="lab"
              x={head + (column + 0.5) * wide}
              y={16}
              textAnchor="middle"
            >
              {column + 1}
            </text>
          ))}
        {lettered &&
          Array.from({ length: rows }, (_, row) => {
            const name = slotLabel(row * columns + 1, grid).replace(/\d+$/, '');
            return (
              <text key={name} className="lab" x={10} y={head + (row + 0.5) * tall + 4} textAnchor="middle">
                {name}
              </text>
            );
          })}
        {Array.from({ length: rows * columns }, (_, i) => {
          const slot = i + 1;
          const thing = bySlot.get(slot);
          const x = head + (i % columns) * wide;
          const y = head + Math.floor(i / columns) * tall;
          const step =
            thing === undefined ? null : thing.kind === 'tube' ? null : fullness(thing.occupied, thing.capacity);
          const text = textOf(thing, slot);
          return (
            // biome-ignore lint/a11y/useSemanticElements: a button inside a drawing
            <g
              key={slotLabel(slot, grid)}
              className={`slot${thing ? ` ${thing.kind}` : ' vacant'}${thing?.found ? ' found' : ''}${thing?.alarm ? ' alarm' : ''}`}
              role="button"
              tabIndex={slot === current ? 0 : -1}
              aria-label={text}
              aria-disabled={thing === undefined}
              data-slot={slot}
              data-tip={text}
              data-name={thing?.name}
              onClick={() => {
                setAt(slot);
                if (thing) onOpen(thing);
              }}
              onKeyDown={(event) => onKey(event, slot)}
            >
              {tubes && thing !== undefined ? (
                <>
                  <circle
                    className={`tube-dot state-${thing.state}`}
                    cx={x + wide / 2}
                    cy={y + tall / 2}
                    r={Math.max(4, wide / 2 - 4)}
                  />
                  {thing.state !== 'available' && (
                    <text x={x + wide / 2} y={y + tall / 2 + 4} textAnchor="middle" className="sign">
                      {signs[thing.state ?? ''] ?? '?'}
                    </text>
                  )}
                  {thing.found && <circle className="ring" cx={x + wide / 2} cy={y + tall / 2} r={wide / 2 - 1} />}
                </>
              ) : tubes ? (
                <circle className="hollow" cx={x + wide / 2} cy={y + tall / 2} r={Math.max(3, wide / 2 - 5)} />
              ) : (
                <>
                  <rect
                    className={`cell ${fillOf(step)}`}
                    x={x + 2}
                    y={y + 2}
                    width={wide - 4}
                    height={tall - 4}
                    rx={3}
                    style={patternOf(step) ? { fill: patternOf(step) } : undefined}
                  />
                  {thing && wide > 40 && (
                    <>
                      <rect className="plate" x={x + 6} y={y + tall / 2 - 14} width={wide - 12} height={28} rx={2} />
                      <text x={x + wide / 2} y={y + tall / 2 - 1} textAnchor="middle" className="val">
                        {shorten(thing.name, wide)}
                      </text>
                      <text x={x + wide / 2} y={y + tall / 2 + 11} textAnchor="middle" className="lab">
                        {!thing.capacity
                          ? format.int(thing.occupied)
                          : format.percent(thing.occupied / thing.capacity, 0)}
                      </text>
                    </>
                  )}
                  {thing?.found && (
                    <rect className="ring" x={x + 1} y={y + 1} width={wide - 2} height={tall - 2} rx={4} />
                  )}
                </>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** A letter for what a tube is, where it is not simply there to be used. */
const signs: Readonly<Record<string, string>> = { held: '!', reserved: 'R', picked: 'P', lost: '×', depleted: '0' };

function shorten(name: string, wide: number): string {
  const room = Math.floor((wide - 14) / 7);
  return name.length <= room ? name : `…${name.slice(1 - room)}`;
}

/** What the colours, patterns and letters mean. */
export function MapKey({ tubes }: { tubes: boolean }) {
  const { t } = useTranslation();
  const words = useMaterials();
  if (tubes) {
    return (
      <p className="legend" style={{ padding: '0 16px 8px' }}>
        {(['available', 'held', 'reserved', 'picked'] as const).map((state) => (
          <span key={state}>
            <svg width={18} height={18} aria-hidden="true">
              <circle className={`tube-dot state-${state}`} cx={9} cy={9} r={7} />
              <text x={9} y={13} textAnchor="middle" className="sign">
                {signs[state]}
              </text>
            </svg>
            {words.state(state)}
          </span>
        ))}
      </p>
    );
  }
  return (
    <p className="legend" style={{ padding: '0 16px 8px' }}>
      {steps.map((step) => (
        <span key={step}>
          <svg width={28} height={18} aria-hidden="true" className="storage-map">
            <Patterns />
            <rect
              className={`cell ${fillOf(step)}`}
              x={1}
              y={1}
              width={26}
              height={16}
              rx={3}
              style={patternOf(step) ? { fill: patternOf(step) } : undefined}
            />
          </svg>
          {t(`biobank:fullness.${step}`)}
        </span>
      ))}
    </p>
  );
}
