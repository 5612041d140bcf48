import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Carrier, VariantAnswer } from '../../api/answers.ts';
import { carriersQuery } from '../../api/queries.ts';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, NotYours, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { variantKey } from '../../genetics/variant-key.ts';
import { may } from '../../session/rights.ts';
import type { Session } from '../../session/session.ts';

/** How an allele sits in a carrier: one of two copies, both, or the only one. */
export function zygosity(row: Pick<Carrier, 'copies' | 'called'>): 'het' | 'hom' | 'haploid' {
  if (row.called === 1) return 'haploid';
  return row.copies === 2 ? 'hom' : 'het';
}

interface CarriersPanelProps {
  answer: VariantAnswer;
  session: Session | undefined;
  /** Whether the reader asked; a look-up of carriers is written to the access log, so it is never made unasked. */
  asked: boolean;
  onAsk(): void;
}

/** Who carries the allele, for a scope that allows it; else a sentence why not. */
export function CarriersPanel({ answer, session, asked, onAsk }: CarriersPanelProps) {
  const { t } = useTranslation();
  const allowed = may(session, 'variants.carriers.read');
  const { reference } = answer.variant;
  const query = useQuery({ ...carriersQuery(reference, variantKey(answer.variant)), enabled: allowed && asked });
  const columns: Column<Carrier>[] = [
    {
      key: 'genome',
      head: t('words:genome'),
      value: (row) => row.sample ?? row.genome,
      cell: (row) => (
        <Link className="rowlink mono" to="/genomes/$id" params={{ id: row.genome }}>
          {row.sample ?? row.genome}
        </Link>
      ),
    },
    {
      key: 'copies',
      head: t('variant:copies'),
      value: (row) => t(`variant:zygosity.${zygosity(row)}`),
    },
    {
      key: 'phase',
      head: t('variant:phase'),
      value: (row) => row.phase,
      cell: (row) => (row.phase ? <span className="mono">{row.phase}</span> : <span className="muted">–</span>),
    },
    {
      key: 'sex',
      head: t('words:sexWord'),
      value: (row) => t(`words:sex.${row.sex}`, { defaultValue: row.sex }),
    },
    { key: 'dataset', head: t('words:dataset'), wrap: true, value: (row) => row.dataset },
  ];
  const rows = query.data?.flatMap((allele) => allele.carriers) ?? [];
  return (
    <Panel
      title={t('variant:carriers')}
      note={allowed ? t('variant:carriersNote') : undefined}
      tools={
        rows.length > 0 && <TableTools name={`carriers-${variantKey(answer.variant)}`} columns={columns} rows={rows} />
      }
    >
      {!allowed ? (
        <NotYours why={t(session?.kind === 'person' ? 'variant:carriersNotRole' : 'variant:carriersNot')} />
      ) : !asked ? (
        <Empty why={t('variant:carriersLogged')}>
          <p>
            <button type="button" className="btn small" onClick={onAsk}>
              {t('variant:showCarriers')}
            </button>
          </p>
        </Empty>
      ) : query.error ? (
        <div className="body">
          <ProblemView error={query.error} />
        </div>
      ) : query.isPending ? (
        <div className="body stack">
          <SkeletonRows rows={4} />
        </div>
      ) : rows.length === 0 ? (
        <Empty why={t('variant:noCarriers')} />
      ) : (
        <DataTable caption={t('variant:carriers')} columns={columns} rows={rows} rowKey={(row) => row.genome} capped />
      )}
    </Panel>
  );
}
