import '../styles/pedigree.css';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PedigreeLayout, PlacedPerson } from './model.ts';
import { neighbour, sentenceOf } from './reading.ts';

/** Side of a symbol, width of its place, and height of a generation, in pixels. */
const side = 28;
const place = 64;
const row = 104;
const margin = { top: 20, left: 44, right: 20, bottom: 20 };

interface PedigreeFigureProps {
  layout: PedigreeLayout;
  /** Name below a symbol. */
  nameOf(person: PlacedPerson): string;
  /** Enter or a click on somebody; nothing happens for those without a page. */
  onOpen(person: PlacedPerson): void;
  canOpen(person: PlacedPerson): boolean;
}

/**
 * A pedigree in the standard notation (Bennett 2008, 2022): squares, circles and diamonds by sex, filled when affected, a slash
 * when deceased, an arrow at the proband, a double line between partners who share an ancestor, a dot for a carrier. One stop of
 * the Tab key; arrows go to partners, siblings, parents and children.
 */
export function PedigreeFigure({ layout, nameOf, onOpen, canOpen }: PedigreeFigureProps) {
  const { t } = useTranslation();
  const figure = useRef<SVGSVGElement>(null);
  const proband = layout.people.find((one) => one.person.proband) ?? layout.people[0];
  const [at, setAt] = useState<string | undefined>(proband?.person.id);
  const byId = useMemo(() => new Map(layout.people.map((one) => [one.person.id, one])), [layout]);
  const here = byId.has(at ?? '') ? at : proband?.person.id;
  const x = (id: string) => margin.left + byId.get(id)!.x * place + side / 2;
  const y = (id: string) => margin.top + byId.get(id)!.generation * row + side / 2;
  const width = margin.left + layout.width * place + side + margin.right;
  const height = margin.top + (layout.generations - 1) * row + side + 40 + margin.bottom;
  const focus = (id: string) => {
    setAt(id);
    figure.current?.querySelector<SVGGElement>(`[data-person="${CSS.escape(id)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, person: PlacedPerson) => {
    const next = neighbour(layout, person, event.key);
    if (next !== undefined) {
      event.preventDefault();
      focus(next);
    } else if ((event.key === 'Enter' || event.key === ' ') && canOpen(person)) {
      event.preventDefault();
      onOpen(person);
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list that can be seen as a drawing
    <svg
      ref={figure}
      role="group"
      aria-label={t('pedigree:label', { count: layout.people.length, number: layout.people.length })}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="pedigree"
    >
      <Lines layout={layout} x={x} y={y} />
      {Array.from({ length: layout.generations }, (_, generation) => {
        const first = layout.people.find((one) => one.generation === generation);
        return (
          <text key={first?.person.id} x={8} y={margin.top + generation * row + side / 2 + 4} className="lab">
            {first?.label.split('-')[0]}
          </text>
        );
      })}
      {layout.people.map((one) => (
        // biome-ignore lint/a11y/useSemanticElements: no button can stand in a drawing
        <g
          key={one.person.id}
          data-person={one.person.id}
          role="button"
          tabIndex={one.person.id === here ? 0 : -1}
          aria-disabled={!canOpen(one)}
          aria-label={sentenceOf(one, layout, nameOf, t)}
          className={canOpen(one) ? 'person can' : 'person'}
          transform={`translate(${x(one.person.id)} ${y(one.person.id)})`}
          onClick={() => (canOpen(one) ? onOpen(one) : setAt(one.person.id))}
          onFocus={() => setAt(one.person.id)}
          onKeyDown={(event) => onKeyDown(event, one)}
        >
          <PersonSymbol placed={one} />
          <text y={side / 2 + 14} textAnchor="middle" className="lab">
            {one.label}
          </text>
          <text y={side / 2 + 28} textAnchor="middle">
            {shortName(nameOf(one))}
          </text>
        </g>
      ))}
    </svg>
  );
}

function shortName(name: string): string {
  return name.length > 9 ? `${name.slice(0, 8)}…` : name;
}

function PersonSymbol({ placed: { person } }: { placed: PlacedPerson }) {
  const half = side / 2;
  const name = `symbol${person.affected ? ' affected' : ''}${person.hidden ? ' hidden' : ''}`;
  return (
    <>
      <rect x={-half - 6} y={-half - 6} width={side + 12} height={side + 46} className="f-none ring" rx={2} />
      {person.sex === 'male' && <rect x={-half} y={-half} width={side} height={side} className={name} />}
      {person.sex === 'female' && <circle r={half} className={name} />}
      {person.sex === 'unknown' && (
        <path d={`M0 ${-half - 2}L${half + 2} 0 0 ${half + 2} ${-half - 2} 0z`} className={name} />
      )}
      {person.copies === 1 && <circle r={4} className={person.affected ? 'carrier on' : 'carrier'} />}
      {person.copies === 2 && (
        <>
          <circle cx={-5} r={4} className={person.affected ? 'carrier on' : 'carrier'} />
          <circle cx={5} r={4} className={person.affected ? 'carrier on' : 'carrier'} />
        </>
      )}
      {person.affected === null && !person.hidden && (
        <text y={4} textAnchor="middle" className="mark-text">
          ?
        </text>
      )}
      {person.deceased && <path d={`M${-half - 5} ${half + 5}L${half + 5} ${-half - 5}`} className="line" />}
      {person.proband && (
        <>
          <path d={`M${-half - 20} ${half + 14}L${-half - 5} ${half + 2}m-7 0h7v7`} className="line" />
          <text x={-half - 26} y={half + 24} className="mark-text">
            P
          </text>
        </>
      )}
    </>
  );
}

interface LinesProps {
  layout: PedigreeLayout;
  x(id: string): number;
  y(id: string): number;
}

function Lines({ layout, x, y }: LinesProps) {
  const lifted = new Map<string, number>();
  return (
    <g>
      {layout.couples.map(({ a, b, consanguineous }) => {
        const [left, right] = x(a) < x(b) ? [a, b] : [b, a];
        const apart = consanguineous ? [-2, 2] : [0];
        return apart.map((by) => (
          <path
            key={`${a} ${b} ${by}`}
            d={`M${x(left) + side / 2} ${y(left) + by}H${x(right) - side / 2}`}
            className="line"
          />
        ));
      })}
      {layout.sibships.map(({ parents, children, twins }) => {
        const from = parents.reduce((sum, id) => sum + x(id), 0) / parents.length;
        const top = y(parents[0]!) + (parents.length === 1 ? side / 2 : 0);
        const level = y(children[0]!);
        // Lines of sibships in the same rows would lie on each other: each further one lies a little higher.
        const key = `${top} ${level}`;
        const lift = (lifted.get(key) ?? 0) % 4;
        lifted.set(key, lift + 1);
        const bar = level - side / 2 - 14 - lift * 5;
        const twinned = new Map(twins.flatMap((group) => group.children.map((id) => [id, group])));
        const feet = children.map((id) => {
          const group = twinned.get(id);
          return group ? group.children.reduce((sum, one) => sum + x(one), 0) / group.children.length : x(id);
        });
        const ends = [...feet, from];
        return (
          <g key={parents.join(' ') + children[0]}>
            <path d={`M${from} ${top}V${bar}M${Math.min(...ends)} ${bar}H${Math.max(...ends)}`} className="line" />
            {children.map((id, i) => (
              <path key={id} d={`M${feet[i]} ${bar}L${x(id)} ${y(id) - side / 2}`} className="line" />
            ))}
            {twins
              .filter(({ mono }) => mono)
              .map((group) => {
                const foot = group.children.reduce((sum, one) => sum + x(one), 0) / group.children.length;
                const places = group.children.map((id) => (x(id) + foot) / 2);
                return (
                  <path
                    key={group.children.join(' ')}
                    d={`M${Math.min(...places)} ${(bar + level - side / 2) / 2}H${Math.max(...places)}`}
                    className="line"
                  />
                );
              })}
          </g>
        );
      })}
    </g>
  );
}
