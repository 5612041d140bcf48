import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownCell } from './answers.ts';
import { ShownNumber } from './shown.tsx';

/** A value to choose, with how many people it would leave. */
export interface Choice {
  value: string;
  word: string;
  cell: ShownCell | undefined;
  chosen: boolean;
}

/** So many values stand before the rest is asked for; from so many on, one can be looked for. */
const few = 7;
const many = 12;

/** Values with their counts, a bar each; several may be chosen. What is chosen stays, whatever it counts. */
export function ChoiceList(props: { label: string; choices: readonly Choice[]; onToggle(value: string): void }) {
  const { label, choices, onToggle } = props;
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const [find, setFind] = useState('');
  const wanted = find.trim().toLowerCase();
  const fitting = choices.filter(({ word }) => word.toLowerCase().includes(wanted));
  const shown = all || wanted !== '' ? fitting : fitting.filter(({ chosen }, at) => at < few || chosen);
  const most = Math.max(1, ...choices.map(({ cell }) => cell?.persons ?? 0));
  return (
    <>
      {choices.length >= many && (
        <input
          className="input small"
          type="search"
          aria-label={t('table:find', { what: label })}
          placeholder={t('table:find', { what: label })}
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
      )}
      <ul className="choice-list">
        {shown.map(({ value, word, cell, chosen }) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={chosen} onChange={() => onToggle(value)} />
              <span className="breakable">{word}</span>
              <span className="num">
                <ShownNumber shown={cell} quiet />
              </span>
              <span className="bar" aria-hidden="true">
                <i style={{ width: `${(100 * (cell?.persons ?? 0)) / most}%` }} />
              </span>
            </label>
          </li>
        ))}
      </ul>
      {choices.length === 0 && <p className="muted small">{t('register:noValues')}</p>}
      {shown.length < fitting.length && (
        <button type="button" className="link small" onClick={() => setAll(true)}>
          {t('register:showMore', { count: fitting.length - shown.length })}
        </button>
      )}
    </>
  );
}
