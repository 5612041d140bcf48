import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type View, views } from '../address.ts';
import type { Study } from '../study.ts';
import { ControlsView, type Matching } from './controls-view.tsx';
import { OverlapView } from './overlap-view.tsx';
import { PlacesView } from './places-view.tsx';
import { StudyView } from './study-view.tsx';
import { TimeView } from './time-view.tsx';

interface ViewsProps {
  show: View;
  onShow(view: View): void;
  matching: Matching;
  onMatching(matching: Matching): void;
  study: Study;
  onStudy(study: Study): void;
  /** The view of specimens. */
  children: ReactNode;
}

/** What is known of the people found, a part at a time: only what is shown is asked for. */
export function Views({ show, onShow, matching, onMatching, study, onStudy, children }: ViewsProps) {
  const { t } = useTranslation();
  const id = useId();
  const onKeys = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = views[(views.indexOf(show) + step + views.length) % views.length] ?? 'specimens';
    onShow(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-view=${next}]`)?.focus();
    event.preventDefault();
  };
  return (
    <>
      <div role="tablist" aria-label={t('register:views')} className="view-tabs" onKeyDown={onKeys}>
        {views.map((view) => (
          <button
            key={view}
            type="button"
            role="tab"
            id={`${id}-${view}`}
            data-view={view}
            aria-selected={view === show}
            aria-controls={`${id}-panel`}
            tabIndex={view === show ? 0 : -1}
            onClick={() => onShow(view)}
          >
            {t(`register:view.${view}`)}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${show}`}>
        {show === 'specimens' && children}
        {show === 'time' && <TimeView />}
        {show === 'overlap' && <OverlapView />}
        {show === 'places' && <PlacesView />}
        {show === 'controls' && <ControlsView matching={matching} onMatching={onMatching} />}
        {show === 'study' && <StudyView {...{ matching, study, onStudy }} />}
      </div>
    </>
  );
}
