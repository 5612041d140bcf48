import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/panel.tsx';
import { Empty } from '../../components/states.tsx';
import { useRegister } from '../register-context.ts';
import { type Study, useSize } from '../study.ts';
import type { Matching } from './controls-view.tsx';
import { CostPanel } from './cost-panel.tsx';
import { PermitPanel } from './permit-panel.tsx';
import { PowerPanel } from './power-panel.tsx';

/** What a study of these people could see, what it would cost, and what a permit would take. */
export function StudyView(props: { matching: Matching; study: Study; onStudy(study: Study): void }) {
  const { matching, study, onStudy } = props;
  const { t } = useTranslation();
  const { funnel } = useRegister();
  const { cases } = useSize(study, matching);
  if (funnel && (cases === null || cases === 0)) {
    return (
      <Panel title={t('register:power.title')}>
        <Empty why={t('register:power.none')}>
          <p>{t('register:power.noneAction')}</p>
        </Empty>
      </Panel>
    );
  }
  return (
    <div className="stack">
      <PowerPanel {...{ study, matching, onStudy }} />
      <CostPanel {...{ study, onStudy }} people={cases} />
      <PermitPanel />
    </div>
  );
}
