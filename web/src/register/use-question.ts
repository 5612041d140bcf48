import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { readQuestion } from './address.ts';
import { amend, redo, startHistory, undo, write as writeHistory } from './history.ts';
import type { Question, World } from './model.ts';

/** A number that changes again so soon is still being typed, in milliseconds. */
const oneGo = 800;
const shape = (question: Question): string => JSON.stringify(question).replaceAll(/\d+/g, '0');

/** The question as it is written, taken back and done again; the address always holds it. */
export function useQuestion(usual: World) {
  const navigate = useNavigate();
  const search = useSearch({ from: '/register' });
  const addressed = search.question;
  const given = useMemo(() => readQuestion(addressed, usual), [addressed, usual]);
  const [history, setHistory] = useState(() => startHistory(given));
  const last = useRef(JSON.stringify(given));
  const written = useRef(0);
  useEffect(() => {
    const text = JSON.stringify(given);
    if (text === last.current) return;
    // Somebody opened another address: a saved question, or the browser's own way back.
    last.current = text;
    setHistory((known) => writeHistory(known, given));
  }, [given]);
  const go = (next: typeof history) => {
    setHistory(next);
    last.current = JSON.stringify(next.now);
    void navigate({
      to: '/register',
      search: { ...search, question: next.now },
      replace: true,
      resetScroll: false,
    });
  };
  return {
    question: history.now,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    write: (next: Question) => {
      const typing = Date.now() - written.current < oneGo && shape(next) === shape(history.now);
      written.current = Date.now();
      go(typing ? amend(history, next) : writeHistory(history, next));
    },
    undo: () => go(undo(history)),
    redo: () => go(redo(history)),
  };
}
