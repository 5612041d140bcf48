import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Column } from '../components/data-table.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { CaseMark, DueMark } from './case-marks.tsx';
import type { CaseInList, CaseKind } from './model.ts';
import { useStateWord, useTurnWord } from './words.ts';

const pages: Record<CaseKind, string> = {
  enquiry: '/enquiries',
  application: '/applications',
  approval: '/applications',
  permit: '/permits',
  relinking: '/relinkings',
};

/** Address of the page where a case is worked on. */
export function caseHref({ kind, id, partOf }: Pick<CaseInList, 'kind' | 'id' | 'partOf'>): string {
  if (kind === 'relinking') return pages.relinking;
  return `${pages[kind]}/${kind === 'approval' && partOf !== null ? partOf : id}`;
}

/** Whole days a case has been in its state. */
const daysIn = ({ enteredAt }: CaseInList): number =>
  Math.max(0, Math.floor((Date.now() - new Date(enteredAt).getTime()) / 86_400_000));

/** The columns of a list of cases; a researcher's own have no project. */
export function useCaseColumns(own: boolean): Column<CaseInList>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useStateWord();
  const turn = useTurnWord();
  const whose = (row: CaseInList) => row.withBodies ?? turn(row.waitsFor, row.organisation);
  const columns: Column<CaseInList>[] = [
    {
      key: 'title',
      head: t('access:title'),
      wrap: true,
      value: (row) => row.title,
      cell: (row) => (
        <>
          <Link className="rowlink breakable" to={caseHref(row)}>
            {row.title}
          </Link>
          <span className="under">
            {t(`access:kind.${row.kind}`)}
            {row.kind === 'approval' && row.organisation ? ` · ${row.organisation}` : ''}
          </span>
        </>
      ),
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => state(row.kind, row.state),
      cell: (row) => <CaseMark kind={row.kind} state={row.state} />,
    },
    {
      key: 'turn',
      head: t('access:turnOf'),
      wrap: true,
      value: (row) => whose(row),
      cell: (row) => <span className={row.mine ? 'strong' : ''}>{row.mine ? t('access:turn.you') : whose(row)}</span>,
    },
    {
      key: 'due',
      head: t('access:deadline'),
      value: (row) => row.dueAt,
      cell: (row) => <DueMark dueAt={row.dueAt} />,
    },
    {
      key: 'age',
      head: t('access:age'),
      num: true,
      opt: true,
      value: daysIn,
      cell: (row) => t('access:days', { count: daysIn(row), number: format.int(daysIn(row)) }),
    },
  ];
  if (own) return columns;
  return [
    ...columns,
    { key: 'project', head: t('access:project'), opt: true, wrap: true, value: (row) => row.project },
    { key: 'secretariat', head: t('access:secretariat'), opt: true, wrap: true, value: (row) => row.secretariat },
  ];
}
