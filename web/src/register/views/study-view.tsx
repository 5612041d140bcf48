import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, getJson } from '../../api/client.ts';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { PowerCurves } from '../charts/power-curves.tsx';
import { fieldsIn } from '../model.ts';
import { powerQuery } from '../queries.ts';
import { NumberBox } from '../range-boxes.tsx';
import { useRegister } from '../register-context.ts';
import type { Matching } from './controls-view.tsx';

const exposures = [0.3, 0.1, 0.03] as const;
const ratios = Array.from({ length: 61 }, (_, n) => Number((1 + n * 0.05).toFixed(2)));
/** What is multiplied to: 5 × 10⁻⁸ for a whole genome, 0.05 for one question. */
const alphas = [0.05, 5e-8] as const;

interface Assumptions {
  cases: number | undefined;
  allele: boolean;
  alpha: number;
  power: number;
  perTube: number;
  perSample: number;
  fixed: number;
  picksPerWeek: number;
}
const usual: Assumptions = {
  ...{ cases: undefined, allele: true, alpha: 5e-8, power: 0.8 },
  ...{ perTube: 60, perSample: 900, fixed: 15_000, picksPerWeek: 2000 },
};

/** What a study of these people could see, what it would cost, and what a permit would take. */
export function StudyView({ matching }: { matching: Matching }) {
  const { t } = useTranslation();
  const { funnel } = useRegister();
  const [given, setGiven] = useState(usual);
  const found = funnel?.steps.at(-1)?.left.persons ?? funnel?.everybody.persons ?? null;
  const cases = given.cases ?? found ?? 0;
  if (funnel && cases === 0) {
    return (
      <Panel title={t('register:power.title')}>
        <Empty why={t('register:power.none')} />
      </Panel>
    );
  }
  return (
    <div className="stack">
      <div className="cols two-up">
        <PowerPanel {...{ given, cases, perCase: matching.perCase }} />
        <CostPanel {...{ given, cases, perCase: matching.perCase, onGiven: setGiven }} />
      </div>
      <PermitPanel />
    </div>
  );
}

interface StudyProps {
  given: Assumptions;
  cases: number;
  perCase: number;
}

function PowerPanel({ given, cases, perCase }: StudyProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { allele, alpha, power } = given;
  const study = { cases, controls: cases * perCase, allele, alpha, power };
  const answers = useQueries({
    queries: exposures.map((exposure) => ({
      ...powerQuery({ ...study, exposure, oddsRatios: ratios.slice(1) }),
      enabled: cases > 0,
    })),
  });
  const error = answers.find((one) => one.error)?.error;
  if (error) return <ProblemView error={error} />;
  const curves = exposures.flatMap((exposure, at) => {
    const powers = answers[at]?.data?.powers;
    if (!powers) return [];
    return [{ exposure, detectable: answers[at]?.data?.detectableOddsRatio ?? null, powers }];
  });
  const largest = Math.max(1.4, ...curves.map(({ detectable }) => (detectable ?? 4) * 1.25));
  const rows = curves.map(({ exposure, detectable, powers }) => ({ exposure, detectable, at: powers }));
  const ratioAt = (wanted: number) => ratios.slice(1).indexOf(wanted);
  const seen = [1.2, 1.5, 2].filter((one) => ratioAt(one) >= 0);
  return (
    <PicturePanel
      title={t('register:power.title')}
      note={t('register:power.note', { cases: format.int(cases), controls: format.int(cases * perCase) })}
      foot={t('register:power.foot')}
      name="register-power"
      columns={[
        {
          key: 'exposure',
          head: t(allele ? 'register:power.allele' : 'register:power.exposed'),
          num: true,
          value: (row) => row.exposure,
          cell: (row) => format.percent(row.exposure),
        },
        {
          key: 'detectable',
          head: t('register:power.detectable', { power: format.percent(power) }),
          num: true,
          value: (row) => row.detectable,
          cell: (row) => (row.detectable === null ? '–' : format.fixed(row.detectable, 2)),
        },
        ...seen.map((ratio) => ({
          key: `${ratio}`,
          head: t('register:power.at', { ratio: format.decimal(ratio, 1) }),
          num: true,
          value: (row: (typeof rows)[number]) => row.at[ratioAt(ratio)],
          cell: (row: (typeof rows)[number]) => format.percent(row.at[ratioAt(ratio)] ?? 0),
        })),
      ]}
      rows={rows}
      rowKey={(row) => `${row.exposure}`}
      draw={(width) => (
        <PowerCurves
          width={width}
          wanted={power}
          curves={curves.map(({ exposure, powers }, at) => ({
            name: format.percent(exposure),
            tone: at + 1,
            points: [
              { ratio: 1, power: alpha },
              ...powers.map((one, n) => ({ ratio: ratios[n + 1]!, power: one })),
            ].filter(({ ratio }) => ratio <= largest),
          }))}
          label={t('register:power.title')}
          axis={t('register:power.axis')}
          percent={(share) => format.percent(share, 0)}
          ratio={(value) => format.fixed(value, 1)}
        />
      )}
    />
  );
}

