import { expect, test } from 'vitest';
import { manifestOf, memoryCatalogue } from '../oracle/index.ts';
import type { ContigRow, Manifest } from '../population/index.ts';
import { Snapshots } from './index.ts';

const contig: ContigRow = {
  contigNo: 0,
  name: 'chr1',
  aliases: ['CM000663.2'],
  length: 248_956_422,
  role: 'autosome',
  par: [],
};
const manifest = (dataVersion: number, maskEpoch: number): Manifest => ({
  ...manifestOf(contig, [], [], []),
  dataVersion,
  maskEpoch,
});

test('each request sees a changed version or mask, and nothing is loaded twice', async () => {
  const catalogue = memoryCatalogue(manifest(1, 1));
  let loads = 0;
  const snapshots = new Snapshots({
    ...catalogue,
    manifest: (name) => {
      loads++;
      return catalogue.manifest(name);
    },
  });
  const first = await Promise.all([snapshots.current('test'), snapshots.current('test'), snapshots.current('test')]);
  expect(new Set(first).size).toBe(1);
  expect(loads).toBe(1);
  catalogue.set(manifest(1, 2));
  expect((await snapshots.current('test'))?.population.maskEpoch).toBe(2);
  catalogue.set(manifest(2, 2));
  await snapshots.refresh();
  expect((await snapshots.current('test'))?.manifest.dataVersion).toBe(2);
  expect(loads).toBe(3);
});

test('a failed load is tried again, an unknown reference is null each time', async () => {
  const catalogue = memoryCatalogue(manifest(1, 1));
  let fail = true;
  const snapshots = new Snapshots({
    ...catalogue,
    manifest: async (name) => {
      if (fail) throw new Error('the database went away');
      return catalogue.manifest(name);
    },
  });
  await expect(snapshots.current('test')).rejects.toThrow('went away');
  fail = false;
  expect((await snapshots.current('test'))?.manifest.dataVersion).toBe(1);
  expect(await snapshots.current('other')).toBeNull();
});

test('a contig is found by any of its names', async () => {
  const snapshot = await new Snapshots(memoryCatalogue(manifest(1, 1))).current('test');
  for (const name of ['chr1', '1', 'CHR1', 'NC_000001.11', 'CM000663.2']) expect(snapshot!.contig(name)).toBe(contig);
  expect(snapshot!.contig('2')).toBeNull();
});
