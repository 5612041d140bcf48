import '../styles/cohorts.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, postJson } from '../api/client.ts';
import { datasetsQuery, sessionQuery } from '../api/queries.ts';
import { Page } from '../components/page.tsx';
import { worldOf } from '../components/table/world.ts';
import { WorldSwitch } from '../components/table/world-switch.tsx';
import { may } from '../session/rights.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import { CohortBuilder, useSettledDefinition } from './cohort-builder.tsx';
import { type CohortDetail, completed, type Definition, readAddress } from './model.ts';
import { cohortPath, countQuery } from './queries.ts';
import { SaveDialog } from './save-dialog.tsx';
import { useCountText } from './words.ts';

/** A cohort while it is written; the address holds the definition. */
export function NewCohortPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { definition: written, cohort } = useSearch({ from: '/cohorts/new' });
  const { data: datasets } = useQuery(datasetsQuery);
  const { data: session } = useQuery(sessionQuery);
  const { world, both } = worldOf(datasets ?? [], undefined, undefined);
  const usual = world === 'only' ? 'synthetic' : 'real';
  const definition = useMemo(() => readAddress(written, usual), [written, usual]);
  const [saving, setSaving] = useState(false);
  const text = useCountText();
  const { data: count } = useQuery({
    ...countQuery(useSettledDefinition(definition), cohort),
    enabled: datasets !== undefined,
  });
  useSynthetic(definition.data === 'synthetic' ? 'all' : 'none');
  const write = (next: Definition) =>
    navigate({
      to: '/cohorts/new',
      search: { definition: next, ...(cohort ? { cohort } : {}) },
      replace: true,
      resetScroll: false,
    });
  const save = useMutation({
    mutationFn: ({ name, note }: { name: string; note: string }) =>
      postJson<CohortDetail>(apiPath(cohort ? `${cohortPath(cohort)}/versions` : '/cohorts'), {
        ...(cohort ? {} : { name }),
        ...(note === '' ? {} : { note }),
        definition: { ...definition, conditions: completed(definition.conditions) },
      }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['cohorts', 'list'] });
      await client.invalidateQueries({ queryKey: ['cohorts', 'one', id] });
      await navigate({ to: '/cohorts/$id', params: { id } });
    },
  });
  return (
    <Page
      heading={count ? t('cohorts:newHeading', { number: text(count) }) : t('cohorts:new')}
      title={t('cohorts:new')}
      crumbs={[{ label: t('cohorts:title'), to: '/cohorts' }, { label: t('cohorts:new') }]}
      state={
        <>
          <span className="tag">{t('cohorts:draft')}</span>
          {both && (
            <WorldSwitch
              world={definition.data === 'real' ? 'exclude' : 'only'}
              onChange={(next) => write({ ...definition, data: next === 'only' ? 'synthetic' : 'real' })}
            />
          )}
          {count && <span>{t('cohorts:countedIn', { number: count.milliseconds })}</span>}
        </>
      }
      actions={
        <button type="button" className="btn primary" onClick={() => setSaving(true)}>
          {t('cohorts:save')}
        </button>
      }
    >
      {datasets && (
        <CohortBuilder
          definition={definition}
          cohort={cohort}
          carriers={session?.kind === 'operator' && may(session, 'variants.carriers.read')}
          onChange={write}
        />
      )}
      {saving && (
        <SaveDialog
          named={cohort === undefined}
          busy={save.isPending}
          error={save.error}
          onClose={() => setSaving(false)}
          onSave={(given) => save.mutate(given)}
        />
      )}
    </Page>
  );
}
