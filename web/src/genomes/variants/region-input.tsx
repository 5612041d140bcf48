import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { moveRegion, parseRegion, type Region1, regionText } from '../../genetics/region.ts';

interface RegionInputProps {
  region: Region1 | null;
  length: number | undefined;
  onGo(region: string): void;
  /** More choices beside the region. */
  children?: ReactNode;
}

/** The region in words, with steps to the sides and closer or wider. */
export function RegionInput({ region, length, onGo, children }: RegionInputProps) {
  const { t } = useTranslation();
  const text = region ? regionText(region) : '';
  const [typed, setTyped] = useState(text);
  const [wrong, setWrong] = useState(false);
  useEffect(() => setTyped(text), [text]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseRegion(typed);
    setWrong(!parsed);
    if (parsed) onGo(regionText(parsed));
  };
  const step = (change: { zoom?: number; shift?: number }) => {
    if (region) onGo(regionText(moveRegion(region, change, length)));
  };
  return (
    <form className="panel no-print" onSubmit={submit}>
      <div className="filters" style={{ paddingTop: 12 }}>
        <div className="field" style={{ flex: '1 1 260px', maxWidth: 420 }}>
          <label htmlFor="region-text">{t('words:region')}</label>
          <input
            id="region-text"
            className="input mono"
            spellCheck={false}
            autoComplete="off"
            aria-invalid={wrong}
            aria-describedby="region-hint"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        <button type="submit" className="btn primary">
          {t('region:open')}
        </button>
        {region && (
          <fieldset className="actions" aria-label={t('region:move')}>
            <button type="button" className="btn" aria-label={t('region:left')} onClick={() => step({ shift: -0.5 })}>
              <Icon name="left" />
            </button>
            <button type="button" className="btn" aria-label={t('region:right')} onClick={() => step({ shift: 0.5 })}>
              <Icon name="right" />
            </button>
            <button type="button" className="btn" onClick={() => step({ zoom: 0.5 })}>
              {t('region:closer')}
            </button>
            <button type="button" className="btn" onClick={() => step({ zoom: 2 })}>
              {t('region:wider')}
            </button>
          </fieldset>
        )}
        {children}
      </div>
      <p id="region-hint" className={wrong ? 'foot fail' : 'visually-hidden'} role={wrong ? 'alert' : undefined}>
        {t('region:notRegion')}
      </p>
    </form>
  );
}
