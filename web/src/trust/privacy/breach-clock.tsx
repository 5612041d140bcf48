import { useTranslation } from 'react-i18next';
import { Mark } from '../../components/marks.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { Breach } from './privacy-api.ts';

const allowed = 72;

/** The 72 hours from discovery to the report: how much is used, until when, and what is left or over. */
export function BreachClock({ breach }: { breach: Breach }) {
  const { t } = useTranslation();
  const format = useFormat();
  const settled = breach.reportedAt ?? (breach.notReportableReason ? breach.closedAt : null);
  const used = Math.max(0, Math.min(1, (allowed - breach.hoursLeft) / allowed));
  const tone = breach.overdue ? 'fail' : breach.hoursLeft < 24 ? 'warn' : '';
  if (breach.reportedAt) {
    return (
      <Mark tone="pass" icon="pass">
        {t('breaches:reported', { time: format.dateTime(breach.reportedAt) })}
      </Mark>
    );
  }
  if (breach.notReportableReason || settled) {
    return (
      <Mark tone="muted" icon="tick">
        {t('breaches:notReportable')}
      </Mark>
    );
  }
  return (
    <div className="due">
      <span>
        {t('breaches:reportBy', { time: format.dateTime(breach.reportBy) })}{' '}
        <span className={tone ? `${tone} strong` : 'muted'}>
          {t(breach.hoursLeft < 0 ? 'breaches:over' : 'breaches:left', {
            time: format.duration(Math.abs(breach.hoursLeft) * 3600),
          })}
        </span>
      </span>
      <span className={`bar ${tone}`}>
        <i style={{ width: `${used * 100}%` }} />
      </span>
    </div>
  );
}
