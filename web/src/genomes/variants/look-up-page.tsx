import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contig } from '../../api/answers.ts';
import { referenceQuery, referencesQuery } from '../../api/queries.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Arrival, Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { parseRegion, regionText } from '../../genetics/region.ts';
import { isRsId, parseVariantKey, variantKey } from '../../genetics/variant-key.ts';
import { useSyntheticParts } from '../synthetic-parts.ts';

/** The contigs of a reference, each opening its first stretch. */
function ContigsPanel({ name }: { name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(referenceQuery(name));
  const contigs = Array.isArray(data?.contigs) ? data.contigs : [];
  const longest = Math.max(1, ...contigs.map((contig) => contig.length ?? 0));
  const columns: Column<Contig>[] = [
    {
      key: 'name',
      head: t('words:contig'),
      value: (contig) => contig.name,
      cell: (contig) => (
        <Link
          className="rowlink"
          to="/regions/$reference/$region"
          params={{
            reference: name,
            region: regionText({ chrom: contig.name, from: 1, to: Math.min(contig.length ?? 100_000, 100_000) }),
          }}
        >
          {contig.name}
        </Link>
      ),
    },
    {
      key: 'length',
      head: t('words:length'),
      num: true,
      value: (contig) => contig.length,
      cell: (contig) =>
        contig.length === null ? <span className="muted">{t('words:notKnown')}</span> : format.bases(contig.length),
    },
    {
      key: 'share',
      head: t('region:lengthDrawn'),
      sortable: false,
      opt: true,
      value: () => null,
      cell: (contig) => (
        <span className="bar">
          <i style={{ width: `${((contig.length ?? 0) / longest) * 100}%` }} />
        </span>
      ),
    },
    {
      key: 'aliases',
      head: t('words:aliases'),
      opt: true,
      wrap: true,
      sortable: false,
      value: (contig) => contig.aliases?.join(', '),
    },
  ];
  return (
    <Panel
      title={t('region:contigs', { name })}
      note={
        data && (
          <Mark tone={data.checked ? 'pass' : 'warn'} icon={data.checked ? 'pass' : 'warn'}>
            {data.checked ? t('region:referenceLoaded') : t('region:referenceFromHeader')}
          </Mark>
        )
      }
    >
      <Arrival error={error} data={data} rows={6}>
        {() =>
          contigs.length === 0 ? (
            <Empty why={t('region:noContigs')} />
          ) : (
            <DataTable
              caption={t('region:contigs', { name })}
              columns={columns}
              rows={contigs}
              rowKey={(contig) => contig.name}
            />
          )
        }
      </Arrival>
    </Panel>
  );
}

/** Where a variant, an rsID or a region is looked up in a chosen reference. */
export function LookUpPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/variants' });
  const { data: references, error } = useQuery(referencesQuery);
  const chosen = search.reference ?? references?.find((one) => !one.demo)?.name ?? references?.[0]?.name;
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  useSyntheticParts(chosen);
  if (error && !references) return <ProblemPage error={error} crumbs={[{ label: t('variant:title') }]} />;
  if (!references) return <Skeleton />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen) return;
    const variant = parseVariantKey(text);
    const region = parseRegion(text);
    setWrong(false);
    if (variant)
      void navigate({ to: '/variants/$reference/$key', params: { reference: chosen, key: variantKey(variant) } });
    else if (isRsId(text))
      void navigate({ to: '/variants/$reference/$key', params: { reference: chosen, key: text.trim() } });
    else if (region)
      void navigate({ to: '/regions/$reference/$region', params: { reference: chosen, region: regionText(region) } });
    else if (text.trim()) void navigate({ to: '/search', search: { q: text.trim() } });
    else setWrong(true);
  };
  return (
    <Page heading={t('region:lookUpHeading')} crumbs={[{ label: t('variant:title') }]}>
      <div className="stack">
        <Panel title={t('region:lookUp')} note={t('region:lookUpNote')}>
          {references.length === 0 ? (
            <Empty why={t('region:noReferences')}>
              <p>{t('region:noReferencesAction')}</p>
            </Empty>
          ) : (
            <form className="filters" onSubmit={submit}>
              <div className="field">
                <label htmlFor="look-up-reference">{t('words:reference')}</label>
                <select
                  id="look-up-reference"
                  className="select"
                  value={chosen ?? ''}
                  onChange={(event) => navigate({ to: '/variants', search: { reference: event.target.value } })}
                >
                  {references.map((one) => (
                    <option key={one.name} value={one.name}>
                      {one.demo ? t('region:demoReference', { name: one.name }) : one.name}
                    </option>
                  ))}
                </select>
              </div>
              <div className="field" style={{ flex: '1 1 280px' }}>
                <label htmlFor="look-up-text">{t('region:lookUpLabel')}</label>
                <input
                  id="look-up-text"
                  className="input mono"
                  placeholder="1-55051215-G-A, rs28362286, 1:55040000-55070000"
                  spellCheck={false}
                  autoComplete="off"
                  aria-invalid={wrong}
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                />
              </div>
              <button type="submit" className="btn primary">
                {t('region:open')}
              </button>
            </form>
          )}
        </Panel>
        {chosen && <ContigsPanel name={chosen} />}
      </div>
    </Page>
  );
}
