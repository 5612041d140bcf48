import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { AddCondition } from './add-condition.tsx';
import { EventFields } from './event-fields.tsx';
import { type Condition, type Group, isGroup, partsOf, type Question } from './model.ts';
import { DiedFields, WordFields, YearsFields, YesNoFields } from './person-fields.tsx';
import { SpecimenFields } from './specimen-fields.tsx';

interface EditorProps {
  condition: Condition;
  /** The question without this condition: what its values are counted under. */
  others: Question;
  depth: number;
  onChange(condition: Condition | null): void;
}

/** Groups can stand in groups so deep; the server takes six. */
const deepest = 3;

/** One condition as a sentence of fields; groups hold further ones. A negation is said by the word before it. */
export function ConditionEditor(props: EditorProps) {
  const { condition, onChange } = props;
  if ('not' in condition) {
    return (
      <ConditionEditor
        {...props}
        condition={condition.not}
        onChange={(next) => onChange(next === null ? null : { not: next })}
      />
    );
  }
  if (isGroup(condition)) return <GroupEditor {...props} group={condition} />;
  return <Fields {...props} />;
}

function Fields({ condition, others, onChange }: EditorProps) {
  if (!('field' in condition)) return null;
  switch (condition.field) {
    case 'sex':
    case 'region':
    case 'municipality':
      return <WordFields condition={condition} onChange={onChange} />;
    case 'birthYear':
    case 'age':
      return <YearsFields condition={condition} onChange={onChange} />;
    case 'died':
      return <DiedFields condition={condition} onChange={onChange} />;
    case 'living':
    case 'genome':
      return <YesNoFields condition={condition} onChange={onChange} />;
    case 'event':
      return <EventFields condition={condition} others={others} onChange={onChange} />;
    case 'specimen':
      return <SpecimenFields condition={condition} others={others} onChange={onChange} />;
  }
}

function GroupEditor({ group, others, depth, onChange }: EditorProps & { group: Group }) {
  const { t } = useTranslation();
  const every = 'all' in group;
  const parts = partsOf(group);
  const write = (next: Condition[]) => onChange(next.length === 0 ? null : every ? { all: next } : { any: next });
  return (
    <fieldset className="condition-group">
      <legend>
        <select
          className="select"
          aria-label={t('register:groupOf')}
          value={every ? 'all' : 'any'}
          onChange={(event) => onChange(event.target.value === 'all' ? { all: parts } : { any: parts })}
        >
          <option value="any">{t('register:anyOf')}</option>
          <option value="all">{t('register:allOf')}</option>
        </select>
      </legend>
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
        <div className="condition" key={at}>
          <NotSwitch
            condition={part}
            first={at === 0}
            or={!every}
            onChange={(next) => write(parts.map((one, i) => (i === at ? next : one)))}
          />
          <ConditionEditor
            condition={part}
            others={others}
            depth={depth + 1}
            onChange={(next) => write(parts.flatMap((one, i) => (i !== at ? [one] : next === null ? [] : [next])))}
          />
          <RemoveCondition onRemove={() => write(parts.filter((_, i) => i !== at))} />
        </div>
      ))}
      <AddCondition groups={depth < deepest} small onAdd={(next) => write([...parts, next])} />
    </fieldset>
  );
}

/** The word before a condition; pressing it turns the condition around. */
export function NotSwitch(props: {
  condition: Condition;
  first: boolean;
  or?: boolean;
  onChange(condition: Condition): void;
}) {
  const { condition, first, or, onChange } = props;
  const { t } = useTranslation();
  const negated = 'not' in condition;
  const word = useJoin(negated, first, or);
  return (
    <button
      type="button"
      className="join"
      aria-pressed={negated}
      title={t('register:turnAround')}
      onClick={() => onChange(negated ? condition.not : { not: condition })}
    >
      {word}
    </button>
  );
}

// Within a group the first is said of “those”; on the page of “people”.
function useJoin(negated: boolean, first: boolean, or: boolean | undefined): string {
  const { t } = useTranslation();
  if (first && or === undefined) return t(negated ? 'register:join.firstNot' : 'register:join.first');
  if (first) return t(negated ? 'register:join.thoseNot' : 'register:join.those');
  if (or) return t(negated ? 'register:join.orNot' : 'register:say.or');
  return t(negated ? 'register:say.butNot' : 'register:say.and');
}

/** Takes a condition away. */
export function RemoveCondition({ onRemove }: { onRemove(): void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className="icon-button" aria-label={t('register:removeCondition')} onClick={onRemove}>
      <Icon name="close" />
    </button>
  );
}
