import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GrowthRow, Overview } from '../api/answers.ts';
import { PicturePanel } from '../charts/picture-panel.tsx';
import { LayerLegend, namedFrom, StackedBars } from '../charts/stacked-bars.tsx';
import type { Column } from '../components/data-table.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { growthOf } from './growth.ts';

interface MonthRow {
  month: string;
  values: number[];
  added: number;
}

/** Genomes held at the end of each month, stacked by dataset or source. */
export function GrowthPanel({ growth, totals }: { growth: GrowthRow[]; totals: Overview['totals'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { by } = useSearch({ strict: false });
  const held = useMemo(
    () =>
      growthOf(
        growth.filter((row) => totals.demo === undefined || row.demo === totals.demo),
        by ?? 'dataset',
        t('overview:rest'),
      ),
    [growth, totals.demo, by, t],
  );
  const layers = held.layers.map((layer) =>
    by === 'source' ? t(`words:source.${layer}`, { defaultValue: layer }) : layer,
  );
  const columns: Column<MonthRow>[] = [
    { key: 'month', head: t('overview:month'), value: (row) => row.month, cell: (row) => format.month(row.month) },
    {
      key: 'added',
      head: t('overview:added'),
      num: true,
      value: (row) => row.added,
      cell: (row) => format.int(row.added),
    },
    ...layers.map((layer, at) => ({
      key: `layer-${at}`,
      head: layer,
      num: true,
      value: (row: MonthRow) => row.values[at] ?? 0,
      cell: (row: MonthRow) => format.int(row.values[at] ?? 0),
    })),
  ];
  const last = held.months.at(-1);
  const choose = (source: boolean) => navigate({ to: '.', search: source ? { by: 'source' } : {}, resetScroll: false });
  return (
    <PicturePanel
      title={t('overview:growth')}
      note={t('overview:growthNote')}
      name="idun-growth"
      foot={t('overview:growthFoot', {
        alleles: format.int(totals.alleles),
        submissions: format.int(totals.submissions),
      })}
      tools={
        <fieldset className="switch" aria-label={t('overview:stackedBy')}>
          <button type="button" aria-pressed={by !== 'source'} onClick={() => choose(false)}>
            {t('words:dataset')}
          </button>
          <button type="button" aria-pressed={by === 'source'} onClick={() => choose(true)}>
            {t('words:sourceWord')}
          </button>
        </fieldset>
      }
      columns={columns}
      rows={held.months}
      rowKey={(row) => row.month}
      draw={(width) => (
        <>
          <StackedBars
            width={width}
            layers={layers}
            bars={held.months.map((row) => ({ key: row.month, label: format.month(row.month), values: row.values }))}
            label={t('overview:growthLabel', {
              from: format.month(held.months[0]?.month ?? ''),
              to: format.month(last?.month ?? ''),
              genomes: format.int(last?.values.reduce((sum, value) => sum + value, 0) ?? 0),
            })}
            write={(value) => format.int(value)}
            tip={(bar, layer) => `${layers[layer]}, ${bar.label}: ${format.int(bar.values[layer] ?? 0)}`}
          />
          {width <= namedFrom && layers.length > 1 && <LayerLegend layers={layers} />}
        </>
      )}
    />
  );
}
