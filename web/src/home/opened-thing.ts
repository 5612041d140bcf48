import type { Recent } from './home-api.ts';

const things: [RegExp, Recent['kind']][] = [
  [/^\/genomes\/(gen_[^/]+)$/, 'genome'],
  [/^\/submissions\/(sub_[^/]+)$/, 'submission'],
  [/^\/variants\/([^/]+\/[^/]+)$/, 'variant'],
  [/^\/regions\/([^/]+\/[^/]+)$/, 'region'],
  [/^\/datasets\/([^/]+)$/, 'dataset'],
  [/^\/patients\/(per_[^/]+)$/, 'patient'],
  [/^\/audit\/(\d+)$/, 'entry'],
];

/** The thing a page is about, by its address; null for lists and forms. */
export function openedThing(path: string): { kind: Recent['kind']; key: string } | null {
  for (const [pattern, kind] of things) {
    const key = pattern.exec(path)?.[1];
    if (key !== undefined && key.length <= 300)
      return { kind, key: kind === 'dataset' ? decodeURIComponent(key) : key };
  }
  return null;
}
