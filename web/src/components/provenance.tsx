import { useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AsOf } from '../api/answers.ts';
import { useFormat } from '../formatting/use-format.ts';
import { CopyButton } from './copy-button.tsx';

interface ProvenanceProps {
  asOf?: AsOf | undefined;
  rule?: string;
  counted?: string;
  extra?: string;
}

/** A longer address is shown by its beginning; it is copied whole. */
const most = 100;

// Signs as signs: an address is quoted by people too.
function readable(address: string): string {
  const text = decodeURI(address).replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text.length > most ? `${text.slice(0, most * 0.7)}…` : text;
}

/** Where the page's numbers come from: as of when, under which rule, who is counted, and the address to quote. */
export function Provenance({ asOf, rule, counted, extra }: ProvenanceProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const address = useLocation({ select: ({ href }) => href });
  return (
    <footer className="prov">
      {asOf && (
        <span>
          <b>{t('words:asOfWord')}</b>{' '}
          {t('words:version', { version: asOf.dataVersion, epoch: asOf.maskEpoch, time: format.dateTime(asOf.at) })}
        </span>
      )}
      {rule && (
        <span>
          <b>{t('words:ruleWord')}</b> {rule}
        </span>
      )}
      {counted && (
        <span>
          <b>{t('words:countedWord')}</b> {counted}
        </span>
      )}
      {extra && <span>{extra}</span>}
      <span>
        <b>{t('words:linkWord')}</b>{' '}
        <a className="mono" href={address}>
          {readable(address)}
        </a>
        {address.length > most && <CopyButton text={`${location.origin}${address}`} label={t('words:linkWord')} />}
      </span>
    </footer>
  );
}
