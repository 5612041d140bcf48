import { contigAliases, contigRole, parRegions, recogniseBuild } from '../../../genetics/contigs/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { fitReference, type ReferenceClaim } from './match-reference.ts';
import { contigByName, type StoredContig, type StoredReference } from './reference.ts';

/** A reference made of headers: an existing one that the claim does not contradict, or a new one. */
export interface HeaderOnlyReference {
  reference: StoredReference;
  isNew: boolean;
  /** Contigs that this claim adds. */
  added: StoredContig[];
  /** Lengths that this claim states first, by contig number. */
  lengths: Map<number, number>;
}

/**
 * The header-only reference for files that fit no loaded one. Named after the build that lengths, accessions or the assembly
 * text give away (`GRCh38-unchecked`), else `unchecked`; numbered when an earlier one of the name has other lengths.
 * @param nextNo number for a new reference
 */
export function headerOnlyReference(
  claim: ReferenceClaim,
  references: readonly StoredReference[],
  nextNo: number,
): HeaderOnlyReference {
  const build = recogniseBuild(claim.contigs, claim.assemblies)?.build ?? null;
  const stem = build === null ? 'unchecked' : `${build}-unchecked`;
  for (let i = 1; ; i++) {
    const name = i === 1 ? stem : `${stem}-${i}`;
    const known = references.find((reference) => reference.name === name);
    if (!known) return { ...extend(emptyReference(nextNo, name, build), claim), isNew: true };
    const grown = extendHeaderOnly(claim, known);
    if (grown) return grown;
  }
}

/** A header-only reference grown by what a claim adds; null when the claim contradicts it or its sequence is loaded. */
export function extendHeaderOnly(claim: ReferenceClaim, reference: StoredReference): HeaderOnlyReference | null {
  if (reference.checked || contradicts(claim, reference)) return null;
  return { ...extend(reference, claim), isNew: false };
}

function contradicts(claim: ReferenceClaim, reference: StoredReference): boolean {
  const shared = claim.contigs.filter((contig) => contigByName(reference, contig.name));
  if (shared.length === 0) return false;
  return typeof fitReference({ contigs: shared, used: [], assemblies: [] }, reference) === 'string';
}

function emptyReference(referenceNo: number, name: string, build: string | null): StoredReference {
  return {
    referenceNo,
    id: newId('ref'),
    name,
    checked: false,
    demo: false,
    fastaPath: null,
    fastaBytes: null,
    digest: null,
    build,
    addedAt: '',
    contigs: [],
  };
}

function extend(reference: StoredReference, claim: ReferenceClaim): Omit<HeaderOnlyReference, 'isNew'> {
  const grown: StoredReference = { ...reference, contigs: [...reference.contigs] };
  const added: StoredContig[] = [];
  const lengths = new Map<number, number>();
  const names = [...claim.contigs, ...claim.used.map((name) => ({ name, length: null, md5: null }))];
  for (const { name, length } of names) {
    const known = contigByName(grown, name);
    if (known) {
      if (known.length === null && length) {
        lengths.set(known.contigNo, length);
        grown.contigs[grown.contigs.indexOf(known)] = { ...known, length };
      }
      continue;
    }
    const contig = makeContig(grown.contigs.length, name, length ?? null, reference.build);
    added.push(contig);
    grown.contigs.push(contig);
  }
  return { reference: grown, added, lengths };
}

/** A contig as its name and build describe it. */
export function makeContig(contigNo: number, name: string, length: number | null, build: string | null): StoredContig {
  const role = contigRole(name);
  const known = build === 'GRCh37' || build === 'GRCh38' || build === 'T2T-CHM13v2.0';
  const regions = known && (role === 'X' || role === 'Y') ? parRegions(build)[role] : [];
  return {
    contigNo,
    name,
    length,
    refget: null,
    md5: null,
    role,
    aliases: contigAliases(name, length).filter((alias) => alias !== name),
    par: regions.map(({ start, end }) => [start, end]),
  };
}
