import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useLaw } from '../formatting/use-text.ts';
import { type Stored, storedQuery } from './citizen-api.ts';
import { CitizenPage } from './citizen-page.tsx';
import { FoldingTable } from './folding-table.tsx';
import { useWho } from './who.ts';

function Genomes({ stored }: { stored: Stored }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (stored.genomes.length === 0) return null;
  return (
    <section className="c-sec">
      <h2>{t('citizen:stored.genomes')}</h2>
      <p>{t('citizen:stored.genomesText')}</p>
      <FoldingTable
        caption={t('citizen:stored.genomes')}
        heads={[
          t('citizen:stored.what'),
          t('citizen:stored.since'),
          t('citizen:stored.dataset'),
          t('citizen:stored.now'),
        ]}
        rows={stored.genomes.map((genome) => ({
          key: genome.id,
          cells: [
            <b key="what">{t(`citizen:assay.${genome.assay}`)}</b>,
            format.date(genome.addedAt),
            <span key="dataset">
              {genome.dataset}
              <span className="under">{t(`citizen:source.${genome.source}`)}</span>
            </span>,
            t(`citizen:counted.${genome.notCounted ?? 'yes'}`),
          ],
        }))}
      />
    </section>
  );
}

function Datasets({ stored }: { stored: Stored }) {
  const { t } = useTranslation();
  const law = useLaw();
  if (stored.datasets.length === 0) return null;
  return (
    <section className="c-sec">
      <h2>{t('citizen:stored.datasets')}</h2>
      <p>{t('citizen:stored.datasetsText')}</p>
      <FoldingTable
        caption={t('citizen:stored.datasets')}
        heads={[
          t('citizen:stored.dataset'),
          t('citizen:stored.controller'),
          t('citizen:stored.purpose'),
          t('citizen:stored.basis'),
        ]}
        rows={stored.datasets.map((dataset) => ({
          key: dataset.name,
          cells: [
            <b key="name">{dataset.name}</b>,
            dataset.controller ?? t('citizen:notStated'),
            dataset.purpose ?? t(`citizen:purposeOf.${dataset.source}`),
            dataset.legalBasis ? law(dataset.legalBasis) : t('citizen:notStated'),
          ],
        }))}
      />
    </section>
  );
}

function Rest({ stored }: { stored: Stored }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className="c-sec">
      <h2>{t('citizen:stored.rest')}</h2>
      <ul className="c-list">
        <li>
          <Icon name="info" />
          <span>{t('citizen:stored.samples')}</span>
        </li>
        <li>
          <Icon name="info" />
          <span>
            {t('citizen:stored.identifiers', { count: stored.identifiers, number: format.int(stored.identifiers) })}
          </span>
        </li>
        <li>
          <Icon name="info" />
          <span>{t('citizen:stored.register')}</span>
        </li>
      </ul>
    </section>
  );
}

function Ways() {
  const { t } = useTranslation();
  const { person } = useWho();
  const search = person ? { person } : {};
  return (
    <section className="c-sec">
      <h2>{t('citizen:stored.more')}</h2>
      <ul className="c-ways">
        {(['log', 'uses', 'choices', 'copy'] as const).map((word) => (
          <li key={word}>
            <Link to={`/me/${word}`} search={search}>
              <b>{t(`citizen:pages.${word}`)}</b>
              <span>{t(`citizen:ways.${word}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A citizen's start page: what is stored, in the first sentence. */
export function StoredPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { person, about, name } = useWho();
  const { data: stored, error } = useQuery(storedQuery(person));
  const count = stored?.genomes.length ?? 0;
  const where = t('citizen:stored.inDatasets', {
    count: stored?.datasets.length ?? 0,
    number: format.int(stored?.datasets.length ?? 0),
  });
  const values = { count, number: format.int(count), name, where };
  const lead = count === 0 ? t(`citizen:stored.none.${about}`, values) : t(`citizen:stored.lead.${about}`, values);
  return (
    <CitizenPage heading={t(`citizen:stored.heading.${about}`, { name })} lead={lead} error={error} loading={!stored}>
      {stored && (
        <>
          <Genomes stored={stored} />
          <Datasets stored={stored} />
          <Rest stored={stored} />
          <Ways />
        </>
      )}
    </CitizenPage>
  );
}
