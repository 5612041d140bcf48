import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IconName } from '../../components/icon.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useText } from '../../formatting/use-text.ts';
import { useMay } from '../../session/rights.ts';
import { type UnusualItem, type UnusualReading, unusualQuery } from '../audit/audit-api.ts';
import { AuditTabs } from '../audit/audit-page.tsx';
import { readPeriodSearch } from '../audit/audit-search.ts';
import { TextFilter } from '../audit/text-filter.tsx';
import { useAuditWords } from '../audit/words.ts';

const tones: Record<UnusualItem['severity'], [string, IconName]> = {
  notice: ['info', 'info'],
  warning: ['warn', 'warn'],
  serious: ['fail', 'fail'],
};

const order: UnusualItem['severity'][] = ['serious', 'warning', 'notice'];

function Finding({ item, title }: { item: UnusualItem; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const words = useAuditWords();
  const mayOpen = useMay('audit.all.read');
  const [tone, icon] = tones[item.severity];
  return (
    <li>
      <Icon name={icon} tone={tone} />
      <div>
        <p>
          <b>{words.actor(item)}</b>{' '}
          <span className="soft">{[words.role(item.role), item.organisation?.name].filter(Boolean).join(', ')}</span>
        </p>
        <p>{text(item.reason)}</p>
        <dl className="facts" style={{ marginTop: 4 }}>
          {item.numbers.map((number) => (
            <div key={number.label.en}>
              <dt>{text(number.label)}</dt>
              <dd>{format.decimal(number.value, 1)}</dd>
            </div>
          ))}
        </dl>
        <p className="small muted line">
          <span>{title}</span>
          <Mark tone={tone} icon={icon}>
            {t(`security:severity.${item.severity}`)}
          </Mark>
          <span>{format.dateTime(item.at)}</span>
          {mayOpen && (
            <Link to="/audit" search={{ actor: item.actor }}>
              {t('security:openLog', { count: item.entries.length, number: format.int(item.entries.length) })}
            </Link>
          )}
        </p>
      </div>
    </li>
  );
}

function Rules({ rules, items }: Pick<UnusualReading, 'rules' | 'items'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  return (
    <Panel title={t('security:rules')} note={t('security:rulesNote')}>
      <ul className="feed">
        {rules.map((rule) => (
          <li key={rule.id} style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}>
            <div>
              <p className="strong">
                {text(rule.title)}{' '}
                <span className="muted">{format.int(items.filter((item) => item.rule === rule.id).length)}</span>
              </p>
              <p className="small soft">{text(rule.explanation)}</p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Reading that stands out, with the reason: a start for a question to a person, never a verdict. */
export function SecurityPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/security' });
  const { data, error } = useQuery(unusualQuery(search));
  const crumbs = [{ label: t('security:title') }];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton rows={8} />;
  const go = (change: Record<string, string | undefined>) =>
    navigate({ to: '/security', search: readPeriodSearch({ ...search, ...change }) });
  const items = [...data.items].sort(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.at.localeCompare(a.at),
  );
  const titleOf = (rule: string) => {
    const found = data.rules.find((one) => one.id === rule);
    return found ? text(found.title) : rule;
  };
  return (
    <Page
      heading={t(items.length === 0 ? 'security:headingNone' : 'security:heading', {
        count: items.length,
        number: format.int(items.length),
      })}
      crumbs={crumbs}
      state={<span>{t('security:period', { from: format.date(data.from), to: format.date(data.to) })}</span>}
    >
      <AuditTabs />
      <div className="cols side-360">
        <Panel title={t('security:title')} note={t('security:note')} foot={t('security:foot')}>
          <div className="filters">
            <TextFilter label={t('audit:from')} type="date" value={search.from} onChange={(from) => go({ from })} />
            <TextFilter label={t('audit:to')} type="date" value={search.to} onChange={(to) => go({ to })} />
          </div>
          {items.length === 0 ? (
            <Empty why={t('security:none')}>
              <p>{t('security:noneWhy')}</p>
            </Empty>
          ) : (
            <ul className="feed group">
              {items.map((item) => (
                <Finding key={`${item.rule}-${item.actor}-${item.at}`} item={item} title={titleOf(item.rule)} />
              ))}
            </ul>
          )}
        </Panel>
        <Rules rules={data.rules} items={data.items} />
      </div>
    </Page>
  );
}
