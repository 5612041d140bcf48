import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { formatGzi } from '../../../formats/bgzf/index.ts';
import { type Fasta, formatFai, openFasta } from '../../../formats/fasta/index.ts';
import { collectionDigests, requireSequence, sequenceDigests } from '../../../formats/refget/index.ts';
import { type ContigRole, recogniseBuild } from '../../../genetics/contigs/index.ts';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { type Progress, silentProgress } from '../../../platform/progress/index.ts';
import { errors } from '../errors.ts';
import { requireFile } from '../originals/index.ts';
import { asWriter } from '../submissions/locks.ts';
import { makeContig } from './header-only.ts';
import type { StoredContig, StoredReference } from './reference.ts';
import { insertReference, nextReferenceNo, readReferences } from './store.ts';

/** What to load a reference from. */
export interface NewReference {
  /** FASTA, plain or bgzipped. */
  path: string;
  /** Without a name: the build when recognised, else the file's name. */
  name?: string;
  /** Pseudo-autosomal regions by contig name, 0-based half-open; those of known builds are known. */
  par?: Record<string, [start: number, end: number][]>;
  /** Roles of contigs whose names do not say them. */
  roles?: Record<string, ContigRole>;
  demo?: boolean;
}

export interface AddedReference {
  reference: StoredReference;
  /** False when the same sequences under the same names were here already. */
  added: boolean;
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Loads a reference: copies the FASTA into the data directory, makes `.fai` and `.gzi`, computes refget digest and MD5 of each
 * contig. The same content again changes nothing.
 * @throws Problem for a missing file, a name that is taken or cannot be one; FormatError for FASTA that breaks its format
 */
export async function addReference(
  deps: { db: DatabaseHandle; dataDir: string; progress?: Progress },
  given: NewReference,
): Promise<AddedReference> {
  await requireFile(given.path, basename(given.path));
  if (given.name !== undefined) requireName(given.name);
  return await asWriter(deps.db, () => copyAndAdd(deps, given));
}

async function copyAndAdd(
  deps: { db: DatabaseHandle; dataDir: string; progress?: Progress },
  given: NewReference,
): Promise<AddedReference> {
  const id = newId('ref');
  const folder = join(deps.dataDir, 'references');
  const temporary = join(folder, `.adding-${id}`);
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  try {
    const { contigs, digest, fileName, bytes } = await takeIn(given, temporary, deps.progress ?? silentProgress);
    return await deps.db.advisoryLock('genomes.references', async () => {
      const references = await readReferences(deps.db.app);
      const known = references.find((reference) => reference.digest === digest);
      if (known) return { reference: known, added: false };
      const build = recogniseBuild(contigs)?.build ?? null;
      const name = given.name ?? defaultName(given.path, build);
      requireFreeName(references, name);
      await rename(temporary, join(folder, id));
      await syncPath(folder);
      const referenceNo = await nextReferenceNo(deps.db.app);
      const reference = {
        referenceNo,
        id,
        name,
        checked: true,
        demo: given.demo ?? false,
        fastaPath: join('references', id, fileName),
        fastaBytes: bytes,
        digest,
        build,
        contigs: contigs.map((contig, i) => ({ ...describe(contig, build, given), contigNo: i })),
      };
      await deps.db.withActor({ kind: 'system', id: 'reference' }, (trx) => insertReference(trx, reference));
      return { reference: (await readReferences(deps.db.app)).find((r) => r.id === id)!, added: true };
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function requireName(name: string): void {
  if (namePattern.test(name)) return;
  throw new Problem(errors.referenceBadName, `«${name}» cannot be the name of a reference.`, {
    expected: 'letters, digits, dot, hyphen and underscore, at most 64, beginning with a letter or digit',
    action: 'Choose another with --name, for example GRCh38.',
  });
}

function requireFreeName(references: readonly StoredReference[], name: string): void {
  if (!references.some((reference) => reference.name.toLowerCase() === name.toLowerCase())) return;
  throw new Problem(
    errors.referenceNameTaken,
    `Another reference is called ${name}; its sequences differ from this file's.`,
    {
      action: 'Choose another name with --name.',
    },
  );
}

function defaultName(path: string, build: string | null): string {
  const stem = basename(path)
    .replace(/\.(fa|fasta|fna)(\.b?gz)?$/i, '')
    .replace(/[^A-Za-z0-9._-]/g, '-');
  return build ?? (namePattern.test(stem) ? stem : 'reference');
}

interface ReadContig {
  name: string;
  length: number;
  refget: string;
  md5: string;
}

async function takeIn(
  given: NewReference,
  folder: string,
  progress: Progress,
): Promise<{ contigs: ReadContig[]; digest: string; fileName: string; bytes: number }> {
  const probe = await openFasta(given.path);
  const fileName = probe.gzi ? 'genome.fa.gz' : 'genome.fa';
  await probe.close();
  const copy = join(folder, fileName);
  await copyFile(given.path, copy, constants.COPYFILE_FICLONE);
  const fasta = await openFasta(copy);
  try {
    const contigs = await readContigs(fasta, basename(given.path), progress);
    await writeFile(`${copy}.fai`, formatFai(fasta.contigs));
    if (fasta.gzi) await writeFile(`${copy}.gzi`, formatGzi(fasta.gzi));
    for (const path of [copy, `${copy}.fai`, ...(fasta.gzi ? [`${copy}.gzi`] : [])]) await syncPath(path);
    await syncPath(folder);
    const { digest } = collectionDigests({
      names: contigs.map((c) => c.name),
      lengths: contigs.map((c) => c.length),
      sequences: contigs.map((c) => c.refget),
    });
    return { contigs, digest, fileName, bytes: (await stat(copy)).size };
  } finally {
    await fasta.close();
  }
}

async function readContigs(fasta: Fasta, file: string, progress: Progress): Promise<ReadContig[]> {
  const used = fasta.contigs.filter((contig) => contig.length > 0);
  progress.step(
    'Reading the reference',
    used.reduce((sum, contig) => sum + contig.length, 0),
    'bases',
  );
  const contigs: ReadContig[] = [];
  for (const { name, length } of used) {
    const bases = await fasta.loadContig(name);
    requireSequence(bases, name, file);
    const { refget, md5 } = sequenceDigests(bases);
    contigs.push({ name, length, refget, md5 });
    progress.advance(length);
  }
  progress.done();
  return contigs;
}

function describe(contig: ReadContig, build: string | null, given: NewReference): StoredContig {
  const made = makeContig(0, contig.name, contig.length, build);
  return {
    ...made,
    refget: contig.refget,
    md5: contig.md5,
    role: given.roles?.[contig.name] ?? made.role,
    par: given.par?.[contig.name] ?? made.par,
  };
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
