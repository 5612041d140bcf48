import { useTranslation } from 'react-i18next';
import type { Submission, SubmissionFile } from '../../api/answers.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';

/** The files as they were received, each with its checksum. */
export function FilesPanel({ submission }: { submission: Submission }) {
  const { t } = useTranslation();
  const format = useFormat();
  const samples = (file: SubmissionFile) => (Array.isArray(file.samples) ? file.samples.length : file.samples || null);
  const kind = (file: SubmissionFile) =>
    file.format || t(`upload:role.${file.role ?? 'unknown'}`, { defaultValue: file.role ?? '' });
  const columns: Column<SubmissionFile>[] = [
    { key: 'name', head: t('words:file'), value: (file) => file.name, wrap: true },
    { key: 'format', head: t('words:format'), value: kind },
    {
      key: 'bytes',
      head: t('words:size'),
      num: true,
      value: (file) => file.bytes,
      cell: (file) => format.bytes(file.bytes),
    },
    { key: 'samples', head: t('words:samples'), num: true, opt: true, value: samples },
    {
      key: 'sha256',
      head: 'SHA-256',
      opt: true,
      sortable: false,
      value: (file) => file.sha256,
      cell: ({ sha256 }) =>
        sha256 && (
          <span className="nowrap">
            <span className="mono" title={sha256}>
              {sha256.slice(0, 16)}…
            </span>
            <CopyButton text={sha256} label="SHA-256" />
          </span>
        ),
    },
  ];
  return (
    <Panel
      title={t('words:files')}
      note={t('submission:filesNote')}
      tools={
        submission.files.length > 0 && (
          <TableTools name={`${submission.id}-files`} columns={columns} rows={submission.files} />
        )
      }
    >
      {submission.files.length === 0 ? (
        <Empty why={t('submission:noFiles')} />
      ) : (
        <DataTable
          caption={t('words:files')}
          columns={columns}
          rows={submission.files}
          rowKey={(file) => `${file.name}-${file.sha256}`}
        />
      )}
    </Panel>
  );
}
