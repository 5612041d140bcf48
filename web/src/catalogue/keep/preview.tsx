import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/panel.tsx';
import { AttributesPanel } from '../attributes-panel.tsx';
import type { EntryRecord, ShownEntry } from '../catalogue-api.ts';
import { ContactPanel } from '../contact-panel.tsx';
import { TermsPanel } from '../terms-panel.tsx';
import { useEntryWords } from '../words.ts';
import type { Draft } from './keep-api.ts';

/** An entry as the public would see it. */
export function Preview({ draft, record, name }: { draft: Draft; record: Record<string, unknown>; name: string }) {
  const { t } = useTranslation();
  const words = useEntryWords();
  const entry: ShownEntry = {
    ...{ kind: draft.kind, id: draft.id, origin: draft.origin, source: draft.source, link: draft.link },
    record: { ...(record as EntryRecord), name },
    ...{ counted: null, biobank: null, parent: null, collections: [], services: [], networks: [], studies: [] },
    ...{ members: [], filled: { has: 0, of: 0, missing: [] }, demo: false, version: draft.version, changedAt: '' },
  };
  const shown = words(entry.record);
  return (
    <>
      <Panel title={shown.name || t('catalogue:keep.noName')} note={entry.record.acronym} padded>
        <div className="prose">
          {shown.description ? (
            <p className="pre" lang={shown.lang}>
              {shown.description}
            </p>
          ) : (
            <p className="muted">{t('catalogue:noDescription')}</p>
          )}
          {entry.record.url && <p className="breakable">{entry.record.url}</p>}
        </div>
      </Panel>
      <AttributesPanel entry={entry} />
      <ContactPanel entry={entry} />
      {entry.kind === 'collection' && <TermsPanel entry={entry} />}
    </>
  );
}
