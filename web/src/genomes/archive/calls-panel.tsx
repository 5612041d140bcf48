import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, Genome } from '../../api/answers.ts';
import { callsQuery } from '../../api/queries.ts';
import { type Column, TableTools } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { VirtualTable } from '../../components/virtual-table.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { parseRegion, regionText } from '../../genetics/region.ts';
import { shortAllele, variantKey } from '../../genetics/variant-key.ts';

function listText(value: string[] | number[] | string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  return Array.isArray(value) ? value.join(',') : value;
}

/** The calls of one genome in a region, for a scope that allows it. */
export function CallsPanel({ genome, allowed }: { genome: Genome; allowed: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { region = '' } = useSearch({ from: '/genomes/$id' });
  const [typed, setTyped] = useState(region);
  const [wrong, setWrong] = useState(false);
  const [sort, setSort] = useState<string | undefined>();
  useEffect(() => setTyped(region), [region]);
  const query = useQuery({ ...callsQuery(genome.id, region), enabled: allowed && region !== '' });
  const calls = query.data?.items ?? [];
  const columns: Column<Call>[] = [
    {
      key: 'pos',
      head: t('words:position'),
      width: 140,
      value: (call) => call.pos,
      cell: (call) => (
        <Link
          className="rowlink mono"
          to="/variants/$reference/$key"
          params={{ reference: genome.reference, key: variantKey(call) }}
        >
          {call.chrom}:{call.pos}
        </Link>
      ),
    },
    {
      key: 'ref',
      head: 'REF',
      width: 110,
      value: (call) => call.ref,
      cell: (call) => <span className="mono">{shortAllele(call.ref)}</span>,
    },
    {
      key: 'alt',
      head: 'ALT',
      width: 110,
      value: (call) => call.alt,
      cell: (call) => <span className="mono">{shortAllele(call.alt)}</span>,
    },
    {
      key: 'gt',
      head: 'GT',
      width: 70,
      value: (call) => call.gt,
      cell: (call) => <span className="mono">{call.gt}</span>,
    },
    { key: 'gq', head: 'GQ', width: 60, num: true, value: (call) => call.gq },
    { key: 'dp', head: 'DP', width: 60, num: true, value: (call) => call.dp },
    { key: 'ad', head: 'AD', width: 90, num: true, value: (call) => listText(call.ad) },
    { key: 'ps', head: 'PS', width: 110, num: true, value: (call) => call.ps },
    { key: 'filters', head: 'FT', width: 110, value: (call) => listText(call.filters) },
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseRegion(typed);
    setWrong(!parsed);
    if (parsed)
      void navigate({
        to: '/genomes/$id',
        params: { id: genome.id },
        search: { region: regionText(parsed) },
        resetScroll: false,
      });
  };
  if (!allowed) {
    return (
      <Panel title={t('genomes:calls')}>
        <Empty why={t('genomes:callsNotAllowed')}>
          <p>{t('problem:forbiddenAction')}</p>
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel
      title={t('genomes:calls')}
      note={t('genomes:callsNote')}
      tools={calls.length > 0 && <TableTools name={`${genome.id}-${region}`} columns={columns} rows={calls} />}
      foot={
        query.data && query.data.total > calls.length
          ? t('genomes:callsCut', { shown: format.int(calls.length), total: format.int(query.data.total) })
          : undefined
      }
    >
      <form className="filters" onSubmit={submit}>
        <div className="field" style={{ flexBasis: 280 }}>
          <label htmlFor="calls-region">{t('words:region')}</label>
          <input
            id="calls-region"
            className="input mono"
            placeholder="1:55040000-55070000"
            spellCheck={false}
            autoComplete="off"
            aria-invalid={wrong}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          {wrong && <span className="hint fail">{t('region:notRegion')}</span>}
        </div>
        <button type="submit" className="btn">
          {t('genomes:showCalls')}
        </button>
      </form>
      {region === '' ? (
        <Empty why={t('genomes:giveRegion')} />
      ) : query.error ? (
        <div className="body">
          <ProblemView error={query.error} />
        </div>
      ) : query.isPending ? (
        <div className="body stack">
          <SkeletonRows rows={6} />
        </div>
      ) : calls.length === 0 ? (
        <Empty why={t('genomes:noCalls', { region })}>
          <p>{t('genomes:noCallsAction')}</p>
        </Empty>
      ) : (
        <VirtualTable
          caption={t('genomes:calls')}
          columns={columns}
          rows={calls}
          rowKey={(call) => `${variantKey(call)}-${call.gt}`}
          sort={sort}
          onSort={setSort}
          onOpen={(call) =>
            navigate({
              to: '/variants/$reference/$key',
              params: { reference: genome.reference, key: variantKey(call) },
            })
          }
        />
      )}
    </Panel>
  );
}
