import '../../styles/storage.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { TextFilter } from '../../trust/audit/text-filter.tsx';
import { readStorageSearch } from '../biobank-search.ts';
import { BiobankTabs, useBanks } from '../biobank-tabs.tsx';
import { BiobankMark } from '../marks.tsx';
import { useMaterials } from '../words.ts';
import { BuildPanel } from './build-panel.tsx';
import { ContainerPanel } from './container-panel.tsx';
import { gridOf, slotLabel } from './geometry.ts';
import {
  type ContainerDetail,
  type ContainerHead,
  containerQuery,
  positionQuery,
  type StoredSpecimen,
  storesQuery,
} from './storage-api.ts';
import { MapKey, type MapThing, StorageMap } from './storage-map.tsx';

/** What is drawn at a time: the things in a container, or the sites at the top. */
interface View {
  name: string;
  path: { id: string; name: string }[];
  rows: number | null;
  columns: number | null;
  labels: ContainerHead['labels'];
  occupied: number;
  capacity: number | null;
  below: ContainerHead[];
  specimens: StoredSpecimen[];
}

function thingsOf(
  view: View,
  found: { code: string | undefined; line: ReadonlySet<string>; alarms: ReadonlySet<string> },
): MapThing[] {
  const loose = view.rows === null;
  const containers = view.below.map((one, i) => ({
    ...{ slot: loose ? i + 1 : (one.slot ?? i + 1), key: one.id, name: one.name, kind: 'container' as const },
    ...{
      occupied: one.occupied,
      capacity: one.capacity,
      found: found.line.has(one.id),
      alarm: found.alarms.has(one.id),
    },
  }));
  const tubes = view.specimens.map((one, i) => ({
    ...{ slot: loose ? containers.length + i + 1 : (one.slot ?? i + 1), key: one.specimen, name: one.barcode },
    ...{ kind: 'tube' as const, occupied: 1, capacity: 1, state: one.state, type: one.type },
    found: found.code !== undefined && [one.specimen, one.barcode].includes(found.code),
  }));
  return [...containers, ...tubes];
}

interface Found {
  view: View | undefined;
  /** What is open, where that is not the top. */
  container?: ContainerDetail | undefined;
  error: unknown;
  alarms: ReadonlySet<string>;
}

function useView(at: string | undefined): Found {
  const { t } = useTranslation();
  const { data: stores, error: storesError } = useQuery(storesQuery);
  const { data: container, error } = useQuery({ ...containerQuery(at ?? ''), enabled: at !== undefined });
  const alarms = useMemo(
    () => new Set((stores ?? []).filter(({ excursion }) => excursion !== null).map(({ id }) => id)),
    [stores],
  );
  if (at !== undefined) {
    const below = container?.below.filter(({ parent }) => parent === container.id) ?? [];
    return { view: container && { ...container, below }, container, error, alarms };
  }
  if (!stores) return { view: undefined, error: storesError, alarms };
  const top = stores.filter(({ parent }) => parent === null || !stores.some(({ id }) => id === parent));
  const sum = (one: (store: ContainerHead) => number) => top.reduce((so, store) => so + one(store), 0);
  return {
    view: {
      ...{
        name: t('biobank:allStores'),
        path: [],
        rows: null,
        columns: null,
        labels: 'rows',
        below: top,
        specimens: [],
      },
      occupied: sum(({ occupied }) => occupied),
      capacity: top.some(({ capacity }) => capacity === null) ? null : sum(({ capacity }) => capacity ?? 0),
    },
    error: null,
    alarms,
  };
}

function useColumns(view: View): Column<MapThing>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const tubes = view.below.length === 0;
  const grid = gridOf(view, view.below.length + view.specimens.length);
  const place: Column<MapThing> = {
    key: 'slot',
    head: t('biobank:place'),
    value: (row) => row.slot,
    cell: (row) => slotLabel(row.slot, grid),
  };
  if (tubes) {
    return [
      place,
      {
        key: 'name',
        head: t('biobank:barcode'),
        value: (row) => row.name,
        cell: (row) => (
          <Link className="rowlink mono" to="/biobank/specimens/$code" params={{ code: row.key }}>
            {row.name}
          </Link>
        ),
      },
      { key: 'type', head: t('biobank:materialWord'), value: (row) => words.type(row.type ?? '') },
      {
        key: 'state',
        head: t('words:stateWord'),
        value: (row) => row.state,
        cell: (row) => <BiobankMark of="state" state={row.state ?? ''} />,
      },
    ];
  }
  return [
    {
      key: 'name',
      head: t('biobank:name'),
      value: (row) => row.name,
      cell: (row) => (
        <Link
          className="rowlink"
          to="/biobank/storage"
          search={(before) => readStorageSearch({ ...before, at: row.key })}
        >
          {row.name}
        </Link>
      ),
    },
    place,
    {
      key: 'occupied',
      head: t('biobank:occupied'),
      num: true,
      value: (row) => row.occupied,
      cell: (row) => format.int(row.occupied),
    },
    {
      key: 'capacity',
      head: t('biobank:capacity'),
      num: true,
      value: (row) => row.capacity,
      cell: (row) => (row.capacity === null ? t('words:notKnown') : format.int(row.capacity)),
    },
    {
      key: 'share',
      head: t('biobank:share'),
      num: true,
      value: (row) => (row.capacity ? row.occupied / row.capacity : null),
      cell: (row) => (row.capacity ? format.percent(row.occupied / row.capacity, 0) : '–'),
    },
  ];
}

