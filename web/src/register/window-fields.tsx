import { useTranslation } from 'react-i18next';
import { Chip } from './chip.tsx';
import { CodePicker } from './code-picker.tsx';
import type { Question, SamplingWindow } from './model.ts';
import { NumberBox } from './range-boxes.tsx';
import { useRegister } from './register-context.ts';
import { sayEvents, saySpan } from './sentence.ts';
import { daysOfSpan, type Span, spanOfDays, type Unit, units } from './spans.ts';

/** One end of a stretch of time: so many of a unit, before or after. */
function SpanEnd(props: { label: string; days: number; sided: boolean; onChange(days: number): void }) {
  const { label, days, sided, onChange } = props;
  const { t } = useTranslation();
  const span = spanOfDays(days);
  const write = (change: Partial<Span>) => onChange(daysOfSpan({ ...span, ...change }));
  return (
    <fieldset className="range-boxes">
      <legend>{label}</legend>
      <NumberBox
        label={t('register:amount')}
        value={span.number}
        least={0}
        most={40_000}
        onChange={(number) => write({ number: number ?? 0 })}
      />
      <select
        className="select"
        aria-label={t('register:unit')}
        value={span.unit}
        onChange={(event) => write({ unit: event.target.value as Unit })}
      >
        {units.map((unit) => (
          <option key={unit} value={unit}>
            {t(`register:unitOf.${unit}`)}
          </option>
        ))}
      </select>
      {sided && (
        <select
          className="select"
          aria-label={t('register:side')}
          value={span.before ? 'before' : 'after'}
          onChange={(event) => write({ before: event.target.value === 'before' })}
        >
          <option value="before">{t('register:say.before')}</option>
          <option value="after">{t('register:say.after')}</option>
        </select>
      )}
    </fieldset>
  );
}

interface WindowFieldsProps {
  window: SamplingWindow;
  others: Question;
  registers: readonly string[];
  onChange(window: SamplingWindow | undefined): void;
}

/** When a specimen was taken, counted from an event or death. */
export function WindowFields({ window, others, registers, onChange }: WindowFieldsProps) {
  const { t } = useTranslation();
  const { words } = useRegister();
  const { after, fromDays, toDays } = window;
  const events = after === 'death' ? null : after;
  const which = events?.which ?? 'first';
  return (
    <>
      <span>{t('register:word.taken')}</span>
      <Chip name={t('register:part.window')} text={saySpan(window, words)} onRemove={() => onChange(undefined)}>
        <SpanEnd
          sided
          label={t('register:earliest')}
          days={fromDays}
          onChange={(days) => onChange({ ...window, fromDays: days })}
        />
        <SpanEnd
          sided
          label={t('register:latest')}
          days={toDays}
          onChange={(days) => onChange({ ...window, toDays: days })}
        />
      </Chip>
      <select
        className="select"
        aria-label={t('register:countedFrom')}
        value={events ? `${which} ${events.register}` : 'death'}
        onChange={(event) => {
          const [chosen, register] = event.target.value.split(' ');
          if (register === undefined) onChange({ ...window, after: 'death' });
          else {
            const kept = events?.register === register ? events : { register };
            onChange({ ...window, after: { ...kept, which: chosen === 'any' ? 'any' : 'first' } });
          }
        }}
      >
        {[...new Set([...registers, ...(events ? [events.register] : [])])].flatMap((register) =>
          (['first', 'any'] as const).map((one) => (
            <option key={`${one} ${register}`} value={`${one} ${register}`}>
              {sayEvents({ register, which: one }, words)}
            </option>
          )),
        )}
        <option value="death">{t('register:say.death')}</option>
      </select>
      {events && (
        <Chip
          name={t('register:codes')}
          text={(events.codes ?? []).map((code) => words.code(events.register, code)).join(', ')}
        >
          <CodePicker
            register={events.register}
            codes={events.codes ?? []}
            others={others}
            onChange={(codes) => onChange({ ...window, after: { ...events, codes } })}
          />
        </Chip>
      )}
    </>
  );
}

/** Days between one specimen of a series and the next. */
export function GapFields(props: {
  gap: { from: number; to: number };
  onChange(gap: { from: number; to: number } | undefined): void;
}) {
  const { gap, onChange } = props;
  const { t } = useTranslation();
  const { words } = useRegister();
  const write = (from: number, to: number) => onChange({ from, to });
  const range = saySpan({ fromDays: gap.from, toDays: gap.to }, words).replace(` ${t('register:say.after')}`, '');
  return (
    <Chip
      name={t('register:part.gapDays')}
      text={t('register:say.gap', { range })}
      onRemove={() => onChange(undefined)}
    >
      <SpanEnd
        sided={false}
        label={t('register:atLeastApart')}
        days={gap.from}
        onChange={(days) => write(days, gap.to)}
      />
      <SpanEnd
        sided={false}
        label={t('register:atMostApart')}
        days={gap.to}
        onChange={(days) => write(gap.from, days)}
      />
    </Chip>
  );
}
