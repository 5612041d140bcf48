import { useTranslation } from 'react-i18next';
import { TableTools } from '../../components/data-table.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { Custody, SpecimenDetail } from '../biobank-api.ts';
import { useMaterials } from '../words.ts';

const icons: Readonly<Record<string, IconName>> = {
  receive: 'down',
  register: 'down',
  create: 'variant',
  return: 'back',
  'put-back': 'back',
  ship: 'out',
  deliver: 'tick',
  store: 'dataset',
  move: 'dataset',
  'take-out': 'up',
  excursion: 'warn',
  lose: 'fail',
  dispose: 'close',
  hold: 'warn',
  reserve: 'lock',
};

/** Facts of an event that say more than its act, for a line of text. */
const told = ['position', 'reservation', 'shipment', 'barcode', 'condition', 'container'] as const;

const toldOf = ({ facts }: Custody) =>
  told.flatMap((name) => {
    const value = facts[name];
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  });

/** Everything that happened to a specimen, the latest first; each event names the entry of the access log that holds its hash. */
export function CustodyPanel({ specimen }: { specimen: SpecimenDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const events = [...specimen.custody].reverse();
  const columns = [
    { key: 'seq', head: t('biobank:eventNo'), value: (row: Custody) => row.seq },
    { key: 'at', head: t('biobank:when'), value: (row: Custody) => row.happenedAt },
    { key: 'act', head: t('biobank:actWord'), value: (row: Custody) => row.act },
    { key: 'by', head: t('biobank:by'), value: (row: Custody) => row.recordedBy },
    { key: 'state', head: t('words:stateWord'), value: (row: Custody) => row.toState },
    { key: 'amount', head: t('biobank:change'), value: (row: Custody) => row.amountChange },
    { key: 'facts', head: t('biobank:facts'), value: (row: Custody) => toldOf(row).join(' ') },
    { key: 'digest', head: 'SHA-256', value: (row: Custody) => row.digest },
  ];
  return (
    <Panel
      title={t('biobank:custody')}
      note={t('biobank:newestFirst')}
      tools={<TableTools name={`idun-${specimen.barcode}-custody`} columns={columns} rows={events} />}
      foot={t('biobank:custodyFoot')}
    >
      <ol className="feed custody">
        {events.map((event) => (
          <li key={event.seq}>
            <Icon
              name={icons[event.act] ?? 'info'}
              tone={event.act === 'excursion' || event.act === 'lose' ? 'warn' : undefined}
            />
            <div>
              <p>
                <b>{words.act(event.act)}</b>{' '}
                {event.fromState !== event.toState && (
                  <span>{t('biobank:thenState', { state: words.state(event.toState) })}</span>
                )}{' '}
                {event.amountChange !== 0 && (
                  <span className="num">
                    {event.amountChange > 0 ? '+' : ''}
                    {words.amount(event.amountChange, specimen.unit)}
                  </span>
                )}{' '}
                {event.thawsChange > 0 && <span>{t('biobank:thawedTimes', { count: event.thawsChange })}</span>}
              </p>
              {toldOf(event).length > 0 && <p className="small mono breakable">{toldOf(event).join(' · ')}</p>}
              <p className="small muted">
                {format.dateTime(event.happenedAt)} · <span className="mono">{event.recordedBy}</span> ·{' '}
                <span className="mono" title={event.digest}>
                  {event.digest.slice(0, 12)}
                </span>
              </p>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
