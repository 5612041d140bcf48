import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, Genome } from '../../api/answers.ts';
import { callsQuery } from '../../api/queries.ts';
import { type Column, TableTools } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, NotYours, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { VirtualTable } from '../../components/virtual-table.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { parseRegion, regionText } from '../../genetics/region.ts';
import { shortAllele, variantKey } from '../../genetics/variant-key.ts';
import { may } from '../../session/rights.ts';
import { useSession } from '../../session/session.ts';

function Allele({ text }: { text: string }) {
  return (
    <span className="mono" title={text.length > 20 ? text : undefined}>
      {shortAllele(text)}
    </span>
  );
}

/** Where a call is: a link to its variant when it has one alternate allele, else the place or block alone. */
function CallPlace({ call, reference }: { call: Call; reference: string }) {
  const [alt] = call.alts;
  const place = `${call.chrom}:${call.pos}${call.end && call.end > call.pos ? `-${call.end}` : ''}`;
  if (alt === undefined) return <span className="mono">{place}</span>;
  return (
    <Link
      className="rowlink mono"
      to="/variants/$reference/$key"
      params={{ reference, key: variantKey({ ...call, alt }) }}
    >
      {place}
    </Link>
  );
}

/** The calls of one genome in a region, for a scope that allows it. */
export function CallsPanel({ genome }: { genome: Genome }) {
  const session = useSession();
  const allowed = may(session, 'genomes.calls.read');
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
      width: 150,
      value: (call) => call.pos,
      cell: (call) => <CallPlace call={call} reference={genome.reference} />,
    },
    { key: 'ref', head: 'REF', width: 90, value: (call) => call.ref, cell: (call) => <Allele text={call.ref} /> },
    {
      key: 'alt',
      head: 'ALT',
      width: 110,
      value: (call) => call.alts.join(','),
      cell: (call) => <Allele text={call.alts.join(',') || '.'} />,
    },
    { key: 'gt', head: 'GT', width: 70, value: (call) => call.gt, cell: (call) => <Allele text={call.gt ?? '.'} /> },
    { key: 'gq', head: 'GQ', width: 60, num: true, value: (call) => call.gq },
    { key: 'dp', head: 'DP', width: 60, num: true, value: (call) => call.dp },
    { key: 'ad', head: 'AD', width: 80, num: true, value: (call) => call.ad?.map((depth) => depth ?? '.').join(',') },
    {
      key: 'fraction',
      head: t('genomes:fraction'),
      width: 80,
      num: true,
      value: (call) => call.fraction,
      cell: (call) => (typeof call.fraction === 'number' ? format.percent(call.fraction, 0) : '–'),
    },
    { key: 'ps', head: 'PS', width: 100, num: true, value: (call) => call.ps },
    { key: 'filter', head: 'FILTER', width: 110, value: (call) => call.ft ?? call.filter },
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
        <NotYours why={t(session?.kind === 'person' ? 'genomes:callsNotRole' : 'genomes:callsNotAllowed')} />
      </Panel>
    );
  }
  return (
    <Panel
      title={t('genomes:calls')}
      note={t('genomes:callsNote')}
      tools={calls.length > 0 && <TableTools name={`${genome.id}-${region}`} columns={columns} rows={calls} />}
      foot={query.data?.more ? t('genomes:callsCut', { shown: format.int(calls.length) }) : undefined}
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
          rowKey={(call) => `${call.chrom}-${call.pos}-${call.ref}-${call.alts.join(',')}`}
          sort={sort}
          onSort={setSort}
          onOpen={(call) => {
            const [alt] = call.alts;
            if (alt === undefined) return;
            const params = { reference: genome.reference, key: variantKey({ ...call, alt }) };
            void navigate({ to: '/variants/$reference/$key', params });
          }}
        />
      )}
    </Panel>
  );
}
