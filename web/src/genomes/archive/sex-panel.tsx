import { useTranslation } from 'react-i18next';
import type { GenomeQuality, Report } from '../../api/answers.ts';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { Scatter } from '../../charts/scatter.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { genomeName } from './quality-panels.tsx';

/** True when the genotypes say another sex than the one registered. */
export function sexDiffers(genome: GenomeQuality): boolean {
  const known = (sex: string | null) => sex === 'female' || sex === 'male';
  return known(genome.sexDeclared) && known(genome.sexInferred) && genome.sexDeclared !== genome.sexInferred;
}

/** Heterozygous share on X against calls on Y; a genome that does not look as registered is named. */
export function SexPanel({ report, name }: { report: Report; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const genomes = report.genomes.filter((genome) => genome.xHetRate !== null && genome.yCalls !== null);
  const sexWord = (sex: string | null) => t(`words:sex.${sex ?? 'unknown'}`, { defaultValue: sex ?? '' });
  const columns: Column<GenomeQuality>[] = [
    { key: 'sample', head: t('words:sample'), value: genomeName },
    { key: 'declared', head: t('submission:sexDeclared'), value: (genome) => sexWord(genome.sexDeclared) },
    {
      key: 'inferred',
      head: t('submission:sexInferred'),
      value: (genome) => sexWord(genome.sexInferred),
      cell: (genome) => <span className={sexDiffers(genome) ? 'fail strong' : ''}>{sexWord(genome.sexInferred)}</span>,
    },
    {
      key: 'xHetRate',
      head: t('submission:xHetRate'),
      num: true,
      value: (genome) => genome.xHetRate,
      cell: (genome) => (genome.xHetRate === null ? '–' : format.percent(genome.xHetRate, 1)),
    },
    {
      key: 'yCalls',
      head: t('submission:yCalls'),
      num: true,
      value: (genome) => genome.yCalls,
      cell: (genome) => (genome.yCalls === null ? '–' : format.int(genome.yCalls)),
    },
  ];
  const wrong = report.genomes.filter(sexDiffers).length;
  const note = t('submission:asRegistered', {
    right: format.int(report.genomes.length - wrong),
    total: format.int(report.genomes.length),
  });
  if (genomes.length === 0) {
    return (
      <Panel title={t('submission:sexCheck')}>
        <Empty why={t('submission:noSexCheck')} />
      </Panel>
    );
  }
  return (
    <PicturePanel
      title={t('submission:sexCheck')}
      note={note}
      name={`${name}-sex`}
      columns={columns}
      rows={report.genomes}
      rowKey={(genome) => genome.id ?? genomeName(genome)}
      draw={(width) => (
        <Scatter
          width={width}
          points={genomes.map((genome) => ({
            key: genome.id ?? genomeName(genome),
            name: genomeName(genome),
            x: genome.xHetRate ?? 0,
            y: genome.yCalls ?? 0,
            tone: genome.sexDeclared === 'female' || genome.sexDeclared === 'male' ? genome.sexDeclared : 'unknown',
            stray: sexDiffers(genome),
            tip: `${genomeName(genome)}: ${sexWord(genome.sexDeclared)}, X ${format.decimal(genome.xHetRate ?? 0, 3)}, Y ${format.int(genome.yCalls ?? 0)}`,
          }))}
          writeX={(value) => format.percent(value, 0)}
          xLabel={t('submission:xHetRate')}
          yLabel={t('submission:yCalls')}
          label={`${t('submission:sexCheck')}. ${note}`}
          write={(value) => format.int(value)}
        />
      )}
      foot={
        <span className="legend">
          <span>
            <svg width="10" height="10" aria-hidden="true">
              <circle cx="5" cy="5" r="4" className="f-female" />
            </svg>
            {t('submission:registeredAs', { sex: t('words:sex.female') })}
          </span>
          <span>
            <svg width="10" height="10" aria-hidden="true">
              <circle cx="5" cy="5" r="4" className="f-male" />
            </svg>
            {t('submission:registeredAs', { sex: t('words:sex.male') })}
          </span>
          <span>
            <svg width="12" height="10" aria-hidden="true">
              <path d="M6 0l6 10H0z" className="f-fail" />
            </svg>
            {t('submission:looksDifferent')}
          </span>
        </span>
      }
    />
  );
}
