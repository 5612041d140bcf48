import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Arrival, Empty } from '../components/states.tsx';
import { useText } from '../formatting/use-text.ts';
import { resourcesQuery } from './access-api.ts';
import { VerdictMark } from './case-marks.tsx';
import type { Application, Match, Request, Resource, SpecimenLine } from './model.ts';

/** Kinds of material as biobanks name them. */
const materials = [
  'serum',
  'plasma',
  'whole-blood',
  'buffy-coat',
  'dna',
  'rna',
  'urine',
  'saliva',
  'frozen-tissue',
  'ffpe-block',
  'dried-blood-spot',
];

/** How the conditions of something applied for agree with what the project states. */
export function Conditions({ match }: { match: Match }) {
  const text = useText();
  return (
    <ul className="conditions-list">
      {match.conditions.map((one) => (
        <li key={one.condition}>
          <VerdictMark verdict={one.verdict} />
          <span>
            {text(one.words)} <span className="mono muted tiny">{one.condition}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function SpecimenLines(props: {
  collections: Resource[];
  lines: SpecimenLine[];
  onChange(lines: SpecimenLine[]): void;
}) {
  const { collections, lines, onChange } = props;
  const { t } = useTranslation();
  const text = useText();
  const id = useId();
  const set = (at: number, change: Partial<SpecimenLine>) =>
    onChange(lines.map((one, i) => (i === at ? { ...one, ...change } : one)));
  return (
    <fieldset className="field">
      <legend>{t('access:specimens')}</legend>
      <datalist id={`${id}-materials`}>
        {materials.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <div key={at} className="specimen-line">
          <select
            className="select"
            aria-label={t('access:collection')}
            value={line.resource}
            onChange={(event) => set(at, { resource: event.target.value })}
          >
            {collections.map((one) => (
              <option key={one.id} value={one.id}>
                {text(one.name)}
              </option>
            ))}
          </select>
          <input
            className="input"
            aria-label={t('access:material')}
            placeholder={t('access:material')}
            list={`${id}-materials`}
            value={line.material}
            onChange={(event) => set(at, { material: event.target.value })}
          />
          <input
            className="input"
            type="number"
            min={1}
            aria-label={t('access:howMany')}
            value={line.count}
            onChange={(event) => set(at, { count: Math.max(1, Math.round(Number(event.target.value))) })}
          />
          <input
            className="input"
            type="number"
            min={0}
            aria-label={t('access:volume')}
            placeholder={t('access:volume')}
            value={line.volumeUl ?? ''}
            onChange={(event) => {
              const { volumeUl: _, ...rest } = line;
              const next = event.target.value === '' ? rest : { ...rest, volumeUl: Number(event.target.value) };
              onChange(lines.map((one, i) => (i === at ? next : one)));
            }}
          />
          <button type="button" className="btn small" onClick={() => onChange(lines.filter((_, i) => i !== at))}>
            {t('access:remove')}
          </button>
        </div>
      ))}
      <div>
        <button
          type="button"
          className="btn small"
          disabled={collections.length === 0}
          onClick={() => onChange([...lines, { resource: collections[0]!.id, material: 'serum', count: 1 }])}
        >
          {t('access:addSpecimens')}
        </button>
      </div>
      <span className="hint">{t(collections.length === 0 ? 'access:chooseCollection' : 'access:specimensHint')}</span>
    </fieldset>
  );
}

/** What is applied for: data sets, collections and registers, and how many tubes of each. */
export function RequestSection(props: {
  application: Application;
  request: Request;
  onChange(request: Request): void;
}) {
  const { application, request, onChange } = props;
  const { t } = useTranslation();
  const text = useText();
  const { data, error } = useQuery(resourcesQuery);
  const matches = new Map(application.resources.map((one) => [one.id, one.match]));
  const id = useId();
  const toggle = (one: string, on: boolean) =>
    onChange({
      ...request,
      resources: on ? [...request.resources, one] : request.resources.filter((other) => other !== one),
      specimens: on ? request.specimens : request.specimens.filter(({ resource }) => resource !== one),
    });
  const grouped = application.cohort === null && application.question === null;
  return (
    <Arrival error={error} data={data} rows={4}>
      {(all) => {
        const own = all.filter(({ demo }) => demo === application.demo);
        const collections = own.filter((one) => one.kind === 'collection' && request.resources.includes(one.id));
        if (own.length === 0) return <Empty why={t('access:nothingToApplyFor')} />;
        return (
          <div className="stack">
            <fieldset className="field">
              <legend>{t('access:resources')}</legend>
              {own.map((one) => (
                <div key={one.id}>
                  <label className="choice">
                    <input
                      type="checkbox"
                      checked={request.resources.includes(one.id)}
                      onChange={(event) => toggle(one.id, event.target.checked)}
                    />
                    <span>
                      {text(one.name)}{' '}
                      <span className="muted small">
                        {t(`access:resourceKind.${one.kind}`)} · {one.bodyName}
                      </span>
                    </span>
                  </label>
                  {request.resources.includes(one.id) && matches.has(one.id) && (
                    <Conditions match={matches.get(one.id)!} />
                  )}
                </div>
              ))}
            </fieldset>
            <SpecimenLines
              collections={collections}
              lines={request.specimens}
              onChange={(specimens) => onChange({ ...request, specimens })}
            />
            {grouped && (
              <div className="field">
                <label htmlFor={id}>{t('access:howManyPeople')}</label>
                <input
                  id={id}
                  className="input"
                  style={{ maxWidth: 160 }}
                  type="number"
                  min={0}
                  value={request.persons ?? ''}
                  onChange={(event) => {
                    const { persons: _, ...rest } = request;
                    onChange(event.target.value === '' ? rest : { ...rest, persons: Number(event.target.value) });
                  }}
                />
                <span className="hint">{t('access:howManyPeopleHint')}</span>
              </div>
            )}
          </div>
        );
      }}
    </Arrival>
  );
}
