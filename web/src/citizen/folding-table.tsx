import type { ReactNode } from 'react';

interface FoldingTableProps {
  /** What the table is about, for screen readers. */
  caption: string;
  heads: readonly string[];
  rows: readonly { key: string | number; cells: readonly ReactNode[] }[];
}

/** A table of a citizen's page; on a telephone each row is a card that says its own headings. */
export function FoldingTable({ caption, heads, rows }: FoldingTableProps) {
  return (
    // The roles are written out: a table drawn as blocks is no table to some screen readers otherwise.
    // biome-ignore-start lint/a11y/noRedundantRoles: see above
    <table className="c-table" role="table">
      <caption className="visually-hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {heads.map((head) => (
            <th key={head} role="columnheader" scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ key, cells }) => (
          <tr key={key} role="row">
            {heads.map((head, at) => (
              <td key={head} role="cell" data-l={at === 0 ? undefined : head}>
                {cells[at]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: see above
  );
}
