import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../components/copy-button.tsx';
import { Icon } from '../components/icon.tsx';
import { useSettled } from '../components/use-settled.ts';
import type { FunnelAnswer } from './answers.ts';
import type { World } from './model.ts';

/** Real people, made-up ones or a generated nation: where there are several. */
export function WorldChoice(props: { worlds: readonly World[]; world: World; onWorld(world: World): void }) {
  const { t } = useTranslation();
  if (props.worlds.length < 2) return null;
  return (
    <fieldset className="switch" aria-label={t('register:world.label')}>
      {props.worlds.map((one) => (
        <button key={one} type="button" aria-pressed={one === props.world} onClick={() => props.onWorld(one)}>
          {t(`register:world.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** Copies the address, which is the question and nothing of anybody. */
export function ShareButton() {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="btn"
      onClick={async () => {
        setCopied(await copyText(location.href));
        setTimeout(() => setCopied(false), 1500);
      }}
    >
      <output>{t(copied ? 'words:copied' : 'register:link')}</output>
    </button>
  );
}

/** The first question after a start waits until the register has been read into memory; this says so. */
export function Waiting({ waiting }: { waiting: boolean }) {
  const { t } = useTranslation();
  const long = useSettled(waiting, 2000);
  if (!(waiting && long)) return null;
  return (
    <p className="alert info" role="status">
      {t('register:building')}
    </p>
  );
}

/** What is special about the counts of this answer: exact, of an earlier question, or of data that are being replaced. */
export function Notices({ funnel }: { funnel: FunnelAnswer | undefined }) {
  const { t } = useTranslation();
  if (!funnel) return null;
  const { coming, dataVersion } = funnel.asOf;
  return (
    <>
      {funnel.roundedTo === 1 && (
        <p className="alert info quiet">
          <Icon name="shield" /> {t('register:exact')}
        </p>
      )}
      {funnel.held && (
        <p className="alert info" role="status">
          {t('register:held')}
        </p>
      )}
      {coming !== undefined && (
        <p className="small muted" role="status">
          {t('register:coming', { version: dataVersion, coming })}
        </p>
      )}
    </>
  );
}
