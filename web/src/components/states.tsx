import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { noAnswerCode, problemOf } from '../api/problem.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icon.tsx';

/** An error, in the server's own words: what, detail, expected, what to do, and the code to quote. */
export function ProblemView({ error }: { error: unknown }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const problem = problemOf(error);
  const silent = problem.code === noAnswerCode;
  const known = `problemTitles:${problem.code ?? ''}`;
  const said = i18n.exists(known) ? t(known) : problem.title;
  const title = silent ? t('problem:noAnswer') : said || t('problem:unexpected');
  const action = silent
    ? t('problem:noAnswerAction')
    : (problem.action ?? (problem.status === 403 ? t('problem:forbiddenAction') : undefined));
  return (
    <div className="alert fail" role="alert">
      <Icon name="fail" />
      <div>
        <p className="strong">{title}</p>
        {problem.detail && problem.detail !== title && <p lang="en">{problem.detail}</p>}
        {problem.file && (
          <p className="mono small">
            {problem.line ? t('problem:fileLine', { file: problem.file, line: problem.line }) : problem.file}
          </p>
        )}
        {problem.expected && <p>{t('problem:expected', { what: problem.expected })}</p>}
        {action && <p>{action}</p>}
        <p className="small">
          {problem.code && (
            <>
              <span className="mono soft">{problem.code}</span>
              <CopyButton text={problem.code} label={t('words:code')} />{' '}
            </>
          )}
          <button type="button" className="link" onClick={() => client.refetchQueries({ type: 'active' })}>
            {t('words:tryAgain')}
          </button>
        </p>
      </div>
    </div>
  );
}

/** Says why there is nothing and what to do. */
export function Empty({ why, children }: { why: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="strong">{why}</p>
      {children}
    </div>
  );
}

/** The shape of what comes: a heading and rows. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className="stack" role="status" aria-label={t('words:loading')}>
      <h1 className="visually-hidden">{t('words:loading')}</h1>
      <span className="bone" style={{ height: 28, width: 'min(560px, 80%)' }} />
      <span className="bone" style={{ height: 16, width: 'min(360px, 60%)' }} />
      <div className="panel">
        <div className="body stack" style={{ paddingTop: 16 }}>
          <SkeletonRows rows={rows} />
        </div>
      </div>
    </div>
  );
}

/** The rows of a table that is on its way. */
export function SkeletonRows({ rows }: { rows: number }) {
  return Array.from({ length: rows }, (_, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the bones have no identity
    <span key={at} className="bone" style={{ height: 20, width: `${96 - ((at * 7) % 30)}%` }} />
  ));
}
