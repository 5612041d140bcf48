import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../components/copy-button.tsx';
import { Panel } from '../components/panel.tsx';
import { Scroll } from '../components/scroll.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { QuestionSaid } from '../register/question-said.tsx';
import type { Application, FrozenCohort, FrozenQuestion, StageDrift } from './model.ts';
import { useCount, useStateWord } from './words.ts';

/** How much of a frozen set is left, as a bar; the same numbers stand beside it. */
function Left({ drift }: { drift: NonNullable<StageDrift['drift']> }) {
  const [before, now] = [drift.frozen.persons, drift.now.persons];
  if (before === null || now === null || before === 0) return null;
  const share = Math.max(0, Math.min(1, now / before));
  return (
    <span className={share < 1 ? 'bar warn' : 'bar pass'} aria-hidden="true">
      <i style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** A hash, short, to copy whole. */
export function Hash({ hash, label }: { hash: string; label: string }) {
  return (
    <span className="nowrap">
      <span className="mono tiny" title={hash}>
        {hash.slice(0, 12)}
      </span>
      <CopyButton text={hash} label={label} />
    </span>
  );
}

function Frozen({ of, what }: { of: FrozenCohort | FrozenQuestion; what: 'cohort' | 'question' }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = useCount();
  return (
    <dl className="dl even">
      <dt className="wrap-term">{t(`access:${what}`)}</dt>
      <dd>
        {'id' in of ? (
          <Link to="/cohorts/$id" params={{ id: of.id }}>
            {t('access:cohortVersion', { name: of.name, version: of.version, date: format.date(of.frozenAt) })}
          </Link>
        ) : (
          <span>{of.name}</span>
        )}
      </dd>
      <dt className="wrap-term">{t('access:people')}</dt>
      <dd>{count('specimens' in of ? of.persons : of)}</dd>
      {'specimens' in of && (
        <>
          <dt className="wrap-term">{t('access:specimens')}</dt>
          <dd>{count(of.specimens)}</dd>
        </>
      )}
      <dt className="wrap-term">{t('access:frozen')}</dt>
      <dd>
        {t('access:frozenAs', {
          time: format.dateTime(of.frozenAt),
          version: of.dataVersion,
          epoch: of.maskEpoch,
        })}
      </dd>
      <dt className="wrap-term">{t('access:hash')}</dt>
      <dd>
        <Hash hash={of.membersHash} label={t('access:hash')} />
      </dd>
      {'query' in of && (
        <>
          <dt className="wrap-term">{t('access:asked')}</dt>
          <dd>
            <QuestionSaid question={of.query} />
          </dd>
        </>
      )}
    </dl>
  );
}

/** What tells something: each time somebody came or went, and how it was at the last step. */
function telling(drifts: readonly StageDrift[]): readonly StageDrift[] {
  const last = new Map(drifts.map((one) => [one.of, one]));
  const same = ({ drift }: StageDrift) =>
    drift != null && drift.frozen.persons !== null && drift.frozen.persons === drift.now.persons;
  return drifts.filter((one) => !same(one) || last.get(one.of) === one);
}

/** The frozen people and specimens of an application, and what became of them at each stage, with the reasons. */
export function DriftPanel({ application }: { application: Application }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useStateWord();
  const { cohort, question, drifts, request } = application;
  const [all, setAll] = useState(false);
  const shown = all ? drifts : telling(drifts);
  return (
    <Panel
      title={t('access:group')}
      note={t('access:groupNote')}
      foot={drifts.length > 0 ? t('access:driftFoot') : null}
    >
      <div className="body stack">
        {question && <Frozen of={question} what="question" />}
        {cohort && <Frozen of={cohort} what="cohort" />}
        {!cohort && !question && (
          <p>
            {request.persons === undefined
              ? t('access:noGroup')
              : t('access:peopleStated', { count: request.persons, number: format.int(request.persons) })}
          </p>
        )}
      </div>
      {shown.length > 0 && (
        <Scroll label={t('access:drift')}>
          <table className="data tight">
            <thead>
              <tr>
                <th scope="col" className="stick">
                  <span className="unsorted">{t('access:step')}</span>
                </th>
                <th scope="col">
                  <span className="unsorted">{t('access:drift')}</span>
                </th>
                <th scope="col" className="opt">
                  <span className="unsorted">{t('access:left')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <tr key={`${one.stage} ${one.at} ${one.of}`}>
                  <th scope="row" className="stick wrap">
                    {state('application', one.stage)}
                    <span className="under">
                      {format.date(one.at)} · {t(`access:driftOf.${one.of}`)}
                    </span>
                  </th>
                  <td className="wrap">{one.text}</td>
                  <td className="opt">{one.drift && <Left drift={one.drift} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {(all || shown.length < drifts.length) && (
        <p className="body">
          <button type="button" className="link small" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('access:fewerSteps') : t('access:allSteps', { count: drifts.length - shown.length })}
          </button>
        </p>
      )}
    </Panel>
  );
}
