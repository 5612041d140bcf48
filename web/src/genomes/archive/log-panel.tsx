import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Submission } from '../../api/answers.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';

/** Reasons of the program itself say no more than the state; those of people do. */
function saidBySomeone(actor: string | null | undefined): boolean {
  return !actor?.startsWith('system');
}

/** What the work wrote, what happened to the submission, and the command that shows the same. */
export function LogPanel({ submission }: { submission: Submission }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lines = (submission.log ?? []).map((entry) =>
    typeof entry === 'string' ? entry : `${entry.at} ${entry.line}`,
  );
  const events = submission.events ?? [];
  const command = `idun submissions show ${submission.id}`;
  const box = useRef<HTMLPreElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the end whenever a line is added
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length]);
  return (
    <Panel
      title={t('submission:log')}
      note={
        lines.length > 0
          ? t('submission:logNote', { count: lines.length, number: format.int(lines.length) })
          : undefined
      }
      foot={
        <>
          {t('submission:sameCommand')} <span className="mono">{command}</span>
          <CopyButton text={command} label={t('words:command')} />
        </>
      }
    >
      {events.length > 0 && (
        <ul className="links">
          {events.map((event) => (
            <li key={`${event.at}-${event.to}`}>
              <div className="body" style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 16px', padding: '4px 16px' }}>
                <span className="nowrap small muted">{format.dateTime(event.at)}</span>
                <StateMark state={event.to} />
                {event.reason && saidBySomeone(event.actor) && event.to !== 'received' && (
                  <span className="small soft breakable">{event.reason}</span>
                )}
                {event.actor && (
                  <span className="small muted" title={event.actor}>
                    {t(`submission:by.${event.actor.split(':')[0]}`, { defaultValue: event.actor })}
                  </span>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard (WCAG 2.1.1)
        <pre className="log" ref={box} tabIndex={0} role="log" aria-label={t('submission:log')}>
          {lines.join('\n')}
        </pre>
      )}
    </Panel>
  );
}
