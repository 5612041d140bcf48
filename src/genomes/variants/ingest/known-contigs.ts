import { type BedRegions, readBed } from '../../../formats/bed/index.ts';
import { canonicalContig, contigRole } from '../../../genetics/contigs/index.ts';
import type { KnownContig } from './chunk-model.ts';
import type { IngestRequest, InspectedFile } from './model.ts';
import type { ReferenceFile } from './reference-bases.ts';

/**
 * Contigs of the reference under their names in the FASTA; without a FASTA those of the headers besides. A contig that the target
 * does not name has an empty target.
 * @throws FormatError for a damaged target BED
 */
export async function knownContigs(
  request: IngestRequest,
  fasta: ReferenceFile | null,
  files: readonly InspectedFile[],
): Promise<KnownContig[]> {
  const { contigs, par } = request.reference;
  const targetOf = targets(request.targetBed === undefined ? null : await readBed(request.targetBed));
  const known = contigs.map((contig): KnownContig => {
    const entry = fasta?.contigs.find((e) => e.name === contig.name || contig.aliases.includes(e.name));
    return {
      name: entry?.name ?? contig.name,
      aliases: [contig.name, ...contig.aliases],
      length: entry?.length ?? contig.length,
      role: contig.role,
      par: par.filter((p) => p.contigNo === contig.contigNo).flatMap((p) => [p.start, p.end]),
      target: targetOf(contig.name),
    };
  });
  if (fasta !== null) return known;
  const names = new Set(known.flatMap((contig) => [contig.name, ...contig.aliases]));
  for (const { name, length } of files.flatMap((file) => file.contigs)) {
    if (names.has(name)) continue;
    names.add(name);
    known.push({ name, aliases: [], length, role: contigRole(name), par: [], target: targetOf(name) });
  }
  return known;
}

function targets(regions: BedRegions | null): (contig: string) => KnownContig['target'] {
  if (regions === null) return () => null;
  const byName = new Map([...regions].map(([name, set]) => [canonicalContig(name), set]));
  const none = { starts: new Float64Array(0), ends: new Float64Array(0) };
  return (contig) => byName.get(canonicalContig(contig)) ?? none;
}
