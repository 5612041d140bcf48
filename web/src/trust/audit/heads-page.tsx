import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath } from '../../api/client.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { headQuery, headsQuery, readConsistency, type SignedHead } from './audit-api.ts';
import { AuditTabs } from './audit-page.tsx';
import { checkConsistency } from './merkle.ts';

/** Compares a head that somebody kept elsewhere with today's log. */
function Witness() {
  const { t } = useTranslation();
  const format = useFormat();
  const [size, setSize] = useState('');
  const [root, setRoot] = useState('');
  const id = useId();
  const compare = useMutation({
    mutationFn: async (kept: { size: number; root: string }) => {
      const proof = await readConsistency(kept.size);
      return { proof, same: await checkConsistency({ ...proof, fromRoot: kept.root }) };
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    compare.mutate({ size: Number(size.replaceAll(/\D/g, '')), root: root.trim().toLowerCase() });
  };
  const { data } = compare;
  return (
    <Panel title={t('audit:witness')} note={t('audit:witnessNote')} padded>
      <form onSubmit={submit} className="stack">
        <div className="form">
          <div className="field">
            <label htmlFor={`${id}-size`}>{t('audit:size')}</label>
            <input
              id={`${id}-size`}
              className="input"
              inputMode="numeric"
              value={size}
              onChange={(event) => setSize(event.target.value)}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-root`}>{t('audit:root')}</label>
            <input
              id={`${id}-root`}
              className="input mono"
              spellCheck={false}
              value={root}
              onChange={(event) => setRoot(event.target.value)}
            />
          </div>
        </div>
        <div className="actions">
          <button
            type="submit"
            className="btn primary"
            disabled={compare.isPending || size === '' || !/^[0-9a-f]{64}$/i.test(root.trim())}
          >
            {t('audit:compare')}
          </button>
        </div>
        {compare.error && <ProblemView error={compare.error} />}
        {data && (
          <div className={data.same ? 'alert pass' : 'alert fail'} role="status">
            <Icon name={data.same ? 'pass' : 'fail'} tone={data.same ? 'pass' : 'fail'} />
            <div>
              <p className="strong">{t(data.same ? 'audit:same' : 'audit:notSame')}</p>
              <p>
                {t(data.same ? 'audit:sameWhy' : 'audit:notSameWhy', {
                  from: format.int(data.proof.from),
                  to: format.int(data.proof.to),
                })}
              </p>
            </div>
          </div>
        )}
      </form>
    </Panel>
  );
}

/** The signed heads: what a witness keeps elsewhere, and the comparison with what was kept. */
export function HeadsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: head, error } = useQuery(headQuery);
  const heads = useQuery(headsQuery(Math.max(0, (head?.size ?? 0) - 200)));
  const crumbs = [{ label: t('audit:title'), to: '/audit' }, { label: t('audit:heads') }];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!head) return <Skeleton />;
  const columns: Column<SignedHead>[] = [
    { key: 'size', head: t('audit:size'), num: true, value: (row) => row.size, cell: (row) => format.int(row.size) },
    {
      key: 'signedAt',
      head: t('audit:signed'),
      value: (row) => row.signedAt,
      cell: (row) => <span className="nowrap">{row.signedAt ? format.dateTime(row.signedAt) : '–'}</span>,
    },
    {
      key: 'root',
      head: t('audit:root'),
      value: (row) => row.root,
      cell: (row) => (
        <span className="nowrap">
          <span className="mono">{row.root.slice(0, 24)}…</span>
          <CopyButton text={`${row.size} ${row.root}`} label={t('audit:root')} />
        </span>
      ),
    },
    { key: 'key', head: t('audit:key'), opt: true, value: (row) => row.keyId },
  ];
  return (
    <Page
      heading={
        head.signedAt
          ? t('audit:headHeading', {
              count: head.size,
              number: format.int(head.size),
              time: format.dateTime(head.signedAt),
            })
          : t('audit:noHead')
      }
      title={t('audit:heads')}
      crumbs={crumbs}
      actions={
        <a className="btn" href={apiPath('/audit/key')}>
          {t('audit:publicKey')}
        </a>
      }
    >
      <AuditTabs />
      <div className="stack">
        <Panel title={t('audit:newestHead')} padded>
          <dl className="dl">
            <dt>{t('audit:size')}</dt>
            <dd>{format.int(head.size)}</dd>
            <dt>{t('audit:root')}</dt>
            <dd>
              <span className="hash">{head.root}</span>
              <CopyButton text={head.root} label={t('audit:root')} />
            </dd>
            <dt>{t('audit:signature')}</dt>
            <dd>
              <span className="hash">{head.signature ?? '–'}</span>
            </dd>
          </dl>
        </Panel>
        <Witness />
        <Panel title={t('audit:heads')} note={t('audit:headsNote')}>
          {heads.error ? (
            <div className="body">
              <ProblemView error={heads.error} />
            </div>
          ) : (heads.data ?? []).length === 0 ? (
            <Empty why={t('audit:noHeads')} />
          ) : (
            <DataTable
              caption={t('audit:heads')}
              columns={columns}
              rows={[...(heads.data ?? [])].reverse()}
              rowKey={(row) => String(row.size)}
              capped
            />
          )}
        </Panel>
      </div>
    </Page>
  );
}
