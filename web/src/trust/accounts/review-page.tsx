import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { decideReview, type ReviewItem, reviewQuery } from './accounts-api.ts';
import { ReviewMark } from './reviews-page.tsx';

/** One review: every right of an organisation, to confirm or to end; what nobody confirms ends with the review. */
export function ReviewPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const { id } = useParams({ from: '/administration/reviews/$id' });
  const { data: review, error } = useQuery(reviewQuery(id));
  const decide = useMutation({
    mutationFn: ({ holding, decision }: { holding: string; decision: 'confirmed' | 'ended' }) =>
      decideReview(id, holding, decision),
    onSuccess: () => client.invalidateQueries({ queryKey: ['review', id] }),
  });
  const crumbs = [
    { label: t('frame:areas.administration'), to: '/administration' },
    { label: t('accounts:reviews'), to: '/administration/reviews' },
    { label: review?.organisation.name ?? id },
  ];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!review) return <Skeleton />;
  const columns: Column<ReviewItem>[] = [
    {
      key: 'name',
      head: t('accounts:name'),
      value: (row) => row.holding.account.name,
      cell: (row) => (
        <Link className="rowlink" to="/administration/accounts/$id" params={{ id: row.holding.account.id }}>
          {row.holding.account.name}
        </Link>
      ),
    },
    {
      key: 'role',
      head: t('accounts:role'),
      value: (row) => row.holding.role,
      cell: (row) => (
        <>
          {t(`roles:${row.holding.role}.name`, { defaultValue: row.holding.role })}
          <span className="under">{row.holding.organisation}</span>
        </>
      ),
    },
    {
      key: 'seen',
      head: t('accounts:lastSignIn'),
      opt: true,
      value: (row) => row.lastSignInAt,
      cell: (row) =>
        row.lastSignInAt ? format.date(row.lastSignInAt) : <span className="warn strong">{t('accounts:never')}</span>,
    },
    {
      key: 'decision',
      head: t('accounts:decision'),
      value: (row) => row.decision,
      cell: (row) =>
        row.decision ? (
          <>
            <Mark
              tone={row.decision === 'confirmed' ? 'pass' : 'muted'}
              icon={row.decision === 'confirmed' ? 'pass' : 'back'}
            >
              {t(`accounts:decided.${row.decision}`)}
            </Mark>
            {row.decidedAt && <span className="under">{format.dateTime(row.decidedAt)}</span>}
          </>
        ) : review.closedAt ? (
          '–'
        ) : (
          <span className="actions">
            <button
              type="button"
              className="btn small"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ holding: row.holding.id, decision: 'confirmed' })}
            >
              {t('accounts:confirm')}
              <span className="visually-hidden"> {row.holding.account.name}</span>
            </button>
            <button
              type="button"
              className="btn small danger"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ holding: row.holding.id, decision: 'ended' })}
            >
              {t('accounts:end')}
              <span className="visually-hidden"> {row.holding.account.name}</span>
            </button>
          </span>
        ),
    },
  ];
  return (
    <Page
      heading={
        review.waiting === 0
          ? t('accounts:reviewDone', { name: review.organisation.name })
          : t('accounts:reviewHeading', {
              count: review.waiting,
              number: format.int(review.waiting),
              name: review.organisation.name,
            })
      }
      crumbs={crumbs}
      state={
        <>
          <ReviewMark review={review} />
          <span>{t('accounts:dueOn', { date: format.date(review.dueAt), ago: format.ago(review.dueAt) })}</span>
        </>
      }
    >
      <Panel title={t('accounts:rights')} note={t('accounts:rightsNote')} foot={t('accounts:reviewsFoot')}>
        {decide.error && (
          <div className="body">
            <ProblemView error={decide.error} />
          </div>
        )}
        {review.list.length === 0 ? (
          <Empty why={t('accounts:noRights')} />
        ) : (
          <DataTable
            caption={t('accounts:rights')}
            columns={columns}
            rows={review.list}
            rowKey={(row) => row.holding.id}
          />
        )}
      </Panel>
    </Page>
  );
}
