import { useTranslation } from 'react-i18next';
import type { GenomeQuality, Report } from '../../api/answers.ts';
import { DotHistogram } from '../../charts/dot-histogram.tsx';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty } from '../../components/states.tsx';
import { type Format, useFormat } from '../../formatting/use-format.ts';
import { RelatednessPanel } from './relatedness-panel.tsx';
import { SexPanel } from './sex-panel.tsx';

type Measure = 'tiTv' | 'hetHom' | 'missingRate' | 'snvs' | 'indels';
const measures: Measure[] = ['tiTv', 'hetHom', 'missingRate', 'snvs', 'indels'];

/** The name by which a genome is called on screen: its sample, else its id. */
export function genomeName(genome: GenomeQuality): string {
  return genome.sample ?? genome.id ?? '';
}

/** The usual range of a measure in the dataset, when the report carries one. */
export function bandOf(report: Report, measure: string): { low: number; high: number } | undefined {
  const spread = report.distribution?.[measure];
  if (!spread || typeof spread.low !== 'number' || typeof spread.high !== 'number') return undefined;
  // No measure can be negative; the median less some deviations may be.
  const low = Math.max(0, spread.low);
  return spread.high > low ? { low, high: spread.high } : undefined;
}

function writer(measure: Measure, format: Format): (value: number) => string {
  if (measure === 'missingRate') return (value) => format.percent(value, 2);
  if (measure === 'snvs' || measure === 'indels') return (value) => format.int(value);
  return (value) => format.fixed(value, 2);
}

function MeasurePanel({ report, measure, name }: { report: Report; measure: Measure; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const write = writer(measure, format);
  const genomes = report.genomes.filter((genome) => typeof genome[measure] === 'number');
  const band = bandOf(report, measure);
  const inside = band
    ? genomes.filter((genome) => (genome[measure] ?? 0) >= band.low && (genome[measure] ?? 0) <= band.high).length
    : null;
  const title = t(`submission:measure.${measure}`);
  const note =
    inside === null
      ? t('submission:noBand')
      : t('submission:insideOf', { inside: format.int(inside), total: format.int(genomes.length) });
  const columns: Column<GenomeQuality>[] = [
    { key: 'sample', head: t('words:sample'), value: genomeName },
    {
      key: measure,
      head: title,
      num: true,
      value: (genome) => genome[measure],
      cell: (genome) => write(genome[measure] ?? 0),
    },
  ];
  return (
    <PicturePanel
      title={title}
      note={note}
      name={`${name}-${measure}`}
      columns={columns}
      rows={genomes}
      rowKey={(genome) => genome.id ?? genomeName(genome)}
      draw={(width) => (
        <DotHistogram
          width={width}
          dots={genomes.map((genome) => ({
            key: genome.id ?? genomeName(genome),
            name: genomeName(genome),
            value: genome[measure] ?? 0,
          }))}
          band={band}
          bandLabel={band ? t('submission:usual', { low: write(band.low), high: write(band.high) }) : ''}
          label={`${title}. ${note}`}
          write={write}
        />
      )}
    />
  );
}

/** Quality of the genomes: four measures, the sex check and the relatedness, each as a picture and a table. */
export function QualityPanels({ report, name }: { report: Report; name: string }) {
  const { t } = useTranslation();
  if (report.genomes.length === 0) {
    return (
      <Panel title={t('submission:quality')}>
        <Empty why={t('submission:noQuality')} />
      </Panel>
    );
  }
  const drawn = measures.filter((measure) => report.genomes.some((genome) => typeof genome[measure] === 'number'));
  return (
    <div className="cols two-up">
      {drawn.map((measure) => (
        <MeasurePanel key={measure} report={report} measure={measure} name={name} />
      ))}
      <SexPanel report={report} name={name} />
      <RelatednessPanel report={report} name={name} />
    </div>
  );
}