/** The freezers drawn from above, from the sites down to the single tube, with the same as a table. */
export function StoragePage() {
  const { t } = useTranslation();
  const { at } = useSearch({ from: '/biobank/storage' });
  const { view, container, error, alarms } = useView(at);
  const banks = useBanks();
  const crumbs = [
    { label: t('biobank:biobank'), to: '/biobank' },
    ...(at === undefined
      ? [{ label: t('biobank:storage') }]
      : [{ label: t('biobank:storage'), to: '/biobank/storage' }]),
  ];
  if (error && !view) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!view) return <Skeleton />;
  return <Shown view={view} container={container} alarms={alarms} biobank={banks[0]?.id ?? ''} />;
}

function Shown(props: {
  view: View;
  container: ContainerDetail | undefined;
  alarms: ReadonlySet<string>;
  /** In which a site is set up. */
  biobank: string;
}) {
  const { view, container, alarms, biobank } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/biobank/storage' });
  const { data: position, error: lost } = useQuery({
    ...positionQuery(search.find ?? ''),
    enabled: search.find !== undefined,
  });
  const line = new Set(position?.place?.path.map(({ id }) => id));
  const things = thingsOf(view, { code: position?.specimen ?? search.find, line, alarms });
  const columns = useColumns(view);
  const grid = gridOf(view, things.length);
  const tubes = view.below.length === 0 && view.specimens.length > 0;
  const go = (change: Record<string, unknown>) =>
    navigate({ to: '/biobank/storage', search: readStorageSearch({ ...search, ...change }) });
  const open = (thing: MapThing) =>
    thing.kind === 'tube'
      ? navigate({ to: '/biobank/specimens/$code', params: { code: thing.key } })
      : go({ at: thing.key });
  const full = {
    occupied: format.int(view.occupied),
    capacity: view.capacity === null ? t('words:notKnown') : format.int(view.capacity),
  };
  const here = position?.place?.container === search.at;
  const manages = useMay('biobank.storage.manage');
  return (
    <Page
      heading={t('biobank:storageHeading', { ...full, count: view.occupied, name: view.name })}
      title={view.name}
      crumbs={[{ label: t('biobank:biobank'), to: '/biobank' }, { label: t('biobank:storage') }]}
      state={
        <span className="map-path">
          <Link to="/biobank/storage" search={search.find ? { find: search.find } : {}}>
            {t('biobank:allStores')}
          </Link>
          {view.path.map(({ id, name }) => (
            <span key={id}>
              {' › '}
              <Link to="/biobank/storage" search={readStorageSearch({ ...search, at: id })}>
                {name}
              </Link>
            </span>
          ))}
          {search.at && <span>{` › ${view.name}`}</span>}
        </span>
      }
    >
      <BiobankTabs />
      <div className="stack">
        <div className="filters" style={{ padding: 0 }}>
          <TextFilter label={t('biobank:findTube')} value={search.find} onChange={(find) => go({ find })} />
          {position?.place && !here && (
            <button type="button" className="btn" onClick={() => go({ at: position.place?.container })}>
              <Icon name="search" />
              {t('biobank:goTo', { place: position.place.text })}
            </button>
          )}
          {search.find && (lost || (position && !position.place)) && (
            <p className="warn strong">{t(lost ? 'biobank:notFound' : 'biobank:noPlace')}</p>
          )}
        </div>
        {things.length === 0 ? (
          <Empty why={t('biobank:nothingHere')}>
            <p>{t('biobank:nothingHereWhy')}</p>
          </Empty>
        ) : (
          <PicturePanel
            title={view.name}
            note={t('biobank:mapNote')}
            name={`idun-${view.name}`}
            columns={columns}
            rows={things}
            rowKey={(row) => row.key}
            foot={t('biobank:mapKeys')}
            draw={(width) => (
              <>
                <StorageMap
                  key={search.at ?? 'top'}
                  width={width}
                  grid={grid}
                  things={things}
                  label={t('biobank:mapLabel', { name: view.name, ...full })}
                  onOpen={(thing) => void open(thing)}
                />
                <MapKey tubes={tubes} />
              </>
            )}
          />
        )}
        {manages && <BuildPanel key={`build ${search.at}`} parent={container} biobank={biobank} />}
        {container && <ContainerPanel key={container.id} container={container} />}
      </div>
    </Page>
  );
}
