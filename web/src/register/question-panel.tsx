import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../components/copy-button.tsx';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { AddCondition } from './add-condition.tsx';
import type { Shown } from './answers.ts';
import { ConditionEditor, NotSwitch, RemoveCondition } from './condition-editor.tsx';
import { type Condition, isComplete, type Question } from './model.ts';
import { useRegister } from './register-context.ts';
import { sayCondition, sayQuestion } from './sentence.ts';
import { ShownNumber } from './shown.tsx';
import { WindowPictures } from './window-picture.tsx';

interface QuestionPanelProps {
  canUndo: boolean;
  canRedo: boolean;
  onUndo(): void;
  onRedo(): void;
}

/** How many a condition takes away, from the numbers as they may be told; null where one of them is not told. */
export function lostAt(steps: readonly Shown[], at: number): number | null {
  const [before, after] = [steps[at - 1]?.persons ?? null, steps[at]?.persons ?? null];
  return before === null || after === null ? null : Math.max(0, before - after);
}

/** The question: a line a condition, with how many people are left after it and how many it takes away. */
export function QuestionPanel({ canUndo, canRedo, onUndo, onRedo }: QuestionPanelProps) {
  const { t } = useTranslation();
  const { question, asked, write, words, funnel } = useRegister();
  const { conditions } = question;
  const set = (next: Condition[]) => write({ ...question, conditions: next });
  const [removed, setRemoved] = useState<Removed>();
  const lines = useRef<HTMLOListElement>(null);
  const [added, setAdded] = useState<number>();
  // A fresh condition is filled in next: its first field has the focus.
  useEffect(() => {
    if (added === undefined || added !== conditions.length) return;
    lines.current?.querySelector<HTMLElement>(':scope > li:last-child .condition :is(select, .chip)')?.focus();
    setAdded(undefined);
  }, [added, conditions.length]);
  const change = (at: number, next: Condition | null) => {
    const after = conditions.flatMap((one, i) => (i !== at ? [one] : next === null ? [] : [next]));
    const said = next === null && conditions[at] ? sayCondition(conditions[at], words) : '';
    setRemoved(next === null ? { at, said, after: JSON.stringify(after) } : undefined);
    set(after);
  };
  // It can be put back from here until the question is changed again.
  const gone = removed && removed.after === JSON.stringify(conditions) ? removed : undefined;
  const putBack = gone && <PutBack said={gone.said} onUndo={onUndo} />;
  const up = (at: number) =>
    set(conditions.map((one, i) => (i === at - 1 ? conditions[at]! : i === at ? conditions[at - 1]! : one)));
  const left: Shown[] = funnel ? [funnel.everybody, ...funnel.steps.map((step) => step.left)] : [];
  const sentence = sayQuestion(question, words);
  // Counts belong to lines only while the lines are those that were asked.
  const counted = asked.conditions.length === conditions.length;
  return (
    <Panel
      title={t('register:question')}
      note={t('register:questionNote')}
      padded
      tools={
        <>
          <button
            type="button"
            className="btn small"
            disabled={!canUndo}
            onClick={onUndo}
            aria-keyshortcuts="Control+Z"
          >
            <Icon name="back" /> {t('register:undo')}
          </button>
          <button
            type="button"
            className="btn small"
            disabled={!canRedo}
            onClick={onRedo}
            aria-keyshortcuts="Control+Shift+Z"
          >
            {t('register:redo')}
          </button>
        </>
      }
    >
      <ol className="conditions register" ref={lines}>
        <li className="given">
          <span className="join">{t('register:everybody')}</span>
          <span className="small muted">
            <Icon name="shield" /> {t('register:noOptOut')}
          </span>
          <output className="left">
            <ShownNumber shown={funnel?.everybody} />
          </output>
        </li>
        {conditions.map((condition, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
          <Fragment key={at}>
            {gone?.at === at && putBack}
            <Line
              condition={condition}
              at={at}
              question={question}
              step={counted && isComplete(condition) ? stepOf(left, conditions, at) : undefined}
              onChange={(next) => change(at, next)}
              onUp={() => up(at)}
            />
          </Fragment>
        ))}
        {gone?.at === conditions.length && putBack}
      </ol>
      <div className="add-line">
        <AddCondition
          groups
          onAdd={(next) => {
            set([...conditions, next]);
            setAdded(conditions.length + 1);
          }}
        />
      </div>
      <WindowPictures />
      <div className="said-line">
        <p>{sentence}.</p>
        <CopyButton text={`${sentence}.`} label={t('register:asText')} />
      </div>
    </Panel>
  );
}

/** A condition that was just taken away: where it stood, and the conditions since. */
interface Removed {
  at: number;
  said: string;
  after: string;
}

/** Stands where a condition was taken away, and has the focus that the condition had. */
function PutBack({ said, onUndo }: { said: string; onUndo(): void }) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <li className="put-back">
      <span role="status">{t('register:removed', { what: said })}</span>
      <button ref={button} type="button" className="btn small" onClick={onUndo}>
        <Icon name="back" /> {t('register:putBack')}
      </button>
    </li>
  );
}

interface Step {
  shown: Shown;
  lost: number | null;
}

function stepOf(left: readonly Shown[], conditions: readonly Condition[], at: number): Step | undefined {
  const place = conditions.slice(0, at + 1).filter(isComplete).length;
  const shown = left[place];
  return shown && { shown, lost: lostAt(left, place) };
}

function Line(props: {
  condition: Condition;
  at: number;
  question: Question;
  step: Step | undefined;
  onChange(condition: Condition | null): void;
  onUp(): void;
}) {
  const { condition, at, question, step, onChange, onUp } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const others = useMemo(
    () => ({ ...question, conditions: question.conditions.filter((_, i) => i !== at) }),
    [question, at],
  );
  return (
    <li>
      <NotSwitch condition={condition} first={at === 0} onChange={onChange} />
      <div className="condition">
        <ConditionEditor condition={condition} others={others} depth={0} onChange={onChange} />
      </div>
      <output className="left">
        <ShownNumber shown={step?.shown} />
        {(step?.lost ?? 0) > 0 && <small>−{format.int(step?.lost ?? 0)}</small>}
      </output>
      <span className="line-tools">
        {at > 0 && (
          <button type="button" className="icon-button" aria-label={t('register:moveUp')} onClick={onUp}>
            <Icon name="up" />
          </button>
        )}
        <RemoveCondition onRemove={() => onChange(null)} />
      </span>
    </li>
  );
}
