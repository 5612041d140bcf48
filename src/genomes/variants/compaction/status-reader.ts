import { bitmapIndices } from '../../../bits/index.ts';
import type { Planes } from '../callability/index.ts';
import { listOf } from '../counts/index.ts';
import { type AlleleSets, createAlleleSets, type StoredSet } from '../resident/index.ts';
import { ALL, DENSE, EMPTY, planeWords } from '../segment/index.ts';
import { DROPPED, type MergeSource } from './merge-source.ts';
import type { SiteStatus } from './merged-columns.ts';
import { NumberList } from './number-list.ts';

const sets: AlleleSets = createAlleleSets();

/** Empty lists for one site. */
export function createStatus(): SiteStatus {
  return { miss: new NumberList(), low: new NumberList(), half: new NumberList(), unknown: new NumberList() };
}

export function clearStatus(status: SiteStatus): void {
  status.miss.clear();
  status.low.clear();
  status.half.clear();
  status.unknown.clear();
}

/** Adds the members of a stored set under their new numbers. */
export function addSet(source: MergeSource, set: StoredSet, into: NumberList): void {
  if (set.as === EMPTY) return;
  const { map } = source;
  const { genomes } = source.live.segment;
  if (set.as === ALL) addEverybody(source, into);
  else if (set.as === DENSE)
    addMembers(map, bitmapIndices(set.words.subarray(set.at, set.at + planeWords(genomes))), into);
  else addMembers(map, listOf(set, genomes), into);
}

/** Adds every genome of a source. */
export function addEverybody({ map }: MergeSource, into: NumberList): void {
  for (let i = 0; i < map.length; i++) if (map[i] !== DROPPED) into.push(map[i]!);
}

function addMembers(map: Int32Array, members: ArrayLike<number>, into: NumberList): void {
  for (let i = 0; i < members.length; i++) {
    const moved = map[members[i]!]!;
    if (moved !== DROPPED) into.push(moved);
  }
}

/** Adds what one site says of a source's genomes. */
export function addSite(source: MergeSource, site: number, into: SiteStatus): void {
  source.live.segment.siteSets(site, sets);
  addSet(source, sets.miss, into.miss);
  addSet(source, sets.low, into.low);
  addSet(source, sets.half, into.half);
  addSet(source, sets.unknown, into.unknown);
}

/** Adds sets over a source's local numbers. */
export function addPlanes(source: MergeSource, planes: Planes, into: SiteStatus): void {
  addMembers(source.map, bitmapIndices(planes.miss), into.miss);
  addMembers(source.map, bitmapIndices(planes.low), into.low);
  addMembers(source.map, bitmapIndices(planes.unknown), into.unknown);
}
