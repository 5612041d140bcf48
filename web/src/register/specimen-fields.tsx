import { useTranslation } from 'react-i18next';
import { Chip, MoreParts } from './chip.tsx';
import { ChoiceList } from './choice-list.tsx';
import {
  changed,
  type Events,
  eventsIn,
  type NumberPart,
  numberParts,
  type Question,
  type SpecimenCondition,
  type SpecimenPart,
  type WordPart,
  wordParts,
} from './model.ts';
import { DayRange, NumberBox, NumberRange } from './range-boxes.tsx';
import { useRegister } from './register-context.ts';
import { listed, sayAmount, sayDays } from './sentence.ts';
import { GapFields, WindowFields } from './window-fields.tsx';

interface SpecimenFieldsProps {
  condition: SpecimenCondition;
  others: Question;
  onChange(condition: SpecimenCondition): void;
}

const mostOf: Record<NumberPart, number> = { ageAtSampling: 130, volumeUl: 100_000_000, thaws: 255 };
const parts: readonly SpecimenPart[] = ['atLeast', ...wordParts, 'taken', 'window', ...numberParts, 'gapDays'];

/** What a window begins as: five years before the first event that the question is about. */
export function newWindow(question: Question, registers: readonly string[]): SpecimenCondition {
  const known: Events | undefined = eventsIn(question)[0];
  const register = known?.register ?? registers.find((one) => one === 'diagnoses') ?? registers[0];
  const after = register === undefined ? 'death' : { ...(known ?? { register }), which: 'first' as const };
  return { field: 'specimen', window: { after, fromDays: -1826, toDays: 0 } };
}

/** A condition on specimens: everything stated holds of the same one. */
export function SpecimenFields({ condition, others, onChange }: SpecimenFieldsProps) {
  const { t } = useTranslation();
  const { words, contents, question } = useRegister();
  const write = (change: { [Key in keyof SpecimenCondition]?: SpecimenCondition[Key] | undefined }) =>
    onChange(changed(condition, change));
  const name = (part: SpecimenPart) => t(`register:part.${part}`);
  const { atLeast, taken, window, gapDays } = condition;
  const registers = (contents?.registers ?? []).map((one) => one.name);
  const add = (part: SpecimenPart) => {
    if (part === 'atLeast') write({ atLeast: 2 });
    else if (part === 'window') {
      const fresh = newWindow(question, registers).window;
      if (fresh) write({ window: fresh });
    } else if (part === 'gapDays') write({ gapDays: { from: 183, to: 731 }, atLeast: Math.max(2, atLeast ?? 2) });
    else if (part === 'taken') write({ taken: {} });
    else if ((wordParts as readonly string[]).includes(part)) write({ [part]: [] });
    else write({ [part]: {} });
  };
  const shown = (part: WordPart) => condition[part] !== undefined || part === 'type';
  return (
    <span className="say">
      <span>{t('register:word.with')}</span>
      {atLeast !== undefined && (
        <Chip
          name={name('atLeast')}
          text={t('register:say.atLeast', { value: words.int(atLeast) })}
          onRemove={() => write({ atLeast: undefined, gapDays: undefined })}
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
      {wordParts.filter(shown).map((part) => (
        <WordChip key={part} {...{ part, condition, others, write }} />
      ))}
      {taken && (
        <Chip
          name={name('taken')}
          text={Object.keys(taken).length > 0 ? t('register:say.taken', { range: sayDays(taken, words) }) : ''}
          onRemove={() => write({ taken: undefined })}
        >
          <DayRange label={name('taken')} value={taken} onChange={(next) => write({ taken: next })} />
        </Chip>
      )}
      {window && (
        <WindowFields
          window={window}
          others={others}
          registers={registers}
          onChange={(next) => write({ window: next })}
        />
      )}
      {numberParts.map((part) => {
        const value = condition[part];
        return (
          value && (
            <Chip
              key={part}
              name={name(part)}
              text={Object.keys(value).length > 0 ? t(`register:say.${part}`, { range: sayAmount(value, words) }) : ''}
              onRemove={() => write({ [part]: undefined })}
            >
              <NumberRange
                label={name(part)}
                value={value}
                least={0}
                most={mostOf[part]}
                onChange={(next) => write({ [part]: next })}
              />
            </Chip>
          )
        );
      })}
      {gapDays && <GapFields gap={gapDays} onChange={(next) => write({ gapDays: next })} />}
      <MoreParts
        label={t('register:more')}
        parts={parts
          .filter((part) => part !== 'type' && condition[part] === undefined)
          .map((part) => ({ part, name: name(part) }))}
        onAdd={add}
      />
    </span>
  );
}

function WordChip(props: {
  part: WordPart;
  condition: SpecimenCondition;
  others: Question;
  write(change: Partial<Record<WordPart, string[] | undefined>>): void;
}) {
  const { part, condition, write } = props;
  const { t } = useTranslation();
  const { words, contents, facets } = useRegister();
  const chosen = condition[part] ?? [];
  const name = t(`register:part.${part}`);
  const text = listed(
    chosen.map((one) => words.value(part, one)),
    t(part === 'consent' ? 'register:say.and' : 'register:say.or'),
  );
  const known = (contents?.words[part] ?? []).filter((one) => one !== '');
  const values = [...new Set([...(facets?.facets[part] ?? []).map(({ value }) => value), ...known, ...chosen])];
  const fixed = part === 'type' ? {} : { onRemove: () => write({ [part]: undefined }) };
  return (
    <Chip
      name={name}
      text={
        text === ''
          ? part === 'type'
            ? t('register:anySpecimen')
            : ''
          : part === 'type'
            ? text
            : t(`register:say.${part}`, { values: text })
      }
      {...fixed}
    >
      <ChoiceList
        label={name}
        choices={values.filter(Boolean).map((value) => ({
          value,
          word: words.value(part, value),
          cell: facets?.facets[part]?.find((one) => one.value === value),
          chosen: chosen.includes(value),
        }))}
        onToggle={(value) =>
          write({ [part]: chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value] })
        }
      />
    </Chip>
  );
}
