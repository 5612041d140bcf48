import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { openReview, organisationsQuery, type Review, reviewsQuery } from './accounts-api.ts';
import { AdministrationTabs } from './administration-tabs.tsx';

/** Whether a review is open, late or closed. */
export function ReviewMark({ review }: { review: Pick<Review, 'closedAt' | 'dueAt'> }) {
  const { t } = useTranslation();
  if (review.closedAt) {
    return (
      <Mark tone="pass" icon="pass">
        {t('accounts:reviewClosed')}
      </Mark>
    );
  }
  const late = new Date(review.dueAt).getTime() < Date.now();
  return (
    <Mark tone={late ? 'fail' : 'info'} icon={late ? 'fail' : 'clock'}>
      {t(late ? 'accounts:reviewLate' : 'accounts:reviewOpen')}
    </Mark>
  );
}

function Begin() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: organisations = [] } = useQuery(organisationsQuery);
  const [organisation, setOrganisation] = useState('');
  const id = useId();
  const open = useMutation({
    mutationFn: openReview,
    onSuccess: () => client.invalidateQueries({ queryKey: reviewsQuery.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate(organisation);
  };
  return (
    <Panel title={t('accounts:beginReview')} note={t('accounts:beginNote')} padded>
      <form onSubmit={submit} className="stack">
        <div className="filters" style={{ padding: 0 }}>
          <div className="field">
            <label htmlFor={id}>{t('accounts:organisation')}</label>
            <select
              id={id}
              className="select"
              value={organisation}
              onChange={(event) => setOrganisation(event.target.value)}
            >
              <option value="">{t('accounts:choose')}</option>
              {organisations.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
          <button type="submit" className="btn primary" disabled={open.isPending || organisation === ''}>
            {t('accounts:begin')}
          </button>
        </div>
        {open.error && <ProblemView error={open.error} />}
      </form>
    </Panel>
  );
}

/** Reviews of rights: the list to confirm, organisation by organisation. */
export function ReviewsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(reviewsQuery);
  const crumbs = [{ label: t('frame:areas.administration'), to: '/administration' }, { label: t('accounts:reviews') }];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const open = data.filter((review) => review.closedAt === null);
  const columns: Column<Review>[] = [
    {
      key: 'organisation',
      head: t('accounts:organisation'),
      value: (row) => row.organisation.name,
      cell: (row) => (
        <Link className="rowlink" to="/administration/reviews/$id" params={{ id: row.id }}>
          {row.organisation.name}
        </Link>
      ),
    },
    {
      key: 'left',
      head: t('accounts:left'),
      num: true,
      value: (row) => row.waiting,
      cell: (row) => t('accounts:leftOf', { left: format.int(row.waiting), total: format.int(row.items) }),
    },
    {
      key: 'opened',
      head: t('accounts:opened'),
      opt: true,
      value: (row) => row.openedAt,
      cell: (row) => format.date(row.openedAt),
    },
    {
      key: 'due',
      head: t('accounts:due'),
      value: (row) => row.dueAt,
      cell: (row) => (
        <>
          <span className="nowrap">{format.date(row.dueAt)}</span>
          {row.closedAt === null && <span className="under">{format.ago(row.dueAt)}</span>}
        </>
      ),
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => row.closedAt,
      cell: (row) => <ReviewMark review={row} />,
    },
  ];
  return (
    <Page
      heading={t(open.length === 0 ? 'accounts:reviewsNone' : 'accounts:reviewsHeading', {
        count: open.length,
        number: format.int(open.length),
      })}
      title={t('accounts:reviews')}
      crumbs={crumbs}
    >
      <AdministrationTabs />
      <div className="stack">
        <Begin />
        <Panel title={t('accounts:reviews')} foot={t('accounts:reviewsFoot')}>
          {data.length === 0 ? (
            <Empty why={t('accounts:noReviews')}>
              <p>{t('accounts:noReviewsWhy')}</p>
            </Empty>
          ) : (
            <DataTable caption={t('accounts:reviews')} columns={columns} rows={data} rowKey={(row) => row.id} />
          )}
        </Panel>
      </div>
    </Page>
  );
}
