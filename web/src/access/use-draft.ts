import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Saving, saveApplication } from './access-api.ts';
import { changesOf } from './form-logic.ts';
import type { Answers, Application, Request } from './model.ts';

/** How long after the last key stroke it is saved. */
const pause = 1200;

export interface Draft {
  answers: Answers;
  request: Request;
  revision: number;
  state: 'saved' | 'waiting' | 'saving' | 'failed';
  error: unknown;
  answer(key: string, value: unknown): void;
  ask(request: Request): void;
  /** Saves now what is not saved yet. */
  flush(): Promise<void>;
}

/**
 * What is written of an application, saved by itself a moment after the last change. One saving at a time: each names the
 * revision it was read at, so that two who write at once notice.
 */
export function useDraft(application: Application): Draft {
  const client = useQueryClient();
  const { id } = application;
  const [answers, setAnswers] = useState(application.answers);
  const [request, setRequest] = useState(application.request);
  const [state, setState] = useState<Draft['state']>('saved');
  const [error, setError] = useState<unknown>(null);
  const [revision, setRevision] = useState(application.revision);
  // What the server has, and what the screen has: read when the timer runs, not when it was set.
  const stored = useRef({ answers: application.answers, request: application.request, revision: application.revision });
  const shown = useRef({ answers, request });
  shown.current = { answers, request };
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const running = useRef<Promise<void>>(Promise.resolve());

  const save = useCallback(async () => {
    const { answers: now, request: asked } = shown.current;
    const changes = changesOf(stored.current.answers, now);
    const requested = JSON.stringify(asked) !== JSON.stringify(stored.current.request);
    if (Object.keys(changes).length === 0 && !requested) return setState('saved');
    setState('saving');
    const saving: Saving = {
      revision: stored.current.revision,
      ...(Object.keys(changes).length === 0 ? {} : { answers: changes }),
      ...(requested ? { request: asked } : {}),
    };
    try {
      const saved = await saveApplication(id, saving);
      stored.current = { answers: now, request: asked, revision: saved.revision };
      setRevision(saved.revision);
      setError(null);
      const later = shown.current;
      setState(later.answers === now && later.request === asked ? 'saved' : 'waiting');
      await client.invalidateQueries({ queryKey: ['access', 'application', id] });
    } catch (problem) {
      setError(problem);
      setState('failed');
      throw problem;
    }
  }, [client, id]);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    running.current = running.current.catch(() => undefined).then(save);
    return running.current;
  }, [save]);

  const later = useCallback(() => {
    setState('waiting');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush().catch(() => undefined), pause);
  }, [flush]);

  // Leaving the page saves what was written in the last second.
  useEffect(() => () => void flush().catch(() => undefined), [flush]);

  return {
    ...{ answers, request, revision, state, error, flush },
    answer(key, value) {
      setAnswers((before) => ({ ...before, [key]: value }));
      later();
    },
    ask(next) {
      setRequest(next);
      later();
    },
  };
}
