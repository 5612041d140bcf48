import { useTranslation } from 'react-i18next';
import { Chip, MoreParts } from './chip.tsx';
import { CodePicker } from './code-picker.tsx';
import { changed, type EventCondition, type Question } from './model.ts';
import { DayRange, NumberBox, NumberRange } from './range-boxes.tsx';
import { useRegister } from './register-context.ts';
import { sayAmount, sayDays, sayEvents } from './sentence.ts';

interface EventFieldsProps {
  condition: EventCondition;
  others: Question;
  onChange(condition: EventCondition): void;
}

const parts = ['when', 'ageAtEvent', 'atLeast'] as const;
type Part = (typeof parts)[number];
const asNew: Record<Part, Partial<EventCondition>> = {
  when: { when: {} },
  ageAtEvent: { ageAtEvent: {} },
  atLeast: { atLeast: 2 },
};

/** A condition on events of a register: which, of what code, when, at what age, how often. */
export function EventFields({ condition, others, onChange }: EventFieldsProps) {
  const { t } = useTranslation();
  const { words } = useRegister();
  const { register, codes = [], which = 'any', when, ageAtEvent, atLeast } = condition;
  const write = (change: { [Key in keyof EventCondition]?: EventCondition[Key] | undefined }) =>
    onChange(changed(condition, change));
  const name = (part: Part) => t(`register:part.${part}`);
  return (
    <span className="say">
      <span>{t('register:word.with')}</span>
      <select
        className="select"
        aria-label={t('register:whichOf')}
        value={which}
        onChange={(event) => write({ which: event.target.value === 'first' ? 'first' : 'any' })}
      >
        <option value="any">{t('register:which.any')}</option>
        <option value="first">{t('register:which.first')}</option>
      </select>
      <Chip name={t('register:codes')} text={sayEvents({ register, codes }, words)}>
        <CodePicker {...{ register, codes, others }} onChange={(next) => write({ codes: next })} />
      </Chip>
      {when && (
        <Chip
          name={name('when')}
          text={Object.keys(when).length > 0 ? sayDays(when, words) : ''}
          onRemove={() => write({ when: undefined })}
        >
          <DayRange label={name('when')} value={when} onChange={(next) => write({ when: next })} />
        </Chip>
      )}
      {ageAtEvent && (
        <Chip
          name={name('ageAtEvent')}
          text={
            Object.keys(ageAtEvent).length > 0 ? t('register:say.atAge', { range: sayAmount(ageAtEvent, words) }) : ''
          }
          onRemove={() => write({ ageAtEvent: undefined })}
        >
          <NumberRange
            label={name('ageAtEvent')}
            value={ageAtEvent}
            least={0}
            most={130}
            onChange={(next) => write({ ageAtEvent: next })}
          />
        </Chip>
      )}
      {atLeast !== undefined && (
        <Chip
          name={name('atLeast')}
          text={t('register:say.times', { number: words.int(atLeast) })}
          onRemove={() => write({ atLeast: undefined })}
        >
          <NumberBox
            label={name('atLeast')}
            value={atLeast}
            least={1}
            most={200}
            onChange={(next) => write({ atLeast: next ?? 1 })}
          />
        </Chip>
      )}
      <MoreParts
        label={t('register:more')}
        parts={parts.filter((part) => condition[part] === undefined).map((part) => ({ part, name: name(part) }))}
        onAdd={(part) => write(asNew[part])}
      />
    </span>
  );
}
