import { useTranslation } from 'react-i18next';
import { useMaterials } from '../words.ts';
import type { Says } from './machine.ts';
import type { Task } from './tasks.ts';

/** What an outcome says at a bench: a word and a sentence. */
export function useVerdictWords(task: Task): (outcome: string, says: Says) => { title: string; text: string } {
  const { t, i18n } = useTranslation();
  const material = useMaterials();
  return (outcome, says) => {
    const own = `bench:say.${task}.${outcome}`;
    const start = i18n.exists(`${own}.title`) ? own : `bench:say.every.${outcome}`;
    const condition = typeof says['condition'] === 'string' ? material.condition(says['condition']) : '';
    const problem = says['problem'];
    const known = typeof problem === 'string' && i18n.exists(`problemTitles:${problem}`);
    const values = {
      ...says,
      condition,
      type: typeof says['type'] === 'string' ? material.type(says['type']) : '',
      problem: known ? t(`problemTitles:${problem}`) : (says['detail'] ?? problem ?? ''),
      kinds: String(says['kinds'] ?? '')
        .split(',')
        .filter(Boolean)
        .map(material.discrepancy)
        .join(', '),
    };
    return { title: t(`${start}.title`, values), text: t(`${start}.text`, values) };
  };
}
