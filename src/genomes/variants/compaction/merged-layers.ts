import type { CallableLayer } from '../segment/index.ts';
import { DROPPED, type MergeSource } from './merge-source.ts';

/** The callable layers of all sources under the new numbers. Dropped genomes lose theirs; equal neighbours become one. */
export function mergeLayers(sources: readonly MergeSource[]): CallableLayer[] {
  const merged: CallableLayer[] = [];
  for (const { live, map } of sources) {
    for (const layer of live.segment.layers) {
      for (const batch of live.segment.batches) {
        const from = Math.max(layer.from, batch.from);
        const to = Math.min(layer.to, batch.from + batch.genomes);
        const shift = shiftOf(map, batch.from, batch.genomes);
        if (from >= to || shift === null) continue;
        push(merged, moved(layer, from, to, shift, map));
      }
    }
  }
  return merged;
}

/** What is added to a batch's numbers; null when the batch has no place. */
function shiftOf(map: Int32Array, from: number, genomes: number): number | null {
  for (let local = from; local < from + genomes; local++) if (map[local] !== DROPPED) return map[local]! - local;
  return null;
}

function moved(layer: CallableLayer, from: number, to: number, shift: number, map: Int32Array): CallableLayer {
  const place = { from: from + shift, to: to + shift };
  if (layer.kind === 'sites' || layer.kind === 'everything') return { kind: layer.kind, ...place };
  if (layer.kind === 'bed') return { ...layer, ...place };
  const offsets = new Uint32Array(to - from + 1);
  const start: Uint32Array[] = [];
  const end: Uint32Array[] = [];
  for (let local = from; local < to; local++) {
    const first = layer.offsets[local - layer.from]!;
    const last = map[local] === DROPPED ? first : layer.offsets[local - layer.from + 1]!;
    offsets[local - from + 1] = offsets[local - from]! + last - first;
    start.push(layer.start.subarray(first, last));
    end.push(layer.end.subarray(first, last));
  }
  return { kind: 'blocks', ...place, offsets, start: join(start), end: join(end) };
}

function push(layers: CallableLayer[], layer: CallableLayer): void {
  const last = layers.at(-1);
  if (last === undefined || last.kind !== layer.kind || last.to !== layer.from) {
    layers.push(layer);
  } else if (last.kind === 'blocks' && layer.kind === 'blocks') {
    const base = last.offsets.at(-1)!;
    const more = layer.offsets.subarray(1).map((offset) => offset + base);
    layers[layers.length - 1] = {
      kind: 'blocks',
      from: last.from,
      to: layer.to,
      offsets: join([last.offsets, more]),
      start: join([last.start, layer.start]),
      end: join([last.end, layer.end]),
    };
  } else if (
    last.kind === 'bed' &&
    layer.kind === 'bed' &&
    !(equal(last.start, layer.start) && equal(last.end, layer.end))
  ) {
    layers.push(layer);
  } else {
    last.to = layer.to;
  }
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function join(parts: readonly Uint32Array[]): Uint32Array {
  const out = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
