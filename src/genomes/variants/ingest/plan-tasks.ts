import { open } from 'node:fs/promises';
import { accessFile, bgzfEof, isBgzfEof, scanBlocks, truncatedBgzf } from '../../../formats/bgzf/index.ts';
import type { InspectedFile } from './model.ts';
import type { TextRange } from './text-source.ts';

/** Text of one task: enough that starting it costs nothing beside reading it, little enough to bound memory. */
export const TASK_TEXT_BYTES = 16 << 20;

/** One piece of work for a parsing thread. */
export interface ChunkTask {
  fileNo: number;
  /** A range of the file; null: the whole file as a stream (gzip, BCF). */
  range: TextRange | null;
  /** Bytes of the file that the task reads, for progress. */
  bytes: number;
}

/** Cuts files into tasks, in order; a BGZF file by hopping from block to block just ahead of the reading. */
export async function* planTasks(files: readonly InspectedFile[], taskBytes: number): AsyncGenerator<ChunkTask> {
  for (const [fileNo, file] of files.entries()) {
    if (file.format === 'vcf-bgzip') yield* planBgzf(fileNo, file, taskBytes);
    else if (file.format === 'vcf') yield* planPlain(fileNo, file, taskBytes);
    else yield { fileNo, range: null, bytes: file.bytes };
  }
}

function* planPlain(fileNo: number, file: InspectedFile, taskBytes: number): Generator<ChunkTask> {
  for (let from = file.headerBytes; from < file.bytes; ) {
    const to = Math.min(file.bytes, from + taskBytes);
    yield { fileNo, range: { kind: 'plain', from, to, skip: from === file.headerBytes ? 0 : -1 }, bytes: to - from };
    from = to;
  }
}

async function* planBgzf(fileNo: number, file: InspectedFile, taskBytes: number): AsyncGenerator<ChunkTask> {
  const handle = await open(file.path);
  try {
    const source = { ...(await accessFile(handle, file.name)), name: file.name };
    const tail = await source.read(Math.max(0, source.size - bgzfEof.length), bgzfEof.length);
    if (!isBgzfEof(tail)) throw truncatedBgzf(source.size, file.name);
    let text = 0;
    let from = -1;
    let fromText = 0;
    let skip = -1;
    let end = 0;
    for await (const block of scanBlocks(source)) {
      const next = text + block.contentSize;
      if (from < 0 && next > file.headerBytes) {
        from = block.offset;
        fromText = text;
        skip = text > file.headerBytes ? -1 : file.headerBytes - text;
      }
      text = next;
      end = block.offset + block.size;
      if (from >= 0 && text - fromText >= taskBytes) {
        yield { fileNo, range: { kind: 'bgzf', from, to: end, skip }, bytes: end - from };
        from = -1;
      }
    }
    if (from >= 0) yield { fileNo, range: { kind: 'bgzf', from, to: end, skip }, bytes: end - from };
  } finally {
    await handle.close();
  }
}
