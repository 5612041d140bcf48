import { type CopySource, withCopySource } from '../../../platform/database/index.ts';
import { type Progress, silentProgress } from '../../../platform/progress/index.ts';
import { headToWire } from '../heads.ts';
import { KeyChain, type Succession, successionsQuery } from '../key-chain.ts';
import { Frontier, hashBytes, tileWidth } from '../merkle/index.ts';
import type { AuditPublicKey, SignedHead } from '../signing.ts';
import { checkReferences } from './check-references.ts';
import type { ChunkLeaves } from './chunk.ts';
import { openChunkReaders } from './chunk-readers.ts';
import { explainMismatch } from './explain.ts';
import { HeadChecker } from './head-checker.ts';
import { Findings, type VerifyReport } from './report.ts';
import { entryAt, int8, type Run, readRuns, runsWithin } from './runs.ts';
import { checkStrays } from './strays.ts';
import { SubjectSums } from './subject-sums.ts';
import { compareTiles } from './tiles.ts';

/** Leaves checked together: whole tiles of two levels. */
const chunkSize = tileWidth * tileWidth;

export interface VerifyOptions {
  /** Address of a role that may read the log. */
  url: string;
  /** The key that is trusted: the newest, or an earlier one that somebody has kept. */
  key: AuditPublicKey;
  /** Heads that somebody else kept, ascending. */
  witness?: readonly SignedHead[];
  progress?: Progress;
  /** Reads in threads however short the log is. */
  threads?: boolean;
}

/**
 * Checks the whole log against itself, its signatures and a witness: every entry's bytes against its hash, every hash against the
 * tree, the tree against every signed head, and what is searched against the entries. One snapshot, in constant memory, while
 * everything goes on.
 */
export async function verifyLog(options: VerifyOptions): Promise<VerifyReport> {
  const from = performance.now();
  return await withCopySource(options.url, async (source) => {
    const report = await new Verification(source, options).run();
    return { ...report, seconds: (performance.now() - from) / 1000 };
  });
}

class Verification {
  private readonly source: CopySource;
  private readonly options: VerifyOptions;
  private readonly findings = new Findings();
  private readonly sums = new SubjectSums();
  /** The tree of what the entries hash to now. */
  private frontier = new Frontier();
  /** The tree of what was stored, from the first difference on. */
  private stored: Frontier | undefined;
  private read = 0;

  constructor(source: CopySource, options: VerifyOptions) {
    this.source = source;
    this.options = options;
  }

  async run(): Promise<Omit<VerifyReport, 'seconds'>> {
    const { witness, progress = silentProgress } = this.options;
    const { runs, size } = await readRuns(this.source, this.findings);
    const heads = await readHeads(this.source);
    const chain = new KeyChain(this.options.key, await readKeys(this.source));
    const checker = new HeadChecker({ chain, heads, witness: witness ?? [], size, runs, findings: this.findings });
    checker.checkSignatures();
    progress.step('Checking entries', size, 'entries');
    checker.reached(0, this.frontier, this.stored);
    const readers = await openChunkReaders(this.source, this.options.url, {
      chunks: Math.ceil(size / chunkSize),
      threads: this.options.threads,
    });
    try {
      const ranges = Array.from({ length: Math.ceil(size / chunkSize) }, (_, i) => {
        const [from, to] = [i * chunkSize, Math.min((i + 1) * chunkSize, size)];
        return { from, to, runs: runsWithin(runs, from, to) };
      });
      for await (const chunk of readers.read(ranges)) {
        this.sums.addList(chunk.sums);
        this.findings.addAll(chunk.findings, chunk.found);
        await this.checkChunk(runs, chunk, checker);
        progress.advance(chunk.to - chunk.from);
      }
    } finally {
      await readers.close();
    }
    progress.done();
    checker.finish();
    const pending = await checkStrays(this.source, runs, this.findings);
    await checkReferences(this.source, this.sums, this.findings);
    const last = heads.at(-1);
    return {
      intact: this.findings.count === 0,
      size,
      pending,
      read: this.read,
      heads: heads.length,
      witnessed: witness?.length ?? null,
      head: last === undefined ? null : headToWire(last),
      keyId: chain.newest.keyId,
      findings: this.findings.first(),
      found: this.findings.count,
    };
  }

  private async checkChunk(runs: readonly Run[], chunk: ChunkLeaves, checker: HeadChecker): Promise<void> {
    const { from, to } = chunk;
    this.read += chunk.read;
    const tree = await compareTiles(this.source, from, to);
    const differing = this.differingLeaves(chunk, tree.leaves, from, to);
    if (differing.length > 0) {
      await explainMismatch(this.source, { differing, chunk, tree: tree.leaves, runs, findings: this.findings });
    }
    for (let leaf = from; leaf < to; leaf++) {
      const i = leaf - from;
      const found = chunk.hashes[i] ?? chunk.stored[i] ?? tree.leaves[i];
      const before = tree.leaves[i] ?? chunk.stored[i] ?? found;
      if (found === undefined || before === undefined) {
        // Neither the entry nor its hash is left: nothing after it can be compared with a head.
        checker.lost(leaf);
        this.findings.add({
          kind: 'removed',
          leaf,
          number: entryAt(runs, leaf),
          entry: null,
          text: `The entry at leaf ${leaf} is gone, and its hash with it.`,
        });
        this.frontier.append(Buffer.alloc(hashBytes));
        this.stored?.append(Buffer.alloc(hashBytes));
        continue;
      }
      if (this.stored === undefined && !before.equals(found)) this.stored = this.frontier.copy();
      this.frontier.append(found, (tile) => tree.compare(tile, this.stored === undefined));
      this.stored?.append(before, (tile) => tree.compare(tile, true));
      if (checker.reached(leaf + 1, this.frontier, this.stored).entriesHold) this.stored = undefined;
    }
    await tree.finish(this.findings, runs);
  }

  private differingLeaves(
    chunk: ChunkLeaves,
    tree: readonly (Buffer | undefined)[],
    from: number,
    to: number,
  ): number[] {
    const differing: number[] = [];
    for (let leaf = from; leaf < to; leaf++) {
      const i = leaf - from;
      const hash = chunk.hashes[i];
      if (hash === undefined) differing.push(leaf);
      else {
        const known = tree[i] ?? chunk.stored[i];
        if (known !== undefined && !known.equals(hash)) differing.push(leaf);
      }
    }
    return differing;
  }
}

async function readKeys(source: CopySource): Promise<Succession[]> {
  const found: Succession[] = [];
  await source.copyOut(successionsQuery, 8, ([fromId, toId, from, to, size, timestamp, byOld, byNew]) => {
    found.push({
      ...{ fromId: fromId!.toString(), toId: toId!.toString() },
      ...{ from: from!.toString(), to: to!.toString(), size: int8(size!), timestamp: int8(timestamp!) },
      ...{ signedByOld: byOld!.toString(), signedByNew: byNew!.toString() },
    });
  });
  return found;
}

async function readHeads(source: CopySource): Promise<SignedHead[]> {
  const heads: SignedHead[] = [];
  await source.copyOut(
    `select size, root, (extract(epoch from signed_at) * 1000)::bigint, key_id, signature from trust.audit_heads order by size`,
    5,
    ([size, root, timestamp, keyId, signature]) => {
      heads.push({
        size: int8(size!),
        root: Buffer.from(root!),
        timestamp: int8(timestamp!),
        keyId: keyId!.toString('utf8'),
        signature: Buffer.from(signature!),
      });
    },
  );
  return heads;
}
