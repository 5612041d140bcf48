import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Genome } from '../../api/answers.ts';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { kinUnexpected } from './expected-kin.ts';

/** Genomes of the same submission or earlier ones that look related to this one. */
export function GenomeRelatives({ genome }: { genome: Genome }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pairs = genome.relatedness ?? [];
  if (pairs.length === 0) return null;
  return (
    <Panel title={t('submission:relatedness')} note={t('genomes:relativesNote')}>
      <ul className="links">
        {pairs.map((pair) => {
          const first = pair.a === genome.id;
          const other = first ? pair.b : pair.a;
          return (
            <li key={other}>
              <Link to="/genomes/$id" params={{ id: other }}>
                <span className="mono breakable">{(first ? pair.sampleB : pair.sampleA) ?? other}</span>
                <span className={kinUnexpected(pair) ? 'fail strong' : ''}>
                  {t(`words:relation.${pair.relation}`, { defaultValue: pair.relation })}
                </span>
                <span>{format.fixed(pair.kinship, 3)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** What happened to a genome, with the reason given. */
export function GenomeHistory({ genome }: { genome: Genome }) {
  const { t } = useTranslation();
  const format = useFormat();
  const events = genome.history ?? [];
  if (events.length === 0) return null;
  return (
    <Panel title={t('genomes:history')}>
      <ul className="feed">
        {events.map((event) => (
          <li key={`${event.at}-${event.act}`} style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}>
            <div>
              <p>{t(`genomes:act.${event.act}`, { defaultValue: event.act })}</p>
              <p className="small muted">
                {format.dateTime(event.at)}
                {/* How it came in is said by the submission above, in the reader's language. */}
                {event.act !== 'added' && event.reason && `. ${event.reason}`}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
