import { useTranslation } from 'react-i18next';
import type { Kinship, Report } from '../../api/answers.ts';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { Scatter } from '../../charts/scatter.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { kinUnexpected } from './expected-kin.ts';
import { genomeName } from './quality-panels.tsx';

const tones: Record<string, string> = {
  'same-genome': '2',
  'parent-child': '1',
  'full-siblings': '3',
  'second-degree': '4',
};

/** Share of the compared sites at which a pair has no allele in common. */
function ibs0Share(pair: Kinship): number | null {
  if (pair.ibs0 === null) return null;
  return pair.sites ? pair.ibs0 / pair.sites : pair.ibs0;
}

/** Share of sites with no allele in common against kinship; pairs that differ from the registered family are named. */
export function RelatednessPanel({ report, name }: { report: Report; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = new Map(report.genomes.map((genome) => [genome.id ?? '', genomeName(genome)]));
  const pairName = (pair: Kinship) =>
    `${pair.sampleA ?? names.get(pair.a) ?? pair.a} – ${pair.sampleB ?? names.get(pair.b) ?? pair.b}`;
  const relation = (word: string | null) => (word ? t(`words:relation.${word}`, { defaultValue: word }) : '–');
  const found = (pair: Kinship) =>
    pair.among === undefined
      ? relation(pair.relation)
      : t('submission:kinUncertain', {
          among: pair.among.map((word) => relation(word)).join(', '),
          why: t(`submission:kinWhy.${pair.reason ?? 'between'}`, { sites: format.int(pair.sites ?? 0) }),
        });
  if (report.relatedness.length === 0) {
    return (
      <Panel title={t('submission:relatedness')}>
        <Empty why={t('submission:noRelatives')} />
      </Panel>
    );
  }
  const columns: Column<Kinship>[] = [
    { key: 'pair', head: t('submission:pair'), value: pairName },
    {
      key: 'kinship',
      head: t('submission:kinship'),
      num: true,
      value: (pair) => pair.kinship,
      cell: (pair) => format.decimal(pair.kinship, 3),
    },
    {
      key: 'ibs0',
      head: 'IBS0',
      num: true,
      value: ibs0Share,
      cell: (pair) => (pair.ibs0 === null ? '–' : format.percent(ibs0Share(pair) ?? 0, 2)),
    },
    {
      key: 'relation',
      head: t('submission:relationFound'),
      value: found,
      cell: (pair) => <span className={kinUnexpected(pair) ? 'fail strong' : ''}>{found(pair)}</span>,
    },
    { key: 'expected', head: t('submission:relationExpected'), value: (pair) => relation(pair.expected) },
  ];
  const strange = report.relatedness.filter(kinUnexpected).length;
  const note = t('submission:pairsNote', {
    count: strange,
    number: format.int(strange),
    total: format.int(report.relatedness.length),
  });
  return (
    <PicturePanel
      title={t('submission:relatedness')}
      note={note}
      name={`${name}-relatedness`}
      columns={columns}
      rows={report.relatedness}
      rowKey={(pair) => `${pair.a}-${pair.b}`}
      foot={t('submission:kinFoot')}
      draw={(width) => (
        <Scatter
          width={width}
          points={report.relatedness.map((pair) => ({
            key: `${pair.a}-${pair.b}`,
            name: pairName(pair),
            x: ibs0Share(pair) ?? 0,
            y: pair.kinship,
            tone: tones[pair.relation] ?? '5',
            stray: kinUnexpected(pair),
            tip: `${pairName(pair)}: ${found(pair)}, ${format.decimal(pair.kinship, 3)}`,
          }))}
          marks={[
            { name: relation('same-genome'), x: 0, y: 0.5 },
            { name: relation('parent-child'), x: 0, y: 0.25 },
          ]}
          xLabel={t('submission:ibs0')}
          yLabel={t('submission:kinship')}
          label={`${t('submission:relatedness')}. ${note}`}
          writeX={(value) => format.percent(value, 2)}
          write={(value) => format.decimal(value, 3)}
        />
      )}
    />
  );
}
