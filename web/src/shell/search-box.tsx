import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../api/answers.ts';
import { problemOf } from '../api/problem.ts';
import { searchQuery } from '../api/queries.ts';
import { Icon } from '../components/icon.tsx';
import { wordsOf } from '../components/problem-words.ts';
import { groupHits } from '../search/group-hits.ts';
import { useHitDetail } from '../search/hit-detail.ts';
import { useMay } from '../session/rights.ts';
import { identifyPerson, maybeNumber } from '../trust/patients/patients-api.ts';

function useDelayed(value: string, milliseconds: number): string {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return delayed;
}

const mostOfGroup = 4;

/** One hit among the choices below the field. */
function Hit({ hit, at, chosen, onOpen }: { hit: SearchHit; at: number; chosen: boolean; onOpen(): void }) {
  const detailOf = useHitDetail();
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) line.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field; aria-activedescendant names the choice
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
    <div
      ref={line}
      id={`search-hit-${at}`}
      className="hit"
      role="option"
      aria-selected={chosen}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      <span className="breakable">
        {hit.label} <span className="muted small">{detailOf(hit)}</span>
      </span>
    </div>
  );
}

/** One search for everything: `/` from anywhere, arrows choose, Enter opens the choice or the page of all hits. */
export function SearchBox() {
  const { t, i18n } = useTranslation();
  const titleOf = (error: unknown) =>
    wordsOf(
      problemOf(error),
      i18n.language === 'da' ? 'da' : 'en',
      (key) => i18n.exists(key),
      (key, values) => t(key, values ?? {}),
    ).title;
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const mayIdentify = useMay('people.identify');
  // A number is somebody's: it is asked for only when the person says so, in the body of a request, and never searched for.
  const number = maybeNumber(text);
  const q = useDelayed(number ? '' : text.trim(), 150);
  const { data } = useQuery({ ...searchQuery(q), enabled: open && q !== '' && !number });
  const groups = open && q !== '' && !number ? groupHits(data ?? [], mostOfGroup) : [];
  const hits = groups.flatMap((group) => group.hits);
  const identify = useMutation({
    mutationFn: identifyPerson,
    onSuccess: (person) => {
      setText('');
      close();
      input.current?.blur();
      void navigate({ to: '/patients/$id', params: { id: person.id } });
    },
  });

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key !== '/' || inField || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const close = () => {
    setOpen(false);
    setChosen(-1);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number) {
      if (mayIdentify) identify.mutate(text.trim());
      return;
    }
    const hit = hits[chosen];
    close();
    input.current?.blur();
    if (hit) void navigate({ href: hit.href });
    else if (text.trim()) void navigate({ to: '/search', search: { q: text.trim() } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const step = event.key === 'ArrowDown' ? 1 : -1;
    setChosen((at) => Math.max(-1, Math.min(hits.length - 1, at + step)));
  };
  return (
    <search className="search">
      <form onSubmit={submit}>
        <input
          ref={input}
          type="search"
          role="combobox"
          aria-label={t('frame:searchEverything')}
          aria-expanded={hits.length > 0}
          aria-controls="search-hits"
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 ? `search-hit-${chosen}` : undefined}
          placeholder={t(mayIdentify ? 'frame:searchHintPeople' : 'frame:searchHint')}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            identify.reset();
            setOpen(true);
            setChosen(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setTimeout(close, 150)}
          onKeyDown={onKeyDown}
        />
      </form>
      <Icon name="search" />
      <kbd>/</kbd>
      {open && number && (
        <div className="hits note" role="status">
          {identify.error ? (
            <span className="fail">{titleOf(identify.error)}</span>
          ) : (
            <>
              {t(mayIdentify ? 'search:person' : 'search:personNotYours')}
              <span className="muted small"> {t('search:personHint')}</span>
            </>
          )}
        </div>
      )}
      {hits.length > 0 && (
        <div id="search-hits" className="hits" role="listbox" aria-label={t('frame:searchHits')}>
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a part of a listbox is a group, which is no field set
            <div key={group.kind} role="group" aria-labelledby={`search-group-${group.kind}`}>
              <span className="kind" id={`search-group-${group.kind}`}>
                {t(`search:group.${group.kind}`)}
              </span>
              {group.hits.map((hit) => (
                <Hit
                  key={hit.href}
                  hit={hit}
                  at={hits.indexOf(hit)}
                  chosen={hits[chosen] === hit}
                  onOpen={() => {
                    close();
                    input.current?.blur();
                    void navigate({ href: hit.href });
                  }}
                />
              ))}
            </div>
          ))}
        </div>
      )}
    </search>
  );
}
