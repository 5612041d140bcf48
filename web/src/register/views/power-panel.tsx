import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { PowerCurves } from '../charts/power-curves.tsx';
import { NumberBox } from '../range-boxes.tsx';
import { ratios, type Study, usePower, useSize } from '../study.ts';
import type { Matching } from './controls-view.tsx';

/** What is multiplied to: 5 × 10⁻⁸ for a whole genome, 0.05 for one question. */
const alphas = [0.05, 5e-8] as const;
/** The odds ratios that the table tells the power of. */
const told = [1.2, 1.5, 2] as const;

interface PowerPanelProps {
  study: Study;
  matching: Matching;
  onStudy(study: Study): void;
}

/** The power of a study by odds ratio, and what it is reckoned from. */
export function PowerPanel({ study, matching, onStudy }: PowerPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { cases, controls } = useSize(study, matching);
  const { allele, alpha, power } = study;
  const rows = usePower(study, matching).flatMap(({ exposure, data }) =>
    data?.powers ? [{ exposure, detectable: data.detectableOddsRatio, powers: data.powers }] : [],
  );
  const largest = Math.max(1.4, ...rows.map(({ detectable }) => (detectable ?? 4) * 1.25));
  type Row = (typeof rows)[number];
  const at = (row: Row, ratio: number) => row.powers[ratios.indexOf(ratio)] ?? 0;
  return (
    <PicturePanel<Row>
      title={t('register:power.title')}
      note={t('register:power.note', { cases: format.int(cases ?? 0), controls: format.int(controls) })}
      foot={
        <>
          {t('register:power.foot')} <Assumptions {...{ study, cases, onStudy }} />
        </>
      }
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
        ...told.map((ratio) => ({
          key: `${ratio}`,
          head: t('register:power.at', { ratio: format.decimal(ratio, 1) }),
          num: true,
          value: (row: Row) => at(row, ratio),
          cell: (row: Row) => format.percent(at(row, ratio)),
        })),
      ]}
      rows={rows}
      rowKey={(row) => `${row.exposure}`}
      draw={(width) => (
        <PowerCurves
          width={width}
          wanted={power}
          curves={rows.map(({ exposure, powers }, n) => ({
            name: format.percent(exposure),
            tone: n + 1,
            points: [{ ratio: 1, power: alpha }, ...powers.map((one, i) => ({ ratio: ratios[i]!, power: one }))].filter(
              ({ ratio }) => ratio <= largest,
            ),
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

function Assumptions(props: { study: Study; cases: number | null; onStudy(study: Study): void }) {
  const { study, cases, onStudy } = props;
  const { t } = useTranslation();
  return (
    <details className="facet-box assumptions">
      <summary>{t('register:power.assumptions')}</summary>
      <span className="match-rule">
        <span className="inline-field">
          <span>{t('register:power.cases')}</span>
          <NumberBox
            label={t('register:power.cases')}
            value={study.cases ?? cases ?? undefined}
            least={1}
            most={10_000_000}
            onChange={(next) => onStudy({ ...study, cases: next })}
          />
        </span>
        <label className="inline-field">
          <span>{t('register:power.alpha')}</span>
          <select
            className="select"
            value={study.alpha}
            onChange={(event) => onStudy({ ...study, alpha: Number(event.target.value) })}
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
            checked={study.allele}
            onChange={(event) => onStudy({ ...study, allele: event.target.checked })}
          />
          {t('register:power.countAlleles')}
        </label>
      </span>
    </details>
  );
}
