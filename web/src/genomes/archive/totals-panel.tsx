import { useTranslation } from 'react-i18next';
import type { Report } from '../../api/answers.ts';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';

const shown = ['records', 'alleles', 'snvs', 'indels', 'structural', 'multiallelic', 'tiTv'] as const;

/** What the files held, in numbers. */
export function TotalsPanel({ report }: { report: Report }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = shown.filter((key) => typeof report.totals[key] === 'number');
  return (
    <Panel
      title={t('submission:contents')}
      note={t(`submission:verdict.${report.verdict}`, {
        count: report.genomes.length,
        number: format.int(report.genomes.length),
      })}
      padded
    >
      <dl className="facts">
        {facts.map((key) => (
          <div key={key}>
            <dt>{t(`submission:total.${key}`)}</dt>
            <dd>{key === 'tiTv' ? format.decimal(report.totals[key] ?? 0, 2) : format.int(report.totals[key] ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
