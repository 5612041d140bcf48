import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Mark } from '../components/marks.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemView } from '../components/states.tsx';
import { useText } from '../formatting/use-text.ts';
import { actOnApplication } from './access-api.ts';
import { DriftPanel } from './drift-panel.tsx';
import { EstimatePanel } from './estimate-panel.tsx';
import { FormField } from './form-field.tsx';
import { isRequired, isShown, missingIn, missingOfRequest } from './form-logic.ts';
import type { Application, Section } from './model.ts';
import { RequestSection } from './request-section.tsx';
import { type Draft, useDraft } from './use-draft.ts';

const request = 'request';

function SaveState({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  if (draft.state === 'failed') {
    return (
      <Mark tone="fail" icon="fail">
        {t('access:notSaved')}
      </Mark>
    );
  }
  const saved = draft.state === 'saved';
  return (
    <span role="status">
      <Mark tone={saved ? 'pass' : 'info'} icon={saved ? 'pass' : 'clock'}>
        {t(saved ? 'access:saved' : 'access:saving')}
      </Mark>
    </span>
  );
}

/** The sections, each with what is still missing. */
function SectionList(props: {
  sections: Section[];
  open: string;
  missing: Readonly<Record<string, number>>;
  onOpen(key: string): void;
}) {
  const { sections, open, missing, onOpen } = props;
  const { t } = useTranslation();
  const text = useText();
  const entries = [
    ...sections.map(({ key, title }) => ({ key, label: text(title) })),
    { key: request, label: t('access:request') },
  ];
  return (
    <nav className="form-sections" aria-label={t('access:sections')}>
      <ol>
        {entries.map(({ key, label }) => {
          const left = missing[key] ?? 0;
          return (
            <li key={key}>
              <button type="button" aria-current={key === open ? 'step' : undefined} onClick={() => onOpen(key)}>
                <Icon name={left === 0 ? 'pass' : 'clock'} tone={left === 0 ? 'pass' : undefined} />
                <span>{label}</span>
                <span className="muted small">
                  {left === 0 ? t('access:complete') : t('access:missingCount', { count: left, number: left })}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** An application while it is written: the form that its data describe, saved by itself, checked, and handed in. */
export function ApplicationForm({ application }: { application: Application }) {
  const { t } = useTranslation();
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const search = useSearch({ from: '/applications/$id' });
  const draft = useDraft(application);
  const { sections } = application.form.definition;
  const open = search.section ?? sections[0]!.key;
  const section = sections.find(({ key }) => key === open);
  const { answers } = draft;
  const missing = Object.fromEntries([
    ...sections.map((one) => [one.key, missingIn(one, answers).length] as const),
    [request, missingOfRequest({ ...application, answers, request: draft.request }).length] as const,
  ]);
  const left = Object.values(missing).reduce((sum, one) => sum + one, 0);
  const wrong = new Map(application.missing.map(({ field, what }) => [field, what]));
  const submit = useMutation({
    mutationFn: async () => {
      await draft.flush();
      await actOnApplication(application.id, 'submit');
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
  const go = (key: string) =>
    navigate({ to: '/applications/$id', params: { id: application.id }, search: { section: key }, replace: true });
  const keys = [...sections.map(({ key }) => key), request];
  const next = keys[keys.indexOf(open) + 1];
  return (
    <div className="cols form-cols">
      <SectionList sections={sections} open={open} missing={missing} onOpen={go} />
      <div className="stack">
        <Panel
          title={section ? text(section.title) : t('access:request')}
          tools={<SaveState draft={draft} />}
          padded
          key={open}
        >
          <div className="stack">
            {section?.help && <p className="soft">{text(section.help)}</p>}
            {section ? (
              section.fields
                .filter((field) => isShown(field, answers))
                .map((field) => (
                  <FormField
                    key={field.key}
                    field={field}
                    value={answers[field.key]}
                    required={isRequired(field, answers)}
                    wrong={wrong.get(field.key) === 'missing' ? undefined : wrong.get(field.key)}
                    demo={application.demo}
                    onChange={(value) => draft.answer(field.key, value)}
                  />
                ))
            ) : (
              <RequestSection application={application} request={draft.request} onChange={draft.ask} />
            )}
            {draft.error ? <ProblemView error={draft.error} onRetry={() => void draft.flush()} /> : null}
            <div className="actions">
              {next && (
                <button type="button" className="btn" onClick={() => go(next)}>
                  {t('access:nextSection')}
                </button>
              )}
            </div>
          </div>
        </Panel>
        <DriftPanel application={application} />
      </div>
      <div className="stack">
        <Panel title={t('access:handIn')} padded>
          <div className="stack">
            <p>{left === 0 ? t('access:readyToHandIn') : t('access:stillMissing', { count: left, number: left })}</p>
            <div className="actions">
              <button
                type="button"
                className="btn primary"
                disabled={left > 0 || submit.isPending}
                onClick={() => submit.mutate()}
              >
                {t('access:submit')}
              </button>
            </div>
            {submit.error && <ProblemView error={submit.error} />}
          </div>
        </Panel>
        <EstimatePanel id={application.id} revision={draft.revision} />
      </div>
    </div>
  );
}
