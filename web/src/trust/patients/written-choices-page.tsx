import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ChoicesPanel } from './choices-panel.tsx';
import { PersonFinder } from './person-finder.tsx';

/** Finds the citizen who wrote or called, and writes down what they chose. */
export function WrittenChoicesPage() {
  const { t } = useTranslation();
  return (
    <Page heading={t('patients:written.heading')} crumbs={[{ label: t('frame:areas.choices') }]}>
      <Panel title={t('patients:written.who')} note={t('patients:findNote')} padded>
        <PersonFinder>
          {(person) => (
            <>
              <p>
                <b>{person.name ?? t('patients:nameless')}</b> <span className="mono">{person.id}</span>
              </p>
              <ChoicesPanel key={person.id} person={person.id} />
            </>
          )}
        </PersonFinder>
      </Panel>
    </Page>
  );
}
