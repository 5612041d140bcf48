import type { Gene } from '../../api/answers.ts';
import { layGenes } from './gene-lanes.ts';

/** Height of one lane of genes, in pixels. */
export const laneHeight = 26;

interface GeneRowProps {
  genes: Gene[];
  /** Position (1-based) to pixel. */
  x(position: number): number;
  from: number;
  to: number;
  top: number;
  left: number;
  right: number;
}

/** Number of lanes the genes of a region take. */
export function geneLanes(genes: Gene[], basesPerPixel: number): number {
  const { laid } = layGenes(genes, (name) => (name.length * 8 + 12) * basesPerPixel);
  return laid.length === 0 ? 0 : Math.max(...laid.map((one) => one.lane)) + 1;
}

/** Genes as lines with their exons as boxes and their names beside them; an arrow shows the strand. */
export function GeneRow({ genes, x, from, to, top, left, right }: GeneRowProps) {
  const basesPerPixel = (to - from + 1) / Math.max(1, right - left);
  const { laid } = layGenes(genes, (name) => (name.length * 8 + 12) * basesPerPixel);
  const inside = (position: number) => Math.max(left, Math.min(right, x(position)));
  return laid.map(({ gene, lane, exons }) => {
    const y = top + lane * laneHeight;
    const start = inside(gene.start + 1);
    const end = Math.max(start + 2, inside(gene.end));
    const arrow = gene.strand === '-' ? `M${start + 6} ${y - 4}l-5 4 5 4` : `M${end - 6} ${y - 4}l5 4-5 4`;
    return (
      <g key={gene.id} data-tip={`${gene.symbol} ${gene.contig}:${gene.start + 1}-${gene.end} (${gene.strand})`}>
        <path className="axis" d={`M${start} ${y}H${end}`} />
        <path className="axis" d={arrow} />
        {exons
          .filter((exon) => exon.end > from && exon.start < to)
          .map((exon) => (
            <rect
              key={`${exon.start}-${exon.end}`}
              className="f-ink"
              x={inside(exon.start + 1)}
              y={y - 4}
              width={Math.max(1.5, inside(exon.end) - inside(exon.start + 1))}
              height={8}
            />
          ))}
        <text className="lab val" x={start} y={y + 16}>
          {gene.symbol}
        </text>
      </g>
    );
  });
}