function CostPanel({ given, cases, perCase, onGiven }: StudyProps & { onGiven(given: Assumptions): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { allele, alpha, power, cases: written, ...cost } = given;
  const { data } = useQuery({
    ...powerQuery({ cases, controls: cases * perCase, exposure: 0.1, allele, alpha, power, cost }),
    enabled: cases > 0,
  });
  const box = (part: keyof typeof cost, least = 0) => (
    <span className="inline-field">
      <span>{t(`register:cost.${part}`)}</span>
      <NumberBox
        label={t(`register:cost.${part}`)}
        value={given[part]}
        least={least}
        most={10_000_000}
        onChange={(next) => next !== undefined && onGiven({ ...given, [part]: next })}
      />
    </span>
  );
  const facts = data?.cost;
  return (
    <Panel title={t('register:cost.title')} note={t('register:cost.note')} padded foot={t('register:cost.foot')}>
      {facts && (
        <dl className="facts" aria-live="polite">
          {(['tubes', 'plates', 'weeks', 'cost'] as const).map((part) => (
            <div key={part}>
              <dt>{t(`register:cost.is.${part}`)}</dt>
              <dd>{format.int(facts[part])}</dd>
            </div>
          ))}
        </dl>
      )}
      <details className="facet-box">
        <summary>{t('register:cost.assumptions')}</summary>
        <div className="match-rule">
          <span className="inline-field">
            <span>{t('register:cost.cases')}</span>
            <NumberBox
              label={t('register:cost.cases')}
              value={written ?? cases}
              least={1}
              most={10_000_000}
              onChange={(next) => onGiven({ ...given, cases: next })}
            />
          </span>
          {box('perTube')}
          {box('perSample')}
          {box('fixed')}
          {box('picksPerWeek', 1)}
          <label className="inline-field">
            <span>{t('register:power.alpha')}</span>
            <select
              className="select"
              value={alpha}
              onChange={(event) => onGiven({ ...given, alpha: Number(event.target.value) })}
            >
              {alphas.map((one) => (
                <option key={one} value={one}>
                  {t(one === 0.05 ? 'register:power.alphaOne' : 'register:power.alphaGenome')}
                </option>
              ))}
            </select>
          </label>
          <label className="choice">
            <input
              type="checkbox"
              checked={allele}
              onChange={(event) => onGiven({ ...given, allele: event.target.checked })}
            />
            {t('register:power.countAlleles')}
          </label>
        </div>
      </details>
    </Panel>
  );
}

interface StepDays {
  kind: string;
  state: string;
  median: number | null;
}
const stepsQuery = {
  queryKey: ['access', 'steps'],
  queryFn: () => getJson<{ items: StepDays[] }>(apiPath('/access/steps', { days: 730 })),
  staleTime: 300_000,
  retry: false,
} as const;

function PermitPanel() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { asked, facets, catalogue } = useRegister();
  const language = i18n.language === 'da' ? 'da' : 'en';
  const { data: steps } = useQuery(stepsQuery);
  const biobanks = (facets?.facets['biobank'] ?? []).map(({ value }) => value).filter(Boolean);
  const fields = fieldsIn(asked.conditions);
  const registers = [
    ...new Set(
      fields.flatMap((one) => {
        if (one.field === 'event') return [one.register];
        return one.field === 'specimen' && one.window && one.window.after !== 'death'
          ? [one.window.after.register]
          : [];
      }),
    ),
  ];
  const inWorld = catalogue.filter(({ demo }) => demo === (asked.data === 'synthetic'));
  const permits = [
    ...new Set(
      inWorld
        .filter(({ owner, registers: own }) => biobanks.includes(owner) || own.some((one) => registers.includes(one)))
        .flatMap(({ permit }) => (permit ? [permit[language]] : [])),
    ),
  ];
  const nameOf = (register: string) =>
    inWorld.find((one) => one.registers.includes(register))?.title[language] ?? register;
  const measured = (steps?.items ?? []).filter(({ kind, state }) => kind === 'application' && state !== 'draft');
  const days = measured.reduce((sum, { median }) => sum + (median ?? 0), 0);
  return (
    <Panel title={t('register:permit.title')} padded foot={t('register:permit.foot')}>
      <dl className="dl">
        <dt>{t('register:permit.custodians')}</dt>
        <dd>
          {biobanks.length === 0
            ? t('register:permit.none')
            : t('register:permit.asked', {
                count: biobanks.length,
                number: format.int(biobanks.length),
                names: biobanks.join(', '),
              })}
        </dd>
        <dt>{t('register:permit.registers')}</dt>
        <dd>{registers.length === 0 ? t('register:permit.noRegisters') : registers.map(nameOf).join(', ')}</dd>
        <dt>{t('register:permit.needs')}</dt>
        <dd>{permits.length === 0 ? t('register:permit.notSaid') : permits.join(' ')}</dd>
        {days > 0 && (
          <>
            <dt>{t('register:permit.days')}</dt>
            <dd>{t('register:permit.daysSaid', { count: Math.round(days), number: format.int(days) })}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
