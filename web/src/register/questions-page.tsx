import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../components/data-table.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty, ProblemView } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { type KeptQuestion, removeQuestion, savedQuestionsQuery } from './saved.ts';
import { sayQuestion } from './sentence.ts';
import { useWords } from './words.ts';

const nothing = { data: 'real', conditions: [] } as const;

/** The questions of the reader, and those shared in their organisation. */
export function QuestionsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const { data, error } = useQuery(savedQuestionsQuery);
  const all = { ...nothing, conditions: (data ?? []).flatMap(({ question }) => question.conditions) };
  const words = useWords({ ...all, data: data?.[0]?.question.data ?? 'real' });
  const remove = useMutation({
    mutationFn: removeQuestion,
    onSuccess: () => client.invalidateQueries({ queryKey: ['register', 'questions'] }),
  });
  useSynthetic(shareOf((data ?? []).map(({ question }) => question.data !== 'real')));
  const columns: Column<KeptQuestion>[] = [
    {
      key: 'name',
      head: t('register:keep.name'),
      value: (row) => row.name,
      wrap: true,
      cell: (row) => (
        <Link className="rowlink" to="/register" search={{ question: row.question, saved: row.id }}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'question',
      head: t('register:question'),
      value: (row) => sayQuestion(row.question, words),
      wrap: true,
      opt: true,
    },
    {
      key: 'changed',
      head: t('register:list.changed'),
      value: (row) => row.changedAt,
      cell: (row) => format.dateTime(row.changedAt),
    },
    {
      key: 'owner',
      head: t('register:list.owner'),
      opt: true,
      value: (row) => (row.mine ? t('register:list.you') : (row.organisation ?? '')),
    },
    {
      key: 'remove',
      head: t('register:list.act'),
      sortable: false,
      value: () => null,
      cell: (row) =>
        row.mine ? (
          <button type="button" className="link" disabled={remove.isPending} onClick={() => remove.mutate(row.id)}>
            {t('register:list.remove')}
            <span className="visually-hidden"> {row.name}</span>
          </button>
        ) : (
          ''
        ),
    },
  ];
  return (
    <Page
      heading={
        data
          ? t('register:list.heading', { count: data.length, number: format.int(data.length) })
          : t('register:savedQuestions')
      }
      title={t('register:savedQuestions')}
      crumbs={[{ label: t('register:title'), to: '/register' }, { label: t('register:savedQuestions') }]}
      actions={
        <Link className="btn primary" to="/register">
          {t('register:list.new')}
        </Link>
      }
    >
      {remove.error && <ProblemView error={remove.error} />}
      <Panel
        title={t('register:savedQuestions')}
        note={t('register:list.note')}
        foot={t('register:list.foot')}
        tools={data && <TableTools name="register-questions" columns={columns} rows={data} />}
      >
        <Arrival error={error} data={data} rows={4}>
          {(items) =>
            items.length === 0 ? (
              <Empty why={t('register:list.none')}>
                <p>{t('register:list.noneAction')}</p>
              </Empty>
            ) : (
              <DataTable
                caption={t('register:savedQuestions')}
                columns={columns}
                rows={items}
                rowKey={(row) => row.id}
              />
            )
          }
        </Arrival>
      </Panel>
    </Page>
  );
}
