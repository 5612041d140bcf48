import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { Empty } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import type { Change } from './home-api.ts';
import { useFacts } from './use-facts.ts';

const icons: Record<string, [IconName, string?]> = {
  'submission.ended': ['submission'],
  'patient.genome': ['genomes'],
  'relation.begun': ['person'],
  'dataset.grown': ['dataset'],
  'project.opened': ['house'],
  'cohort.frozen': ['people'],
  'account.made': ['person'],
  'rights.given': ['key'],
  'rights.ended': ['key'],
  'emergency.opened': ['warn', 'warn'],
  'choices.changed': ['shield'],
  'log.head': ['log'],
  'own.looked-at': ['eye'],
};

function Line({ change }: { change: Change }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = useFacts(change);
  const [icon, tone] = icons[change.kind] ?? ['info'];
  const code = change.kind.replaceAll(/[.-]/g, '_');
  const words = change.facts['changed'] === null ? 'choices_recorded' : code;
  return (
    <li>
      <Icon name={icon} tone={tone} />
      <div>
        <p>
          {change.href && change.label ? (
            <>
              <Link to={change.href}>{change.label}</Link>
              {': '}
            </>
          ) : change.label ? (
            <b>{change.label}: </b>
          ) : null}
          {t(`home:changed.${words}`, values)}
          {change.href && !change.label && (
            <>
              {' '}
              <Link to={change.href}>{t('home:open')}</Link>
            </>
          )}
          {change.facts['synthetic'] === 1 && (
            <>
              {' '}
              <span className="tag warn">{t('words:synthetic')}</span>
            </>
          )}
        </p>
        <p className="small muted">
          {format.dateTime(change.at)}, {format.ago(change.at)}. {t(`home:changedWhy.${code}`, values)}
        </p>
      </div>
    </li>
  );
}

interface ChangesPanelProps {
  changes: Change[];
  since: string | null;
  lookedBackTo: string;
}

/** What changed since the person was last here, why it matters to them, one link each. */
export function ChangesPanel({ changes, since, lookedBackTo }: ChangesPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = changes.slice(0, 6);
  const rest = changes.slice(6);
  return (
    <Panel
      title={t(since ? 'home:changes' : 'home:changesWeek')}
      note={t('home:since', { time: format.dateTime(lookedBackTo) })}
    >
      {changes.length === 0 ? (
        <Empty why={t('home:noChanges')}>
          <p>{t('home:noChangesWhy')}</p>
        </Empty>
      ) : (
        <>
          <ul className="feed group">
            {shown.map((change) => (
              <Line key={`${change.kind}-${change.id}`} change={change} />
            ))}
          </ul>
          {rest.length > 0 && (
            <details className="more">
              <summary>{t('home:more', { count: rest.length, number: format.int(rest.length) })}</summary>
              <ul className="feed group">
                {rest.map((change) => (
                  <Line key={`${change.kind}-${change.id}`} change={change} />
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </Panel>
  );
}
