import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useSettled } from '../../components/use-settled.ts';
import { useFormat } from '../../formatting/use-format.ts';
import type { MatchAnswer, MatchRule, Shown } from '../answers.ts';
import { Bars } from '../charts/bars.tsx';
import { eventsIn, keyOfEvents, kindOf, personsOf } from '../model.ts';
import { matchQuery } from '../queries.ts';
import { NumberBox } from '../range-boxes.tsx';
import { useRegister } from '../register-context.ts';
import { sayEvents } from '../sentence.ts';
import { ShownNumber, useShownText } from '../shown.tsx';
import { RelaxPanel } from './relax-panel.tsx';

/** Matched controls as the study view reads them too. */
export interface Matching {
  perCase: number;
  rule: MatchRule;
  event?: string | undefined;
  /** Specimens of controls are of the kind that the question asks of cases. */
  sameKind: boolean;
  /** Controls are people to whom the question's conditions on persons apply too. */
  samePersons: boolean;
}

export const usualMatching: Matching = {
  perCase: 4,
  rule: { sex: true, region: false, birthYears: 1, samplingDays: null, biobank: false },
  ...{ sameKind: true, samePersons: true },
};

interface ControlsViewProps {
  matching: Matching;
  onMatching(matching: Matching): void;
}

/** Controls for the people of the question: what they have in common, how many there are, and what relaxing a part gives. */
export function ControlsView({ matching, onMatching }: ControlsViewProps) {
  const { t } = useTranslation();
  const shownText = useShownText();
  const { asked, words } = useRegister();
  const events = eventsIn(asked);
  const event = events.find((one) => keyOfEvents(one) === matching.event) ?? events[0];
  const settled = useSettled(matching, 300);
  const [relaxFor, setRelaxFor] = useState('');
  const { perCase, rule, sameKind, samePersons } = settled;
  const narrowed = {
    pool: samePersons ? personsOf(asked) : [],
    specimens: sameKind && rule.samplingDays !== null ? kindOf(asked) : {},
  };
  const wanted = event && { event, perCase, rule, ...narrowed };
  const key = JSON.stringify([asked, wanted]);
  const relax = relaxFor === key;
  const { data, error, isFetching } = useQuery({
    ...matchQuery(asked, { event: event ?? { register: '' }, perCase, rule, relax, ...narrowed }),
    enabled: event !== undefined,
  });
  if (!event) {
    return (
      <Panel title={t('register:match.title')}>
        <Empty why={t('register:match.noEvent')}>
          <p>{t('register:match.noEventAction')}</p>
        </Empty>
      </Panel>
    );
  }
  return (
    <div className="stack">
      <Panel title={t('register:match.title')} note={t('register:match.note')} padded foot={t('register:match.foot')}>
        <RuleForm {...{ matching, onMatching, events, event }} />
        {error && <ProblemView error={error} />}
        {data && (
          <p className="said-line" aria-live="polite">
            {t('register:match.said', {
              cases: shownText(data.cases),
              controls: shownText(data.controls),
              event: sayEvents({ ...event, which: 'first' }, words),
            })}
          </p>
        )}
        <button
          type="button"
          className="btn small"
          disabled={isFetching || relax || data === undefined}
          onClick={() => setRelaxFor(key)}
        >
          {t('register:match.relax')}
        </button>
      </Panel>
      {data && <FoundPanel answer={data} />}
      {data && data.relaxations.length > 0 && <RelaxPanel answer={data} rule={rule} />}
    </div>
  );
}

function RuleForm(props: ControlsViewProps & { events: ReturnType<typeof eventsIn>; event: { register: string } }) {
  const { matching, onMatching, events, event } = props;
  const { t } = useTranslation();
  const { words } = useRegister();
  const { rule, perCase } = matching;
  const write = (change: Partial<MatchRule>) => onMatching({ ...matching, rule: { ...rule, ...change } });
  const tick = (part: 'sex' | 'region' | 'biobank', disabled = false) => (
    <label className="choice">
      <input
        type="checkbox"
        checked={rule[part]}
        disabled={disabled}
        onChange={(change) => write({ [part]: change.target.checked })}
      />
      {t(`register:match.${part}`)}
    </label>
  );
  const kind = (part: 'sameKind' | 'samePersons', disabled = false) => (
    <label className="choice">
      <input
        type="checkbox"
        checked={matching[part]}
        disabled={disabled}
        onChange={(change) => onMatching({ ...matching, [part]: change.target.checked })}
      />
      {t(`register:match.${part}`)}
    </label>
  );
  return (
    <div className="match-rule">
      <label className="inline-field">
        <span>{t('register:match.event')}</span>
        <select
          className="select"
          value={keyOfEvents(event)}
          onChange={(change) => onMatching({ ...matching, event: change.target.value })}
        >
          {events.map((one) => (
            <option key={keyOfEvents(one)} value={keyOfEvents(one)}>
              {sayEvents({ ...one, which: 'first' }, words)}
            </option>
          ))}
        </select>
      </label>
      <span className="inline-field">
        <span>{t('register:match.perCase')}</span>
        <NumberBox
          label={t('register:match.perCase')}
          value={perCase}
          least={1}
          most={20}
          onChange={(next) => next !== undefined && onMatching({ ...matching, perCase: next })}
        />
      </span>
      {tick('sex')}
      {tick('region')}
      <span className="inline-field">
        <span>{t('register:match.birthYears')}</span>
        <NumberBox
          label={t('register:match.birthYears')}
          value={rule.birthYears}
          least={0}
          most={50}
          onChange={(next) => next !== undefined && write({ birthYears: next })}
        />
      </span>
      <span className="inline-field">
        <span>{t('register:match.samplingDays')}</span>
        <NumberBox
          label={t('register:match.samplingDays')}
          value={rule.samplingDays ?? undefined}
          least={0}
          most={20_000}
          onChange={(next) => write({ samplingDays: next ?? null, ...(next === undefined ? { biobank: false } : {}) })}
        />
      </span>
      {tick('biobank', rule.samplingDays === null)}
      {kind('sameKind', rule.samplingDays === null)}
      {kind('samePersons')}
    </div>
  );
}

interface FoundRow extends Shown {
  controls: number;
}

function FoundPanel({ answer }: { answer: MatchAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  const rows: FoundRow[] = answer.casesByControls.map((shown, controls) => ({ ...shown, controls }));
  return (
    <PicturePanel<FoundRow>
      title={t('register:match.found')}
      note={t('register:match.foundNote')}
      name="register-controls"
      columns={[
        { key: 'controls', head: t('register:match.controlsOf'), num: true, value: (row) => row.controls },
        {
          key: 'persons',
          head: t('register:match.cases'),
          num: true,
          value: (row) => row.persons ?? shownText(row),
          cell: (row) => <ShownNumber shown={row} />,
        },
      ]}
      rows={rows}
      rowKey={(row) => `${row.controls}`}
      draw={(width) => (
        <Bars
          width={width}
          height={160}
          bars={rows.map((row) => ({
            ...{ key: `${row.controls}`, label: format.int(row.controls), value: row.persons },
            ...{ shown: shownText(row), on: row.controls === rows.length - 1 },
          }))}
          label={t('register:match.found')}
          axis={t('register:match.controlsOf')}
          write={format.int}
        />
      )}
    />
  );
}
