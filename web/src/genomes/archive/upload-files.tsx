import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { choosableRoles, type FileRole, type UploadItem } from './upload-roles.ts';
import { addFiles, clearUpload, removeFile, retryFile, setRole } from './upload-store.ts';

function ItemState({ item }: { item: UploadItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = item.size > 0 ? item.sent / item.size : item.state === 'sent' ? 1 : 0;
  if (item.state === 'sent') {
    return (
      <Mark tone="pass" icon="pass">
        {t('upload:sent')}
      </Mark>
    );
  }
  return (
    <div style={{ display: 'grid', gap: 4, minWidth: 140 }}>
      <span className={item.state === 'failed' ? 'small fail' : 'small'}>
        {t(`upload:state.${item.state}`, { share: format.percent(share, 0) })}
        {item.error && <span className="visually-hidden">: {item.error}</span>}
      </span>
      <span className="bar">
        <i style={{ width: `${share * 100}%` }} />
      </span>
    </div>
  );
}

function ItemRow({ item }: { item: UploadItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <tr>
      <th scope="row" className="stick wrap">
        {item.name}
        {item.error && <span className="under">{item.error}</span>}
      </th>
      <td>
        <select
          className="select"
          style={{ height: 28, minWidth: 132 }}
          aria-label={t('upload:roleOf', { name: item.name })}
          value={item.role}
          onChange={(event) => setRole(item.key, event.target.value as FileRole)}
        >
          {item.role === 'unknown' && <option value="unknown">{t('upload:role.unknown')}</option>}
          {choosableRoles.map((role) => (
            <option key={role} value={role}>
              {t(`upload:role.${role}`)}
            </option>
          ))}
        </select>
      </td>
      <td className="num opt">{format.bytes(item.size)}</td>
      <td>
        <ItemState item={item} />
      </td>
      <td className="num">
        {item.state === 'failed' && (
          <button type="button" className="link small" onClick={() => retryFile(item.key)}>
            {t('words:tryAgain')}
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          style={{ display: 'inline-grid' }}
          aria-label={t('upload:remove', { name: item.name })}
          onClick={() => removeFile(item.key)}
        >
          <Icon name="close" />
        </button>
      </td>
    </tr>
  );
}

/** Where files are dropped or chosen, and how far each has come. */
export function UploadFiles({ items }: { items: UploadItem[] }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const format = useFormat();
  const needed = items.filter((item) => item.state === 'file-needed');
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    addFiles(event.dataTransfer.files);
  };
  return (
    <Panel
      title={t('words:files')}
      note={t('upload:filesNote')}
      tools={
        items.length > 0 && (
          <button type="button" className="link" onClick={clearUpload}>
            {t('upload:clear')}
          </button>
        )
      }
      foot={t('upload:filesFoot')}
    >
      <div className="body stack">
        {needed.length > 0 && (
          <div className="alert warn">
            <Icon name="warn" />
            <div>
              <p>{t('upload:fileNeeded', { count: needed.length, number: format.int(needed.length) })}</p>
              <ul>
                {needed.map((item) => (
                  <li key={item.key}>
                    {t('upload:here', {
                      name: item.name,
                      sent: format.bytes(item.sent),
                      size: format.bytes(item.size),
                      share: format.percent(item.size > 0 ? item.sent / item.size : 0, 0),
                    })}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
        <fieldset
          className={over ? 'drop over' : 'drop'}
          aria-label={t('upload:drop')}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
        >
          <p className="strong">{t('upload:drop')}</p>
          <p className="small muted">{t('upload:formats')}</p>
          <button type="button" className="btn" onClick={() => input.current?.click()}>
            {t('upload:choose')}
          </button>
          <input
            ref={input}
            type="file"
            multiple
            hidden
            aria-label={t('upload:choose')}
            onChange={(event) => {
              addFiles(event.target.files ?? []);
              event.target.value = '';
            }}
          />
        </fieldset>
      </div>
      {items.length > 0 && (
        <Scroll label={t('words:files')}>
          <table className="data tight">
            <thead>
              <tr>
                <th className="stick">{t('words:file')}</th>
                <th>{t('upload:usedAs')}</th>
                <th className="num opt">{t('words:size')}</th>
                <th>{t('words:stateWord')}</th>
                <th>
                  <span className="visually-hidden">{t('upload:acts')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <ItemRow key={item.key} item={item} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
