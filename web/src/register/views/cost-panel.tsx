import { useTranslation } from 'react-i18next';
import { EstimateAnswer } from '../../catalogue/estimate-answer.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { NumberBox } from '../range-boxes.tsx';
import { useRegister } from '../register-context.ts';
import { ShownNumber } from '../shown.tsx';
import { type Held, type Study, useEstimate, useHeld } from '../study.ts';

const payers = ['public', 'company'] as const;
const mappings = ['none', 'targeted', 'extensive'] as const;
/** Tubes a plate holds. */
const wells = 96;

/** What an application for these specimens would cost and how long it would take: the estimate that applications themselves give. */
export function CostPanel(props: { study: Study; people: number | null; onStudy(study: Study): void }) {
  const { study, people, onStudy } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const { asked } = useRegister();
  const held = useHeld(asked);
  const estimate = useEstimate(study, held, people);
  const chosen = held.filter(({ collection, resource }) => resource !== undefined && !study.left.includes(collection));
  const tubes = chosen.reduce((sum, { persons }) => sum + (persons ?? 0) * study.tubesEach, 0);
  return (
    <Panel
      title={t('register:cost.title')}
      note={t('register:cost.note')}
      foot={t('guidance:estimate.foot')}
      tools={
        <span className="note">
          {t('register:cost.tubes', { number: format.int(tubes), plates: format.int(Math.ceil(tubes / wells)) })}
        </span>
      }
    >
      <div className="cost-asked">
        <CollectionChoice held={held} left={study.left} onLeft={(left) => onStudy({ ...study, left })} />
        <Terms {...{ study, onStudy }} />
      </div>
      {estimate ? <EstimateAnswer estimate={estimate} /> : <p className="body soft">{t('register:cost.none')}</p>}
    </Panel>
  );
}

function CollectionChoice(props: {
  held: readonly Held[];
  left: readonly string[];
  onLeft(left: readonly string[]): void;
}) {
  const { held, left, onLeft } = props;
  const { t } = useTranslation();
  const { words } = useRegister();
  return (
    <fieldset className="choice-list">
      <legend className="strong">{t('register:cost.collections')}</legend>
      {held.map(({ collection, name, resource, type, ...cell }) => (
        <label key={collection}>
          <input
            type="checkbox"
            disabled={resource === undefined}
            checked={resource !== undefined && !left.includes(collection)}
            onChange={() =>
              onLeft(left.includes(collection) ? left.filter((one) => one !== collection) : [...left, collection])
            }
          />
          <span className="breakable">
            {name} <span className="muted">{words.value('type', type)}</span>
            {resource === undefined && <span className="muted"> – {t('register:cost.notOffered')}</span>}
          </span>
          <span className="num">
            <ShownNumber shown={cell} quiet />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Terms({ study, onStudy }: { study: Study; onStudy(study: Study): void }) {
  const { t } = useTranslation();
  const number = (part: 'tubesEach' | 'months', most: number) => (
    <span className="inline-field">
      <span>{t(`register:cost.${part}`)}</span>
      <NumberBox
        label={t(`register:cost.${part}`)}
        value={study[part]}
        least={1}
        most={most}
        onChange={(next) => next !== undefined && onStudy({ ...study, [part]: next })}
      />
    </span>
  );
  const choice = <Value extends string>(
    part: 'payer' | 'mapping',
    values: readonly Value[],
    label: (value: Value) => string,
  ) => (
    <label className="inline-field">
      <span>{t(`register:cost.${part}`)}</span>
      <select
        className="select"
        value={study[part]}
        onChange={(event) => onStudy({ ...study, [part]: event.target.value })}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {label(value)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className="stack">
      {number('tubesEach', 20)}
      {number('months', 120)}
      {choice('payer', payers, (value) => t(`guidance:estimate.${value}`))}
      {choice('mapping', mappings, (value) => t(`register:cost.mappingOf.${value}`))}
    </div>
  );
}
