import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Panel } from '../components/panel.tsx';
import { download, svgText, toCsv } from '../components/take-away.ts';
import { useWidth } from './use-width.ts';

/** The two ways a picture can be read. */
export function ViewSwitch({ table, onChange }: { table: boolean; onChange(table: boolean): void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="switch" aria-label={t('words:showAs')}>
      <button type="button" aria-pressed={!table} onClick={() => onChange(false)}>
        {t('words:picture')}
      </button>
      <button type="button" aria-pressed={table} onClick={() => onChange(true)}>
        {t('words:table')}
      </button>
    </fieldset>
  );
}

interface PicturePanelProps<Row> {
  title: string;
  note?: ReactNode;
  foot?: ReactNode;
  tools?: ReactNode;
  /** File name of what is taken away, without its ending. */
  name: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey(row: Row): string;
  /** The table stands beside the picture where there is room, instead of behind a switch. */
  beside?: boolean;
  /** Draws at the width it is given, in pixels. */
  draw(width: number): ReactNode;
}

/** A picture with the same numbers as a table, and both as files. */
export function PicturePanel<Row>(props: PicturePanelProps<Row>) {
  const { title, note, foot, tools, name, columns, rows, rowKey, beside = false, draw } = props;
  const [table, setTable] = useState(false);
  const [host, width] = useWidth<HTMLDivElement>();
  const picture = useRef<HTMLDivElement>(null);
  const saveSvg = () => {
    const svg = picture.current?.querySelector('svg');
    if (svg) download(`${name}.svg`, svgText(svg), 'image/svg+xml');
  };
  const saveCsv = () => {
    const head = columns.map((column) => column.head);
    const cells = rows.map((row) => columns.map((column) => column.value(row)));
    download(`${name}.csv`, toCsv(head, cells), 'text/csv');
  };
  return (
    <Panel
      title={title}
      note={note}
      foot={foot}
      tools={
        <>
          {tools}
          {!beside && <ViewSwitch table={table} onChange={setTable} />}
          {!table && (
            <button type="button" className="link" onClick={saveSvg}>
              SVG
            </button>
          )}
          <button type="button" className="link" onClick={saveCsv}>
            CSV
          </button>
        </>
      }
    >
      <div className={beside ? 'picture-beside' : undefined}>
        <div hidden={table} className="body">
          <div ref={host} className="drawn">
            <div ref={picture}>{draw(width)}</div>
          </div>
        </div>
        {(table || beside) && <DataTable caption={title} columns={columns} rows={rows} rowKey={rowKey} />}
      </div>
    </Panel>
  );
}
