import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../api/problem.ts';
import { useSession } from '../session/session.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icon.tsx';
import { wordsOf } from './problem-words.ts';

/** An error in the reader's language: what happened, what to do, the code to quote; and the server's own words, which are English. */
export function ProblemView({ error, onRetry }: { error: unknown; onRetry?(): void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const problem = problemOf(error);
  const language = i18n.language === 'da' ? 'da' : 'en';
  const { title, server, action } = wordsOf(
    problem,
    language,
    (key) => i18n.exists(key),
    (key, values) => t(key, values ?? {}),
  );
  const said = server.map((text) => (
    <p key={text} lang="en">
      {text}
    </p>
  ));
  return (
    <div className="alert fail" role="alert">
      <Icon name="fail" />
      <div>
        <p className="strong">{title}</p>
        {language === 'en' && said}
        {problem.file && (
          <p className="mono small">
            {problem.line ? t('problem:fileLine', { file: problem.file, line: problem.line }) : problem.file}
          </p>
        )}
        {action && <p>{action}</p>}
        {language !== 'en' && said.length > 0 && (
          <details className="small">
            <summary>{t('problem:serverWords')}</summary>
            {said}
          </details>
        )}
        <p className="small">
          {problem.code && (
            <>
              <span className="mono soft">{problem.code}</span>
              <CopyButton text={problem.code} label={t('words:code')} />{' '}
            </>
          )}
          <button type="button" className="link" onClick={onRetry ?? (() => client.refetchQueries({ type: 'active' }))}>
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

/** Says that this visit may not read something, and how one who may gets to it. */
export function NotYours({ why }: { why: string }) {
  const { t } = useTranslation();
  const person = useSession()?.kind === 'person';
  return (
    <Empty why={why}>
      <p>{t(person ? 'problem:help.403' : 'problem:forbiddenAction')}</p>
    </Empty>
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

/** What a panel shows of data on their way: what went wrong, the shape of what comes, then the data. */
export function Arrival<T>(props: {
  error: unknown;
  data: T | undefined;
  /** Rows of the shape. */
  rows: number;
  children: (data: T) => ReactNode;
}) {
  const { error, data, rows, children } = props;
  if (error) {
    return (
      <div className="body">
        <ProblemView error={error} />
      </div>
    );
  }
  if (data !== undefined) return children(data);
  return (
    <div className="body stack">
      <SkeletonRows rows={rows} />
    </div>
  );
}
