import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { FacetValue } from '../answers.ts';
import { heatSteps, heatTone } from '../charts/heat.ts';
import { placeRegions } from '../charts/tile-layouts.ts';
import { TileMap } from '../charts/tile-map.tsx';
import { useRegister } from '../register-context.ts';
import { ShownNumber, useShownText } from '../shown.tsx';

/** Where people live: a map of tiles, and municipalities as a table. */
export function PlacesView() {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  const { facets, words } = useRegister();
  const regions = (facets?.facets['region'] ?? []).filter(({ value }) => value !== '');
  const municipalities = (facets?.facets['municipality'] ?? []).filter(({ value }) => value !== '');
  const most = Math.max(0, ...regions.map(({ persons }) => persons ?? 0));
  const { nation } = placeRegions(regions.map(({ value }) => value));
  const columns = (head: string, facet: string) => [
    { key: 'name', head, value: (row: FacetValue) => words.value(facet, row.value) },
    {
      key: 'persons',
      head: t('register:people'),
      num: true,
      value: (row: FacetValue) => row.persons ?? shownText(row),
      cell: (row: FacetValue) => <ShownNumber shown={row} />,
    },
  ];
  return (
    <div className="stack">
      <PicturePanel<FacetValue>
        title={t('register:map.title')}
        note={t('register:map.note')}
        foot={`${t(nation === null ? 'register:map.rows' : 'register:map.tiles')} ${
          most > 0 ? t('register:cross.steps', { steps: heatSteps(most).map(format.int).join(', ') }) : ''
        }`}
        name="register-regions"
        columns={columns(t('register:facet.region'), 'region')}
        rows={regions}
        rowKey={(row) => row.value}
        draw={(width) =>
          regions.length === 0 ? (
            <Empty why={t('register:map.none')} />
          ) : (
            <TileMap
              width={width}
              regions={regions.map((row) => ({
                ...{ region: words.value('region', row.value), value: row.persons },
                ...{ shown: shownText(row), tone: heatTone(row.persons, most) },
              }))}
              label={t('register:map.title')}
            />
          )
        }
      />
      {municipalities.length > 0 && (
        <PicturePanel<FacetValue>
          title={t('register:map.municipalities')}
          note={t('register:map.note')}
          name="register-municipalities"
          columns={columns(t('register:facet.municipality'), 'municipality')}
          rows={municipalities}
          rowKey={(row) => row.value}
          draw={(width) => (
            <TileMap
              width={width}
              regions={municipalities.slice(0, 100).map((row) => ({
                ...{ region: row.value, value: row.persons, shown: shownText(row) },
                tone: heatTone(row.persons, Math.max(0, ...municipalities.map(({ persons }) => persons ?? 0))),
              }))}
              label={t('register:map.municipalities')}
            />
          )}
        />
      )}
    </div>
  );
}
