import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useSession } from '../../session/session.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { type PickList, type ReservationDetail, reservationQuery } from '../dispensing/dispensing-api.ts';
import { BiobankMark } from '../marks.tsx';
import { useMaterials } from '../words.ts';
import { BenchView, BigBar } from './bench-view.tsx';
import { barcodeOf } from './scan-codes.ts';
import { useBench } from './use-bench.ts';

type Line = PickList['lines'][number];

/** The order of walking. Making it asks about every donor again, so it is made when the bench is opened and when asked for. */
function pickListQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'pick-list', id],
    queryFn: () => sendJson<PickList>('POST', apiPath(`/biobank/reservations/${id}/pick-list`), {}),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** How often the bench looks what others have picked. */
const look = 4000;

/** Where the next tube stands, to be read from a metre away. */
export function PlaceNow({ line }: { line: Line }) {
  const { t } = useTranslation();
  const materials = useMaterials();
  const path = line.position?.split(' › ') ?? [];
  return (
    <div className="place-now">
      {path.length > 0 ? (
        <ol aria-label={t('bench:standsAt')}>
          {path.map((part) => (
            <li key={part}>{part}</li>
          ))}
        </ol>
      ) : (
        <p className="strong">{t('bench:noPosition')}</p>
      )}
      <p>
        <span className="mono strong">{line.barcode}</span> {materials.type(line.type)}
      </p>
    </div>
  );
}

/** The last two steps of a place: the rack and the position. The whole way stands above, of the next tube. */
function shortPlace(position: string | null): string {
  return position === null ? '–' : position.split(' › ').slice(-2).join(' › ');
}

