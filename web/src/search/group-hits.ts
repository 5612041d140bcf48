import type { SearchHit } from '../api/answers.ts';

/** Hits of one kind, in the order of the answer. */
export interface HitGroup {
  kind: SearchHit['kind'];
  hits: SearchHit[];
}

/** Hits by kind, kinds in the order in which the answer first has them, at most so many of each. */
export function groupHits(hits: readonly SearchHit[], most = Number.POSITIVE_INFINITY): HitGroup[] {
  const groups: HitGroup[] = [];
  for (const hit of hits) {
    const known = groups.find(({ kind }) => kind === hit.kind);
    if (!known) groups.push({ kind: hit.kind, hits: [hit] });
    else if (known.hits.length < most) known.hits.push(hit);
  }
  return groups;
}
