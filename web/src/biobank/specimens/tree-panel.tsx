import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import type { Column } from '../../components/data-table.tsx';
import type { TreeNode } from '../biobank-api.ts';
import { BiobankMark } from '../marks.tsx';
import { useMaterials } from '../words.ts';
import { layTree, type PlacedNode } from './tree-layout.ts';

const box = { width: 176, height: 56, gapX: 48, gapY: 12 };
const xOf = ({ column }: PlacedNode) => 4 + column * (box.width + box.gapX);
const yOf = ({ row }: PlacedNode) => 4 + row * (box.height + box.gapY);

/** States in which the tube is not in the house any more: drawn with a broken line. */
const gone: ReadonlySet<string> = new Set(['shipped', 'delivered', 'depleted', 'disposed', 'lost']);

function Tree({ nodes, self }: { nodes: TreeNode[]; self: string }) {
  const { t } = useTranslation();
  const words = useMaterials();
  const navigate = useNavigate();
  const placed = layTree(nodes);
  const at = new Map(placed.map((one) => [one.node.id, one]));
  const width = Math.max(...placed.map((one) => xOf(one) + box.width)) + 8;
  const height = Math.max(...placed.map((one) => yOf(one) + box.height)) + 8;
  const open = (id: string) => void navigate({ to: '/biobank/specimens/$code', params: { code: id } });
  return (
    <div className="scroll" style={{ maxHeight: 520, overflow: 'auto' }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no form */}
      <svg
        width={width}
        height={height}
        role="group"
        aria-label={t('biobank:treeLabel', { count: nodes.length, number: nodes.length })}
      >
        {placed.flatMap((child) =>
          child.node.parents.map((id) => {
            const parent = at.get(id);
            if (!parent) return null;
            const [x1, y1] = [xOf(parent) + box.width, yOf(parent) + box.height / 2];
            const [x2, y2] = [xOf(child), yOf(child) + box.height / 2];
            const middle = x2 - box.gapX / 2;
            return <path key={`${id}-${child.node.id}`} className="whisker" d={`M${x1} ${y1}H${middle}V${y2}H${x2}`} />;
          }),
        )}
        {placed.map((one) => {
          const { node } = one;
          const text = `${node.barcode}, ${words.type(node.type)}, ${words.amount(node.amount, node.unit)}, ${words.state(node.state)}`;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a link inside a drawing
            <g
              key={node.id}
              className={`tree-node${node.id === self ? ' self' : ''}${gone.has(node.state) ? ' gone' : ''}`}
              role="link"
              tabIndex={0}
              aria-label={text}
              aria-current={node.id === self ? 'true' : undefined}
              onClick={() => open(node.id)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') open(node.id);
              }}
            >
              <rect x={xOf(one)} y={yOf(one)} width={box.width} height={box.height} rx={3} />
              <text className="val mono" x={xOf(one) + 10} y={yOf(one) + 18}>
                {node.barcode.length > 20 ? `${node.barcode.slice(0, 19)}…` : node.barcode}
              </text>
              <text x={xOf(one) + 10} y={yOf(one) + 34}>
                {words.type(node.type)}, {words.amount(node.amount, node.unit)}
              </text>
              <text className="lab" x={xOf(one) + 10} y={yOf(one) + 49}>
                {words.lineage(node.lineage)}, {words.state(node.state)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** Where a specimen came from and what was made of it, drawn and as a table. */
export function TreePanel({ nodes, self, name }: { nodes: TreeNode[]; self: string; name: string }) {
  const { t } = useTranslation();
  const words = useMaterials();
  const barcodes = new Map(nodes.map(({ id, barcode }) => [id, barcode]));
  const columns: Column<TreeNode>[] = [
    {
      key: 'barcode',
      head: t('biobank:barcode'),
      value: (row) => row.barcode,
      cell: (row) => (
        <Link className="rowlink mono" to="/biobank/specimens/$code" params={{ code: row.id }}>
          {row.barcode}
        </Link>
      ),
    },
    { key: 'lineage', head: t('biobank:lineageWord'), value: (row) => words.lineage(row.lineage) },
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
      value: (row) => words.state(row.state),
      cell: (row) => <BiobankMark of="state" state={row.state} />,
    },
    {
      key: 'parents',
      head: t('biobank:parents'),
      opt: true,
      value: (row) => row.parents.map((id) => barcodes.get(id) ?? id).join(' '),
    },
  ];
  return (
    <PicturePanel
      title={t('biobank:tree')}
      note={t('biobank:treeNote')}
      name={name}
      columns={columns}
      rows={nodes}
      rowKey={(row) => row.id}
      draw={() => <Tree nodes={nodes} self={self} />}
    />
  );
}