function Lines({
  lines,
  states,
  next,
}: {
  lines: Line[];
  states: ReadonlyMap<string, string>;
  next: Line | undefined;
}) {
  return (
    <ol className="pick-lines pick-box">
      {lines.map((line) => {
        const state = states.get(line.specimen) ?? 'promised';
        const waits = state === 'promised';
        return (
          <li
            key={line.specimen}
            className={waits ? '' : 'done'}
            aria-current={line === next ? 'step' : undefined}
            data-barcode={line.barcode}
            data-state={state}
          >
            <Icon name={waits ? (line === next ? 'right' : 'clock') : state === 'picked' ? 'pass' : 'close'} />
            <span className="mono breakable">{line.barcode}</span>
            <span className="where">
              {waits ? shortPlace(line.position) : <BiobankMark of="promise" state={state} />}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

interface Aside {
  why: 'missing' | 'damaged';
  code: string;
}

/** Picks the tubes of a reservation, one scan each, in the order of walking. */
export function PickPage() {
  const { id } = useParams({ from: '/biobank/bench/pick/$id' });
  const { data: reservation, error } = useQuery({ ...reservationQuery(id), refetchInterval: look });
  const { data: list, error: listError } = useQuery(pickListQuery(id));
  const { t } = useTranslation();
  const crumbs = [
    { label: t('biobank:biobank'), to: '/biobank' },
    { label: t('bench:bench'), to: '/biobank/bench' },
    { label: t('bench:pick') },
  ];
  if (!reservation && error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!list && listError) return <ProblemPage error={listError} crumbs={crumbs} />;
  if (!reservation || !list) return <Skeleton />;
  return <Picking reservation={reservation} list={list} crumbs={crumbs} />;
}

function Picking(props: { reservation: ReservationDetail; list: PickList; crumbs: { label: string; to?: string }[] }) {
  const { reservation, list, crumbs } = props;
  const { id } = reservation;
  const { t } = useTranslation();
  const format = useFormat();
  const materials = useMaterials();
  const client = useQueryClient();
  const navigate = useNavigate();
  const account = useSession()?.account?.id ?? 'operator';
  useBanks();
  const [aside, setAside] = useState<Aside | null>(null);
  const [waits, setWaits] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const states = useMemo(
    () => new Map(reservation.tubes.map(({ specimen, state }) => [specimen, state])),
    [reservation],
  );
  // Tubes that others, or an earlier visit, picked belong to the picture too.
  const lines = useMemo(() => {
    const known = new Set(list.lines.map(({ specimen }) => specimen));
    const done = reservation.tubes
      .filter(({ specimen, state }) => !known.has(specimen) && state === 'picked')
      .map(({ specimen, barcode, type }) => ({ specimen, barcode, type, position: null }));
    return [...list.lines, ...done];
  }, [list, reservation]);
  const next = lines.find(({ specimen }) => (states.get(specimen) ?? 'promised') === 'promised');
  const left = lines.filter(({ specimen }) => (states.get(specimen) ?? 'promised') === 'promised').length;
  const picked = reservation.tubes.filter(({ state }) => state === 'picked').length;
  const gone = reservation.tubes.filter(({ state }) => state === 'withdrawn');
  const again = useCallback(() => client.invalidateQueries({ queryKey: reservationQuery(id).queryKey }), [client, id]);
  const post = <T,>(what: string, body: object) =>
    sendJson<T>('POST', apiPath(`/biobank/reservations/${id}/${what}`), body);
  const putAside = async (one: Aside) => {
    setAside(null);
    try {
      await post('set-asides', one);
      await again();
    } catch (thrown) {
      setProblem(thrown);
    }
  };
  const control = useBench('pick', `${account}.pick.${id}`, {
    async send({ code }) {
      const { outcome, left: now } = await post<{ outcome: string; left: number }>('check-outs', { code });
      await again();
      if (outcome === 'withdrawn') await client.invalidateQueries({ queryKey: pickListQuery(id).queryKey });
      return { outcome, says: { left: now } };
    },
    async undo({ code }) {
      const { left: now } = await post<{ left: number }>('put-backs', { code });
      await client.invalidateQueries({ queryKey: pickListQuery(id).queryKey });
      await again();
      return { says: { left: now } };
    },
    local: (code) => (lines.some(({ barcode }) => barcode === code) ? undefined : 'not-listed'),
    onCommand(command) {
      if (command === 'done') {
        setWaits(control.bench.errands.length > 0);
        if (control.bench.errands.length === 0) {
          control.clear();
          void navigate({ to: '/biobank/reservations/$id', params: { id } });
        }
        return;
      }
      if ((command !== 'missing' && command !== 'damaged') || next === undefined) return;
      // Said twice it is meant: a tube that is set aside leaves the reservation.
      if (aside?.why === command && aside.code === next.barcode) void putAside(aside);
      else setAside({ why: command, code: next.barcode });
    },
  });
  const scan = control.scan;
  const of = left + picked;
  return (
    <BenchView
      task="pick"
      control={{ ...control, scan }}
      heading={t('bench:pickHeading', { count: of, number: format.int(picked), all: format.int(of) })}
      crumbs={crumbs}
      state={
        <>
          <span>{reservation.project}</span>
          <span className="mono">{id}</span>
          <span>{reservation.biobank}</span>
        </>
      }
      actions={
        <Link className="btn" to="/biobank/reservations/$id" params={{ id }}>
          {t('bench:pack')}
        </Link>
      }
      label={t('bench:scanNext')}
      expected={
        next ? (
          <PlaceNow line={next} />
        ) : (
          <p className="strong">{t(picked > 0 ? 'bench:allPicked' : 'bench:nothingToPick')}</p>
        )
      }
      alerts={
        <>
          {gone.length > 0 && (
            <div className="alert warn" role="status">
              <Icon name="shield" />
              <div>
                <p>
                  <b>{t('bench:withdrawnTubes', { count: gone.length, number: format.int(gone.length) })}</b>{' '}
                  {t('bench:withdrawnWhy')}
                </p>
                <p className="mono breakable">{gone.map(({ barcode }) => barcode).join(' ')}</p>
              </div>
            </div>
          )}
          {aside !== null && aside.code === next?.barcode && (
            <div className="alert warn" role="alert">
              <Icon name="warn" />
              <div>
                <p>
                  <b>{t(`bench:aside.${aside.why}`, { code: aside.code })}</b> {t('bench:asideConfirm')}
                </p>
                <div className="actions">
                  <button type="button" className="btn danger" onClick={() => scan(barcodeOf(aside.why))}>
                    {t('bench:asideYes')}
                  </button>
                  <button type="button" className="btn" onClick={() => setAside(null)}>
                    {t('words:cancel')}
                  </button>
                </div>
              </div>
            </div>
          )}
          {waits && control.bench.errands.length > 0 && (
            <div className="alert fail" role="alert">
              <Icon name="fail" />
              <div>
                <b>{t('bench:doneWaits')}</b>
              </div>
            </div>
          )}
          {problem !== null && <ProblemView error={problem} onRetry={() => setProblem(null)} />}
        </>
      }
      aside={
        <Panel
          title={t('bench:walk')}
          note={t('bench:walkNote')}
          tools={
            <button
              type="button"
              className="link"
              onClick={() => client.invalidateQueries({ queryKey: pickListQuery(id).queryKey })}
            >
              {t('bench:makeListAgain')}
            </button>
          }
          foot={next && t('bench:walkFoot', { type: materials.type(next.type) })}
        >
          <Lines lines={lines} states={states} next={next} />
        </Panel>
      }
    >
      <BigBar done={picked} of={of} label={t('bench:toGo', { count: left, number: format.int(left) })} />
    </BenchView>
  );
}
