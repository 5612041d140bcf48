import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import type { FacetValue } from './answers.ts';
import { ageBands, type Band, covers, toggleBand, volumeBands } from './bands.ts';
import { ChoiceList } from './choice-list.tsx';
import {
  chosenValues,
  specimenOf,
  toggleValue,
  type WordField,
  type WordPart,
  withSpecimen,
  type YearsCondition,
  type YesNoCondition,
} from './model.ts';
import { useRegister } from './register-context.ts';

/** Facets of words, in the order they stand; the first are open. */
const wordFacets: readonly (WordField | WordPart)[] = [
  'type',
  'biobank',
  'temperature',
  'sex',
  'region',
  'collection',
  'state',
  'sprec',
  'consent',
  'municipality',
];
const open: readonly string[] = ['type', 'biobank', 'temperature', 'volumeBand', 'sex', 'ageAtSampling'];
/** All facets that the page asks to be counted. */
export const countedFacets = [
  ...wordFacets,
  ...['volumeBand', 'thaws', 'ageAtSampling', 'birthDecade', 'year', 'genome', 'living'],
] as const;

/** Values of facets with how many people each would leave; a click narrows the question. */
export function FacetsBox() {
  const { t } = useTranslation();
  const { facets, counting } = useRegister();
  const [shown, setShown] = useState(false);
  const number = wordFacets.filter((name) => (facets?.facets[name] ?? []).length > 0).length + 6;
  return (
    <aside className="panel facets-box" data-shown={shown || undefined} aria-label={t('register:narrow')}>
      <header>
        <h2>{t('register:narrow')}</h2>
        <span className="note">{t('register:countsArePeople')}</span>
        <button type="button" className="btn small only-small" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t('register:facets', { count: number })} <Icon name={shown ? 'up' : 'down'} />
        </button>
      </header>
      <div className="facet-boxes" aria-busy={facets === undefined || counting}>
        <Words name="type" />
        <Words name="biobank" />
        <Words name="temperature" />
        <MeasureBands name="volumeBand" bands={volumeBands} part="volumeUl" />
        <Words name="sex" />
        <MeasureBands name="ageAtSampling" bands={ageBands} part="ageAtSampling" />
        <BirthDecades />
        <YesNo name="genome" />
        <YesNo name="living" />
        {wordFacets.slice(4).map((name) => (
          <Words key={name} name={name} />
        ))}
        <Thaws />
      </div>
    </aside>
  );
}

function Box({ name, label, children }: { name: string; label: string; children: React.ReactNode }) {
  return (
    <details className="facet-box" open={open.includes(name)}>
      <summary>{label}</summary>
      {children}
    </details>
  );
}

function useFacetName(): (name: string) => string {
  const { t } = useTranslation();
  return (name) => t(`register:facet.${name}`);
}

function Words({ name }: { name: WordField | WordPart }) {
  const { question, write, words, facets } = useRegister();
  const label = useFacetName()(name);
  const cells = facets?.facets[name];
  const chosen = chosenValues(question, name);
  if (cells && cells.length === 0 && chosen.length === 0) return null;
  const values = [...new Set([...(cells ?? []).map(({ value }) => value), ...chosen])].filter(Boolean);
  return (
    <Box name={name} label={label}>
      {cells === undefined ? (
        <span className="bone" style={{ height: 20, width: '80%' }} />
      ) : (
        <ChoiceList
          label={label}
          choices={values.map((value) => ({
            value,
            word: words.value(name, value),
            cell: cells.find((one) => one.value === value),
            chosen: chosen.includes(value),
          }))}
          onToggle={(value) => write(toggleValue(question, name, value))}
        />
      )}
    </Box>
  );
}

function Bands(props: {
  name: string;
  bands: readonly { band: Band; cell: FacetValue }[];
  range: { from?: number; to?: number } | undefined;
  onRange(range: { from?: number; to?: number } | undefined): void;
}) {
  const { name, bands, range, onRange } = props;
  const { words } = useRegister();
  const label = useFacetName()(name);
  if (bands.length === 0) return null;
  return (
    <Box name={name} label={label}>
      <ChoiceList
        label={label}
        choices={bands.map(({ band, cell }) => ({
          value: cell.value,
          word: words.value(name, cell.value),
          cell,
          chosen: covers(range, band),
        }))}
        onToggle={(value) => {
          const clicked = bands.find(({ cell }) => cell.value === value);
          if (clicked) onRange(toggleBand(range, clicked.band));
        }}
      />
    </Box>
  );
}

/** A measure of specimens in bands that the register counts by where they begin. */
function MeasureBands(props: { name: string; bands: readonly Band[]; part: 'volumeUl' | 'ageAtSampling' }) {
  const { name, part } = props;
  const { question, write, facets } = useRegister();
  const bands = (facets?.facets[name] ?? []).flatMap((cell) => {
    const band = props.bands.find(({ from }) => `${from}` === cell.value);
    return band ? [{ band, cell }] : [];
  });
  return (
    <Bands
      name={name}
      bands={bands}
      range={specimenOf(question)?.[part]}
      onRange={(range) => write(withSpecimen(question, { [part]: range }))}
    />
  );
}

function Thaws() {
  const { question, write, facets } = useRegister();
  const bands = (facets?.facets['thaws'] ?? []).map((cell) => {
    const from = Number(cell.value);
    return { band: { from, to: from }, cell };
  });
  return (
    <Bands
      name="thaws"
      bands={bands}
      range={specimenOf(question)?.thaws}
      onRange={(thaws) => write(withSpecimen(question, { thaws }))}
    />
  );
}

function BirthDecades() {
  const { question, write, facets } = useRegister();
  const bands = (facets?.facets['birthDecade'] ?? [])
    .filter(({ value }) => value !== '')
    .map((cell) => ({ band: { from: Number(cell.value), to: Number(cell.value) + 9 }, cell }));
  const known = question.conditions.find((one): one is YearsCondition => 'field' in one && one.field === 'birthYear');
  return (
    <Bands
      name="birthDecade"
      bands={bands}
      range={known}
      onRange={(range) => {
        const rest = question.conditions.filter((one) => one !== known);
        if (!range) write({ ...question, conditions: rest });
        else {
          const next: YearsCondition = { field: 'birthYear', ...range };
          const conditions = known ? question.conditions.map((one) => (one === known ? next : one)) : [...rest, next];
          write({ ...question, conditions });
        }
      }}
    />
  );
}

/** Yes or no of a person; a press asks for one of the two, and a second takes it back. */
function YesNo({ name }: { name: 'genome' | 'living' }) {
  const { question, write, facets } = useRegister();
  const { t } = useTranslation();
  const label = useFacetName()(name);
  const { conditions } = question;
  const known = conditions.find((one): one is YesNoCondition => 'field' in one && one.field === name);
  const cells = facets?.facets[name];
  if (!cells) return null;
  const ask = (is: boolean) => {
    const rest = conditions.filter((one) => one !== known);
    write({ ...question, conditions: known?.is === is ? rest : [...rest, { field: name, is }] });
  };
  return (
    <Box name={name} label={label}>
      <ChoiceList
        label={label}
        choices={[true, false].map((is) => ({
          value: `${is}`,
          word: t(`register:say.${name}.${is ? 'yes' : 'no'}`),
          cell: cells.find(({ value }) => value === `${is}`),
          chosen: known?.is === is,
        }))}
        onToggle={(value) => ask(value === 'true')}
      />
    </Box>
  );
}
