import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useUpload } from './upload-store.ts';

/** On every page but the upload's own: that files are being sent, or wait to be sent in. */
export function UploadNotice() {
  const { t } = useTranslation();
  const format = useFormat();
  const { items } = useUpload();
  const path = useRouterState({ select: (state) => state.location.pathname });
  if (items.length === 0 || path === '/submissions/new') return null;
  const size = items.reduce((sum, item) => sum + item.size, 0);
  const sent = items.reduce((sum, item) => sum + item.sent, 0);
  const done = items.every((item) => item.state === 'sent');
  return (
    <div className="alert info upload-strip no-print" role="status">
      <Icon name="submission" />
      <div>
        {done
          ? t('upload:noticeDone', { count: items.length, number: format.int(items.length) })
          : t('upload:notice', {
              count: items.length,
              number: format.int(items.length),
              share: format.percent(size > 0 ? sent / size : 0, 0),
            })}
      </div>
      <Link to="/submissions/new">{t('upload:open')}</Link>
    </div>
  );
}
