import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { Refused } from '../dispensing/dispensing-api.ts';
import { robotsQuery } from './robots-api.ts';

interface Planned {
  robots: string[];
  planned: number;
  already: number;
  byHand: unknown[];
  withdrawn: Refused[];
}

/** Gives what lies in automated stores of a reservation to them, and says what people fetch. */
export function RobotPicks({ reservation }: { reservation: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const { data: robots = [] } = useQuery(robotsQuery);
  const plan = useMutation({
    mutationFn: () => sendJson<Planned>('POST', apiPath(`/biobank/reservations/${reservation}/robot-picks`), {}),
    onSuccess: () => client.invalidateQueries({ queryKey: ['biobank'] }),
  });
  if (!robots.some(({ active }) => active)) return null;
  const given = plan.data;
  const fetched = (given?.planned ?? 0) + (given?.already ?? 0);
  return (
    <div className="stack">
      <p>
        <button type="button" className="btn" disabled={plan.isPending} onClick={() => plan.mutate()}>
          <Icon name="device" />
          {t('robots:letFetch')}
        </button>
      </p>
      {given && (
        <div className="alert info" role="status">
          <Icon name="info" />
          <div>
            <p>
              {t('robots:fetches', { count: fetched, number: format.int(fetched) })}{' '}
              {t('robots:byHand', { count: given.byHand.length, number: format.int(given.byHand.length) })}
            </p>
            {robots
              .filter(({ id }) => given.robots.includes(id))
              .map(({ id, name }) => (
                <p key={id}>
                  <Link to="/biobank/robots/$id" params={{ id }}>
                    {name}
                  </Link>
                </p>
              ))}
          </div>
        </div>
      )}
      {plan.error && <ProblemView error={plan.error} />}
    </div>
  );
}
