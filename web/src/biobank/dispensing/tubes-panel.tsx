import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { BiobankMark } from '../marks.tsx';
import { useMaterials } from '../words.ts';
import type { Tube } from './dispensing-api.ts';

/** The tubes of a reservation or shipment, each with what became of it. */
export function TubesPanel({ tubes, name }: { tubes: Tube[]; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const columns: Column<Tube>[] = [
    {
      key: 'barcode',
      head: t('biobank:barcode'),
      value: (row) => row.barcode,
      cell: (row) => (
        <Link className="rowlink mono" to="/biobank/specimens/$code" params={{ code: row.specimen }}>
          {row.barcode}
        </Link>
      ),
    },
    { key: 'type', head: t('biobank:materialWord'), value: (row) => words.type(row.type) },
    {
      key: 'amount',
      head: t('biobank:left'),
      num: true,
      value: (row) => row.amount,
      cell: (row) => words.amount(row.amount, row.unit),
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => words.promise(row.state),
      cell: (row) => (
        <>
          <BiobankMark of="promise" state={row.state} />
          {row.because && <span className="under">{words.because(row.because)}</span>}
        </>
      ),
    },
    {
      key: 'condition',
      head: t('biobank:conditionWord'),
      opt: true,
      value: (row) => row.condition && words.condition(row.condition),
    },
  ];
  return (
    <Panel
      title={t('biobank:tubes')}
      note={t('bench:tubes', { count: tubes.length, number: format.int(tubes.length) })}
      tools={<TableTools name={name} columns={columns} rows={tubes} />}
    >
      <DataTable caption={t('biobank:tubes')} columns={columns} rows={tubes} rowKey={(row) => row.specimen} capped />
    </Panel>
  );
}
