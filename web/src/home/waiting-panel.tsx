import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IconName } from '../components/icon.tsx';
import { Mark } from '../components/marks.tsx';
import { Panel } from '../components/panel.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Empty } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import type { Role } from '../session/roles.ts';
import { type Due, dueOf, shareUsed } from './due.ts';
import type { Waiting } from './home-api.ts';
import { useFacts } from './use-facts.ts';

const tones: Record<Due, [string, IconName]> = {
  late: ['fail', 'fail'],
  today: ['warn', 'warn'],
  later: ['info', 'info'],
  none: ['info', 'info'],
};

function Deadline({ one, now }: { one: Waiting; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (one.deadline === null) return <span className="muted">{t('home:noDeadline')}</span>;
  const due = dueOf(one.deadline, now);
  const [tone] = tones[due];
  return (
    <div className="due">
      <span className="nowrap">
        {due === 'today' ? format.dateTime(one.deadline) : format.date(one.deadline)}{' '}
        <span className={due === 'later' ? 'muted' : `${tone} strong`}>{format.ago(one.deadline)}</span>
      </span>
      <span className={`bar ${due === 'later' ? '' : tone}`}>
        <i style={{ width: `${shareUsed(one.since, one.deadline, now) * 100}%` }} />
      </span>
    </div>
  );
}

function Line({ one, now }: { one: Waiting; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = useFacts(one);
  const [tone, icon] = tones[dueOf(one.deadline, now)];
  const code = one.kind.replaceAll(/[.-]/g, '_');
  const label = one.label ?? t(`home:waitsFor.${code}.label`);
  return (
    <tr>
      <th scope="row" className="stick">
        {one.href ? (
          <Link className="rowlink breakable" to={one.href}>
            {label}
          </Link>
        ) : (
          <span className="strong">{label}</span>
        )}
      </th>
      <td className="wrap">
        {t(`home:waitsFor.${code}.asked`, values)}
        <span className="under">{t(`home:waitsFor.${code}.about`, values)}</span>
      </td>
      <td className="num" data-l={t('home:waited')}>
        {format.duration(Math.max(0, (now - new Date(one.since).getTime()) / 1000))}
      </td>
      <td>
        <Deadline one={one} now={now} />
      </td>
      <td>
        <Mark tone={tone} icon={icon}>
          {t(`home:due.${dueOf(one.deadline, now)}`)}
        </Mark>
      </td>
    </tr>
  );
}

/** What waits for this person, the most urgent first, with how long it has waited and until when. */
export function WaitingPanel({ waiting, now, role }: { waiting: Waiting[]; now: number; role: Role | undefined }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={t('home:waiting')}
      note={t('home:waitingNote')}
      foot={waiting.length > 0 ? t('home:waitingFoot') : undefined}
    >
      {waiting.length === 0 ? (
        <Empty why={t('home:nothing')}>{role && <p>{t(`home:nothingFor.${role.replaceAll('-', '_')}`)}</p>}</Empty>
      ) : (
        <Scroll label={t('home:waiting')}>
          <table className="data rows">
            <thead>
              <tr>
                <th scope="col" className="stick">
                  <span className="unsorted">{t('home:what')}</span>
                </th>
                <th scope="col">{t('home:asked')}</th>
                <th scope="col" className="num">
                  {t('home:waited')}
                </th>
                <th scope="col">{t('home:deadline')}</th>
                <th scope="col">{t('words:stateWord')}</th>
              </tr>
            </thead>
            <tbody>
              {waiting.map((one) => (
                <Line key={`${one.kind}-${one.id}`} one={one} now={now} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
