import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, getJson, sendJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { Arrival, Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { type BothLanguages, useText } from '../../formatting/use-text.ts';
import { useMay } from '../../session/rights.ts';
import { useMaterials } from '../words.ts';
import type { Refused, ReservationDetail } from './dispensing-api.ts';

/** A permit that holds now and gives specimens of one's biobank. */
interface Dispensable {
  permit: string;
  title: string;
  project: string | null;
  until: string | null;
  genetic: boolean;
  lines: { resource: string; name: BothLanguages; material: string; count: number; taken: number }[];
  /** How its tubes are found: by its question to the register, its cohort, or among all of the collection. */
  by: 'question' | 'cohort' | 'collection';
}

type Line = Dispensable['lines'][number];

const dispensableQuery = queryOptions({
  queryKey: ['biobank', 'dispensable'],
  queryFn: async ({ signal }) =>
    (await getJson<{ items: Dispensable[] }>(apiPath('/access/dispensable'), signal)).items,
});

async function reserve(permit: Dispensable, line: Line) {
  const left = line.count - line.taken;
  const { items } = await getJson<{ items: string[] }>(
    apiPath(`/access/permits/${permit.permit}/specimens`, {
      ...{ resource: line.resource, material: line.material, limit: left },
    }),
  );
  return await sendJson<{ reservation: ReservationDetail; refused: Refused[] }>(
    'POST',
    apiPath('/biobank/reservations'),
    {
      ...{
        project: permit.project ?? permit.title,
        permit: permit.permit,
        specimens: items.slice(0, left),
        genetic: permit.genetic,
      },
    },
  );
}

function PermitLine({ permit, line }: { permit: Dispensable; line: Line }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const words = useMaterials();
  const client = useQueryClient();
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: () => reserve(permit, line),
    onSuccess: async ({ reservation }) => {
      await client.invalidateQueries({ queryKey: ['biobank'] });
      await navigate({ to: '/biobank/reservations/$id', params: { id: reservation.id } });
    },
  });
  const left = line.count - line.taken;
  return (
    <li className="line">
      <span>
        {text(line.name)}
        {`, ${words.type(line.material)}`}
      </span>
      <span>{t('biobank:permitLeft', { left: format.int(left), all: format.int(line.count) })}</span>
      <button type="button" className="btn small" disabled={left <= 0 || make.isPending} onClick={() => make.mutate()}>
        {t('biobank:reserveUnder')}
      </button>
      {make.error && <ProblemView error={make.error} />}
    </li>
  );
}

/** Permits that give specimens of this biobank: what is left of each, and a reservation of the tubes its frozen question finds. */
export function PermitsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const reserves = useMay('biobank.dispensing.reserve');
  const [all, setAll] = useState(false);
  const { data, error } = useQuery({ ...dispensableQuery, enabled: reserves });
  if (!reserves) return null;
  return (
    <Panel title={t('biobank:permits')} note={t('biobank:permitsNote')}>
      <Arrival error={error} data={data} rows={2}>
        {(permits) =>
          permits.length === 0 ? (
            <Empty why={t('biobank:noPermits')} />
          ) : (
            <>
              <ul className="feed">
                {permits.slice(0, all ? undefined : 5).map((permit) => (
                  <li key={permit.permit} style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}>
                    <div>
                      <p>
                        <Link to="/permits/$id" params={{ id: permit.permit }}>
                          {permit.title}
                        </Link>{' '}
                        <span className="soft">{permit.project}</span>{' '}
                        {permit.until && (
                          <span className="muted">{t('biobank:expires', { date: format.date(permit.until) })}</span>
                        )}
                      </p>
                      <ul>
                        {permit.lines.map((line) => (
                          <PermitLine key={`${line.resource}${line.material}`} permit={permit} line={line} />
                        ))}
                      </ul>
                    </div>
                  </li>
                ))}
              </ul>
              {permits.length > 5 && !all && (
                <p className="foot">
                  <button type="button" className="link" onClick={() => setAll(true)}>
                    {t('words:all')}
                  </button>
                </p>
              )}
            </>
          )
        }
      </Arrival>
    </Panel>
  );
}
