import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, getJson, sendJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { Arrival, Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useText } from '../../formatting/use-text.ts';
import { useMay } from '../../session/rights.ts';
import { useMaterials } from '../words.ts';
import { type Choice, ChoicePreview } from './choice-preview.tsx';
import {
  type Dispensable,
  dispensableQuery,
  type PermitLine,
  type Refused,
  type ReservationDetail,
} from './dispensing-api.ts';

/** So many of the tubes that a permit gives, or of others as good, as a reservation or the look at one asks for them. */
async function wishFor(
  permit: Dispensable,
  line: PermitLine,
  { count, orEquivalent }: { count: number; orEquivalent: boolean },
) {
  const { items } = await getJson<{ items: string[] }>(
    apiPath(`/access/permits/${permit.permit}/specimens`, {
      ...{ resource: line.resource, material: line.material, limit: count },
    }),
  );
  return {
    ...{ project: permit.project ?? permit.title, permit: permit.permit, genetic: permit.genetic },
    specimens: items.slice(0, count),
    ...(orEquivalent && { orEquivalent }),
  };
}

function PermittedLine({ permit, line }: { permit: Dispensable; line: PermitLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const words = useMaterials();
  const client = useQueryClient();
  const navigate = useNavigate();
  const id = useId();
  const left = Math.max(0, line.count - line.taken);
  const [wanted, setWanted] = useState(String(left));
  const [orEquivalent, setOrEquivalent] = useState(false);
  const count = Math.min(left, Math.floor(Number(wanted)) || 0);
  const wish = { count, orEquivalent };
  const look = useMutation({
    mutationFn: async () =>
      sendJson<Choice>('POST', apiPath('/biobank/reservation-choices'), await wishFor(permit, line, wish)),
  });
  const make = useMutation({
    mutationFn: async () =>
      sendJson<{ reservation: ReservationDetail; refused: Refused[] }>(
        'POST',
        apiPath('/biobank/reservations'),
        await wishFor(permit, line, wish),
      ),
    onSuccess: async ({ reservation }) => {
      await client.invalidateQueries({ queryKey: ['biobank'] });
      await navigate({ to: '/biobank/reservations/$id', params: { id: reservation.id } });
    },
  });
  const idle = count > 0 && !make.isPending && !look.isPending;
  return (
    <li className="line">
      <span>
        {text(line.name)}
        {`, ${words.type(line.material)}`}
      </span>
      <span>{t('biobank:permitLeft', { left: format.int(left), all: format.int(line.count) })}</span>
      {left > 0 && (
        <span className="actions">
          <label htmlFor={id}>{t('biobank:tubes')}</label>
          <input
            id={id}
            className="input"
            type="number"
            min={1}
            max={left}
            style={{ width: 96 }}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
          <label className="choice">
            <input type="checkbox" checked={orEquivalent} onChange={(event) => setOrEquivalent(event.target.checked)} />
            <span>{t('biobank:wanted.orEquivalent')}</span>
          </label>
          <button type="button" className="btn small" disabled={!idle} onClick={() => look.mutate()}>
            {t('biobank:wanted.look')}
          </button>
        </span>
      )}
      <button type="button" className="btn small" disabled={!idle} onClick={() => make.mutate()}>
        {t('biobank:reserveUnder')}
      </button>
      {look.data && <ChoicePreview choice={look.data} />}
      {look.error && <ProblemView error={look.error} />}
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
                          <PermittedLine key={`${line.resource}${line.material}`} permit={permit} line={line} />
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
