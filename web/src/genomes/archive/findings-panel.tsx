import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Finding, Submission } from '../../api/answers.ts';
import { isRunning } from '../../api/queries.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useFindingText } from './finding-text.ts';

const looks: Record<Finding['severity'], [IconName, string]> = {
  error: ['fail', 'fail'],
  warning: ['warn', 'warn'],
  info: ['info', 'info'],
};
const order: Finding['severity'][] = ['error', 'warning', 'info'];

function FindingLine({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const say = useFindingText();
  const text = say(finding);
  const [icon, tone] = looks[finding.severity];
  const place = finding.line
    ? t('problem:fileLine', { file: finding.file ?? '', line: finding.line })
    : (finding.file ?? '');
  return (
    <li>
      <Icon name={icon} tone={tone} />
      <div>
        <p className="strong">{text.what}</p>
        {text.expected && <p className="small soft">{t('problem:expected', { what: text.expected })}</p>}
        {text.found && <p className="small soft">{t('submission:found', { what: text.found })}</p>}
        {place && <p className="small mono soft">{place}</p>}
        {text.action && <p className="small">{text.action}</p>}
        {text.server.length > 0 && (
          <details className="small">
            <summary>{t('problem:serverWords')}</summary>
            {text.server.map((words) => (
              <p key={words} lang="en">
                {words}
              </p>
            ))}
          </details>
        )}
        <p className="small line">
          <span className={`${tone} strong`}>
            {t(`submission:severity.${finding.holds ? 'holds' : finding.severity}`)}
          </span>
          {finding.genome?.startsWith('gen_') && (
            <Link to="/genomes/$id" params={{ id: finding.genome }}>
              {t('submission:openGenome')}
            </Link>
          )}
          <span className="nowrap">
            <span className="mono muted">{finding.code}</span>
            <CopyButton text={finding.code} label={t('words:code')} />
          </span>
        </p>
      </div>
    </li>
  );
}

/** Findings of one rule stand together, in the order in which the rules first speak. */
export function groupAlike(findings: Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) groups.set(finding.code, [...(groups.get(finding.code) ?? []), finding]);
  return [...groups.values()];
}

const shownFirst = 2;

function FindingGroup({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const first = findings.length > shownFirst + 1 ? findings.slice(0, shownFirst) : findings;
  const rest = findings.slice(first.length);
  return (
    <>
      <ul className="feed group">
        {first.map((finding, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two findings may say the same of two lines; their order is fixed
          <FindingLine key={`${finding.code}-${at}`} finding={finding} />
        ))}
      </ul>
      {rest.length > 0 && (
        <details className="more">
          <summary>{t('submission:moreAlike', { count: rest.length, number: format.int(rest.length) })}</summary>
          <ul className="feed group">
            {rest.map((finding, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <FindingLine key={`${finding.code}-${at}`} finding={finding} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** What was found, the worst first: what, what was expected, what to do, and the code to quote. */
export function FindingsPanel({ submission }: { submission: Submission }) {
  const { t } = useTranslation();
  const format = useFormat();
  const findings = [...(submission.report?.findings ?? [])].sort(
    (a, b) =>
      order.indexOf(a.severity) - order.indexOf(b.severity) || Number(b.holds ?? false) - Number(a.holds ?? false),
  );
  const count = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length;
  const note = order
    .filter((severity) => count(severity) > 0)
    .map((severity) =>
      t(`submission:count.${severity}`, { count: count(severity), number: format.int(count(severity)) }),
    )
    .join(', ');
  return (
    <Panel title={t('submission:findings')} note={note || undefined} id="findings">
      {findings.length === 0 ? (
        <Empty why={isRunning(submission.state) ? t('submission:noneYet') : t('submission:nothingFound')} />
      ) : (
        groupAlike(findings).map((alike) => <FindingGroup key={alike[0]!.code} findings={alike} />)
      )}
    </Panel>
  );
}
