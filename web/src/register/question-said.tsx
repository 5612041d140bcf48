import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session/rights.ts';
import { readQuestion } from './address.ts';
import { sayQuestion } from './sentence.ts';
import { useWords } from './words.ts';

/** A question to the register in plain words, and the way to it for whoever may search. */
export function QuestionSaid({ question: given }: { question: unknown }) {
  const { t } = useTranslation();
  const maySearch = useMay('register.search');
  const question = readQuestion(given, 'real');
  const words = useWords(question);
  return (
    <span>
      {sayQuestion(question, words)}.{' '}
      {maySearch && (
        <Link to="/register" search={{ question }}>
          {t('register:openQuestion')}
        </Link>
      )}
    </span>
  );
}
