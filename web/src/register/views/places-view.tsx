import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { FacetValue } from '../answers.ts';
import { heatSteps, heatTone } from '../charts/heat.ts';
import { type Laid, layPlaces, layRegions, placeKey } from '../charts/place-map.ts';
import { RegionMap, TileMap } from '../charts/tile-map.tsx';
import { chosenValues, toggleValue } from '../model.ts';
import { useRegister } from '../register-context.ts';
import { ShownNumber, useShownText } from '../shown.tsx';

/** Where people live, by region and by municipality: a map of tiles with its table beside it. */
export function PlacesView() {
  return (
    <div className="stack">
      <PlacesPanel facet="region" lay={layRegions} />
      <PlacesPanel facet="municipality" lay={layPlaces} />
    </div>
  );
}

const titles = { region: 'register:map.title', municipality: 'register:map.municipalities' } as const;
const notes = { region: 'register:map.note', municipality: 'register:map.municipalityNote' } as const;

function PlacesPanel({ facet, lay }: { facet: 'region' | 'municipality'; lay(values: readonly string[]): Laid }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  const { facets, words, question, write } = useRegister();
  const rows = facets?.facets[facet] ?? [];
  const placed = rows.filter(({ value }) => value !== '');
  if (placed.length === 0 && (facet === 'municipality' || facets === undefined)) return null;
  const most = Math.max(0, ...placed.map(({ persons }) => persons ?? 0));
  const laid = lay(placed.map(({ value }) => value));
  const chosen = chosenValues(question, facet);
  const title = t(titles[facet]);
  const columns: Column<FacetValue>[] = [
    { key: 'name', head: t(`register:facet.${facet}`), value: (row) => words.value(facet, row.value) },
    {
      key: 'persons',
      head: t('register:people'),
      num: true,
      value: (row) => row.persons ?? shownText(row),
      cell: (row) => <ShownNumber shown={row} />,
    },
  ];
  const Drawing = facet === 'region' ? RegionMap : TileMap;
  const feet = [
    t(facet === 'region' ? 'register:map.tiles' : 'register:map.tilesEach'),
    laid.unknown.length > 0 ? t('register:map.unknown', { count: laid.unknown.length }) : '',
    most > 0 ? t('register:cross.steps', { steps: heatSteps(most).map(format.int).join(', ') }) : '',
  ];
  return (
    <PicturePanel<FacetValue>
      beside
      title={title}
      note={t(notes[facet])}
      foot={feet.filter(Boolean).join(' ')}
      name={`register-${facet}`}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.value}
      draw={(width) =>
        placed.length === 0 ? (
          <Empty why={t('register:map.none')} />
        ) : (
          <Drawing
            width={width}
            laid={laid}
            places={placed.map((row) => ({
              ...{ value: row.value, name: words.value(facet, row.value), short: placeKey(row.value) },
              ...{ persons: row.persons, shown: shownText(row), tone: heatTone(row.persons, most) },
              chosen: chosen.includes(row.value),
            }))}
            label={title}
            onPick={(value) => write(toggleValue(question, facet, value))}
          />
        )
      }
    />
  );
}
