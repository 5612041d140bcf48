import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { apiPath, postJson } from '../../api/client.ts';
import { sessionQuery } from '../../api/queries.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { may } from '../../session/rights.ts';
import { UploadChoicesForm } from './upload-choices.tsx';
import { UploadFiles } from './upload-files.tsx';
import { sameCommand, submissionRequest } from './upload-roles.ts';
import { clearUpload, useUpload } from './upload-store.ts';

/** Sends files, many at a time and resumable, and makes a submission of them. */
export function UploadPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const { items, choices, rate } = useUpload();
  const submit = useMutation({
    mutationFn: () => postJson<{ id: string }>(apiPath('/submissions'), submissionRequest(items, choices)),
    onSuccess: async ({ id }) => {
      clearUpload();
      await client.invalidateQueries({ queryKey: ['submissions'] });
      await navigate({ to: '/submissions/$id', params: { id } });
    },
  });
  const variants = items.filter((item) => item.role === 'variants');
  const unsent = items.filter((item) => item.state !== 'sent');
  const unknown = items.filter((item) => item.role === 'unknown');
  const missing = [
    variants.length === 0 && t('upload:needVariants'),
    unsent.length > 0 && t('upload:needSent', { count: unsent.length, number: format.int(unsent.length) }),
    unknown.length > 0 && t('upload:needRole', { name: unknown[0]?.name }),
  ].filter((reason): reason is string => typeof reason === 'string');
  const size = items.reduce((sum, item) => sum + item.size, 0);
  const left = items.reduce((sum, item) => sum + (item.size - item.sent), 0);
  const crumbs = [{ label: t('submissions:title'), to: '/submissions' }, { label: t('upload:crumb') }];

  if (session && !may(session, 'genomes.submissions.create')) {
    return (
      <Page heading={t('upload:operatorOnly')} crumbs={crumbs}>
        <Panel title={t('upload:operatorOnlyTitle')}>
          <Empty why={t('upload:operatorOnlyWhy')}>
            <p>{t('problem:forbiddenAction')}</p>
          </Empty>
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      heading={
        items.length === 0
          ? t('upload:headingEmpty')
          : t('upload:heading', { count: items.length, number: format.int(items.length), size: format.bytes(size) })
      }
      crumbs={crumbs}
      state={
        <>
          {rate > 0 && <span>{t('upload:rate', { rate: format.bytes(rate) })}</span>}
          {rate > 0 && left > 0 && <span>{t('words:timeLeft', { time: format.duration(left / rate) })}</span>}
          <span>{missing.length > 0 ? t('upload:next', { what: missing[0] }) : t('upload:ready')}</span>
        </>
      }
      actions={
        <>
          <Link className="btn" to="/submissions">
            {t('upload:later')}
          </Link>
          <button
            type="button"
            className="btn primary"
            disabled={missing.length > 0 || submit.isPending}
            onClick={() => submit.mutate()}
          >
            {t('upload:submit')}
          </button>
        </>
      }
    >
      <div className="stack">
        {submit.error && <ProblemView error={submit.error} />}
        <UploadFiles items={items} />
        <UploadChoicesForm choices={choices} />
        <Panel title={t('upload:commandTitle')} note={t('upload:commandNote')} padded>
          <span className="mono breakable">{sameCommand(items, choices)}</span>
          <CopyButton text={sameCommand(items, choices)} label={t('words:command')} />
        </Panel>
      </div>
    </Page>
  );
}
