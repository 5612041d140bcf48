import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { VariantAnswer } from '../../api/answers.ts';
import { sessionQuery, variantQuery } from '../../api/queries.ts';
import { Icon } from '../../components/icon.tsx';
import { Frequency, Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Provenance } from '../../components/provenance.tsx';
import { Skeleton } from '../../components/states.tsx';
import { type Format, useFormat } from '../../formatting/use-format.ts';
import { regionAround, regionText } from '../../genetics/region.ts';
import { shortAllele, variantKey } from '../../genetics/variant-key.ts';
import { useSyntheticParts } from '../synthetic-parts.ts';
import { CarriersPanel } from './carriers-panel.tsx';
import { FrequencyPanel } from './frequency-panel.tsx';
import { alleleCountCell, alleleNumberCell, everyone } from './groups.ts';
import { IdentityPanel } from './identity-panel.tsx';
import { NearbyPanel } from './nearby-panel.tsx';

function shortName(answer: VariantAnswer): string {
  const { chrom, pos, ref, alt } = answer.variant;
  return `${chrom}-${pos}-${shortAllele(ref)}-${shortAllele(alt)}`;
}

function useHeading(answer: VariantAnswer | undefined, format: Format): string {
  const { t } = useTranslation();
  if (!answer) return '';
  const all = everyone(answer.groups);
  const name = shortName(answer);
  if (!all) return t('variant:heading.notCounted', { name });
  const count = alleleCountCell(all);
  const number = alleleNumberCell(all);
  const total = number.kind === 'known' ? format.int(number.value) : '';
  if (count.kind === 'protected')
    return t('variant:heading.protected', { name, least: count.shown.replace('<', ''), total });
  if (count.kind !== 'known') return t('variant:heading.hidden', { name });
  if (number.kind !== 'known' || number.value === 0) {
    return count.value === 0
      ? t('variant:heading.notCounted', { name })
      : t('variant:heading.unknown', { name, count: count.value, number: format.int(count.value) });
  }
  if (count.value === 0) return t('variant:heading.zero', { name, total });
  return t('variant:heading.seen', { name, count: count.value, number: format.int(count.value), total });
}

/** What a reader of the answer should know, in the reader's language where the note is a known one. */
function Notes({ answer }: { answer: VariantAnswer }) {
  const { t, i18n } = useTranslation();
  if (answer.notes.length === 0) return null;
  return (
    <div className="alert warn" role="note" style={{ marginBottom: 16 }}>
      <Icon name="warn" />
      <div>
        {answer.notes.map((note) => {
          const key = `variant:note.${note.code}`;
          return <p key={note.code}>{i18n.exists(key) ? t(key) : note.text}</p>;
        })}
      </div>
    </div>
  );
}

/** The other alleles that an identifier names. */
function Others({ answer }: { answer: VariantAnswer }) {
  const { t } = useTranslation();
  const others = answer.others ?? [];
  if (others.length === 0) return null;
  return (
    <Panel title={t('variant:others')} note={t('variant:othersNote')}>
      <ul className="links">
        {others.map((other) => (
          <li key={variantKey(other.variant)}>
            <Link
              to="/variants/$reference/$key"
              params={{ reference: other.variant.reference, key: variantKey(other.variant) }}
            >
              <span className="mono breakable">{shortName(other)}</span>
              <span>
                <Frequency af={everyone(other.groups)?.af ?? null} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** One variant: how often, in which groups, how sure, and in whom when that may be shown. */
export function VariantPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { reference, key } = useParams({ from: '/variants/$reference/$key' });
  const { carriers } = useSearch({ from: '/variants/$reference/$key' });
  const { data, error } = useQuery(variantQuery(reference, key));
  const { data: session } = useQuery(sessionQuery);
  useSyntheticParts(reference);
  const heading = useHeading(data, format);
  const crumbs = [
    { label: t('variant:title'), to: '/variants' },
    { label: reference, to: `/variants?reference=${encodeURIComponent(reference)}` },
    { label: data ? shortName(data) : key, mono: true },
  ];
  if (error && !data) {
    return (
      <ProblemPage error={error} crumbs={crumbs} heading={t('variant:notFound', { name: shortAllele(key, 40) })} />
    );
  }
  if (!data) return <Skeleton rows={8} />;
  const { variant } = data;
  const around = regionText(regionAround(variant.chrom, variant.pos, 2000));
  const all = everyone(data.groups);
  const passed = data.filters.length === 0 || (data.filters.length === 1 && data.filters[0] === 'PASS');
  return (
    <Page
      heading={heading}
      crumbs={crumbs}
      state={
        <>
          <span>{variant.reference}</span>
          {data.ids.slice(0, 3).map((id) => (
            <span key={id} className="mono">
              {id}
            </span>
          ))}
          <Mark tone={passed ? 'pass' : 'warn'} icon={passed ? 'pass' : 'warn'}>
            {passed ? t('variant:passed') : data.filters.join(', ')}
          </Mark>
          <Mark tone={data.checked ? 'pass' : 'warn'} icon={data.checked ? 'pass' : 'warn'}>
            {data.checked ? t('variant:checked') : t('variant:notChecked')}
          </Mark>
          {all && (all.unknown ?? 0) > 0 && (
            <span>{t('variant:unknownState', { count: all.unknown ?? 0, number: format.int(all.unknown ?? 0) })}</span>
          )}
        </>
      }
      actions={
        <Link className="btn primary" to="/regions/$reference/$region" params={{ reference, region: around }}>
          {t('variant:openRegion')}
        </Link>
      }
    >
      <Notes answer={data} />
      <div className="cols side-360">
        <div className="stack">
          <FrequencyPanel answer={data} />
          <NearbyPanel answer={data} />
          <CarriersPanel
            answer={data}
            session={session}
            asked={carriers === true}
            onAsk={() =>
              navigate({
                to: '/variants/$reference/$key',
                params: { reference, key },
                search: { carriers: true },
                resetScroll: false,
              })
            }
          />
        </div>
        <div className="stack">
          <IdentityPanel answer={data} />
          <Others answer={data} />
        </div>
      </div>
      <Provenance
        asOf={data.asOf}
        {...(session ? { rule: t(session.kind === 'operator' ? 'variant:ruleOperator' : 'variant:rulePublic') } : {})}
        counted={t('words:countedRule')}
      />
    </Page>
  );
}
