import { useTranslation } from 'react-i18next';
import { CopyButton } from '../components/copy-button.tsx';
import { Panel } from '../components/panel.tsx';

const commands = [
  'idun reference add GRCh38.fa.gz --name GRCh38',
  'idun genomes add sample.vcf.gz --dataset first',
  'idun demo load',
];

/** What to do with an empty database. */
export function FirstSteps({ operator }: { operator: boolean }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('overview:firstSteps')} padded>
      <p className="soft">{operator ? t('overview:firstStepsOperator') : t('overview:firstStepsPublic')}</p>
      <ul>
        {commands.map((command) => (
          <li key={command}>
            <span className="mono breakable">{command}</span>
            <CopyButton text={command} label={t('words:command')} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
