import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMaterials } from '../words.ts';

/** What an import did, or would do. */
export interface Report {
  biobank: string;
  rows: number;
  imported: number;
  byType: Record<string, number>;
  faults: { line: number; column: string; fault: string }[];
  faultCount: number;
}

/** What was found in a file, line by line: tried, or taken over. */
export function ReportPanel({ report, tried }: { report: Report; tried: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const clean = report.faultCount === 0;
  type Fault = Report['faults'][number];
  const columns: Column<Fault>[] = [
    { key: 'line', head: t('biobank:line'), num: true, value: (row) => row.line },
    {
      key: 'column',
      head: t('biobank:column'),
      value: (row) => row.column,
      cell: (row) => <span className="mono">{row.column}</span>,
    },
    {
      key: 'fault',
      head: t('biobank:fault'),
      wrap: true,
      value: (row) => row.fault,
      cell: (row) => <span lang="en">{row.fault}</span>,
    },
  ];
  return (
    <Panel
      title={t('biobank:inventoryReport')}
      note={t('biobank:inventoryRows', { count: report.rows, number: format.int(report.rows) })}
      tools={
        report.faults.length > 0 && <TableTools name="idun-inventory-faults" columns={columns} rows={report.faults} />
      }
    >
      <div className="body stack">
        <div className={clean ? 'alert pass' : 'alert fail'} role="status">
          <Icon name={clean ? 'pass' : 'fail'} />
          <div>
            <p>
              <b>
                {clean
                  ? t(tried ? 'biobank:inventoryClean' : 'biobank:inventoryTaken', {
                      count: report.imported,
                      number: format.int(report.imported),
                    })
                  : t('biobank:inventoryFaults', { count: report.faultCount, number: format.int(report.faultCount) })}
              </b>
            </p>
            <p>
              {Object.entries(report.byType)
                .map(([type, count]) => `${words.type(type)} ${format.int(count)}`)
                .join(', ')}
            </p>
          </div>
        </div>
      </div>
      {report.faults.length > 0 && (
        <DataTable
          caption={t('biobank:inventoryReport')}
          columns={columns}
          rows={report.faults}
          rowKey={(row) => `${row.line}${row.column}${row.fault}`}
          capped
        />
      )}
    </Panel>
  );
}
