import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { VariantAnswer } from '../../api/answers.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { regionAround, regionText } from '../../genetics/region.ts';
import { shortAllele, variantKey, variantKind } from '../../genetics/variant-key.ts';

function Copied({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <span className="mono">{value.length > 60 ? `${value.slice(0, 48)}…(${value.length})` : value}</span>
        <CopyButton text={value} label={name} />
      </dd>
    </>
  );
}

/** The names of a variant, each copied whole. */
export function IdentityPanel({ answer }: { answer: VariantAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { variant } = answer;
  const around = regionAround(variant.chrom, variant.pos, 2000);
  return (
    <Panel title={t('variant:identity')} padded>
      <dl className="dl">
        <Copied name={t('variant:key')} value={variantKey(variant)} />
        <Copied name="VCF" value={`${variant.chrom}\t${variant.pos}\t.\t${variant.ref}\t${variant.alt}`} />
        {answer.ids.map((id) => (
          <Copied key={id} name={/^rs\d+$/.test(id) ? 'rsID' : t('variant:otherId')} value={id} />
        ))}
        <dt>{t('variant:kind')}</dt>
        <dd>{t(`variant:kindWord.${variantKind(variant)}`)}</dd>
        <dt>{t('variant:alleles')}</dt>
        <dd>
          <span className="mono">
            {shortAllele(variant.ref)} → {shortAllele(variant.alt)}
          </span>
        </dd>
        <dt>{t('words:position')}</dt>
        <dd>
          <Link to="/regions/$reference/$region" params={{ reference: variant.reference, region: regionText(around) }}>
            {variant.chrom}:{variant.pos}
          </Link>
        </dd>
        <dt>{t('variant:filters')}</dt>
        <dd>
          {answer.filters.length === 0 ? (
            <span className="muted">{t('variant:noFilters')}</span>
          ) : (
            answer.filters.join(', ')
          )}
        </dd>
        <dt>QUAL</dt>
        <dd className="num">
          {answer.qual === null ? <span className="muted">{t('words:notKnown')}</span> : format.decimal(answer.qual, 1)}
        </dd>
      </dl>
    </Panel>
  );
}
