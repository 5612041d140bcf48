import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { Arrival } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { RobotMark } from '../robots/robot-marks.tsx';
import { type CommandState, robotsQuery } from '../robots/robots-api.ts';

const told: readonly CommandState[] = ['unknown', 'planned', 'sent', 'acknowledged', 'done', 'failed'];

/** The automated stores: how each is and what it has to do; the rest is on their own pages. */
export function RobotsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(robotsQuery);
  if (data?.length === 0) return null;
  return (
    <Panel title={t('biobank:robots')} tools={<Link to="/biobank/robots">{t('words:all')}</Link>}>
      <Arrival error={error} data={data} rows={3}>
        {(robots) => (
          <ul className="feed">
            {robots.map((robot) => (
              <li key={robot.id}>
                <Icon name="device" />
                <div>
                  <p>
                    <Link to="/biobank/robots/$id" params={{ id: robot.id }}>
                      {robot.name}
                    </Link>{' '}
                    <RobotMark robot={robot} />
                  </p>
                  <p className="small muted">
                    {told
                      .filter((state) => (robot.commands[state] ?? 0) > 0)
                      .map((state) => `${t(`robots:state.${state}`)} ${format.int(robot.commands[state] ?? 0)}`)
                      .join(', ')}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Arrival>
    </Panel>
  );
}
