import { noAnswerCode, type ProblemDocument } from '../api/problem.ts';
import type { Language } from '../formatting/numbers.ts';

/** What a page says of an error: in the reader's language, with the server's own English words where those add something. */
export interface ProblemWords {
  title: string;
  /** Shown as they are in English; behind a summary elsewhere. */
  server: string[];
  /** What to do now. */
  action: string | undefined;
}

/** The status whose general words fit. */
function statusKey(status: number): string {
  if (['400', '401', '403', '404', '409', '422', '429'].includes(String(status))) return String(status);
  return status >= 400 && status < 500 ? '400' : '500';
}

/** The words for a problem. @param exists whether the catalogues have a key @param t looks one up */
export function wordsOf(
  problem: ProblemDocument,
  language: Language,
  exists: (key: string) => boolean,
  t: (key: string, values?: Record<string, string>) => string,
): ProblemWords {
  if (problem.code === noAnswerCode)
    return { title: t('problem:noAnswer'), server: [], action: t('problem:noAnswerAction') };
  const code = problem.code ?? '';
  const english = language === 'en';
  const general = (kind: 'title' | 'help') => t(`problem:${kind}.${statusKey(problem.status)}`);
  const known = exists(`problemTitles:${code}`);
  const title = known
    ? t(`problemTitles:${code}`)
    : problem.status === 0
      ? t('problem:unexpected')
      : english && problem.title !== ''
        ? problem.title
        : general('title');
  const help = exists(`problemHelp:${code}`)
    ? t(`problemHelp:${code}`)
    : problem.status === 0
      ? undefined
      : general('help');
  const own = [
    problem.detail === title ? undefined : problem.detail,
    known || english ? undefined : problem.title,
    problem.expected && t('problem:expected', { what: problem.expected }),
    english ? undefined : problem.action,
  ];
  return {
    title,
    server: own.flatMap((text) => (text ? [text] : [])),
    action: english ? (problem.action ?? help) : help,
  };
}
