import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../error.ts';
import { openFasta } from '../fasta/index.ts';
import { collectionDigests, createSequenceHasher, requireSequence, sequenceDigests, sha512t24u } from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('digests of the specification’s examples', () => {
  expect(sha512t24u('ACGT')).toBe('aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2');
  expect(sequenceDigests(bytes('ACGT'))).toEqual({
    refget: 'SQ.aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2',
    md5: 'f1f8f4bf413b16ad135722aa4591043e',
    length: 4,
  });
});

test('parts give what the whole gives', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (parts) => {
      const hasher = createSequenceHasher();
      for (const part of parts) hasher.update(part);
      expect(hasher.digests()).toEqual(sequenceDigests(Buffer.concat(parts)));
    }),
  );
});

test('what is not a base is named with its position', () => {
  expect(() => requireSequence(bytes('ACGTRYKMN*-'), '1')).not.toThrow();
  expect(() => requireSequence(bytes('AC>T'), '7')).toThrow(FormatError);
  expect(() => requireSequence(bytes('AC>T'), '7')).toThrow('Contig 7 has «>» at position 3.');
});

const vectors = '../shared/ga4gh/refget';
describe.runIf(existsSync(vectors))('GA4GH’s vectors', () => {
  async function collectionOf(path: string) {
    const fasta = await openFasta(path);
    const contigs = await Promise.all(
      fasta.contigs.map(async ({ name }) => ({ name, ...sequenceDigests(await fasta.loadContig(name)) })),
    );
    await fasta.close();
    return {
      names: contigs.map((c) => c.name),
      lengths: contigs.map((c) => c.length),
      sequences: contigs.map((c) => c.refget),
      md5: contigs.map((c) => c.md5),
    };
  }

  interface Checksums {
    md5: string;
    ga4gh: string;
  }
  const checksums = JSON.parse(readFileSync(`${vectors}/compliance-sequences/checksums.json`, 'utf8')) as Record<
    string,
    Checksums
  >;

  test.each(['I', 'NC'])('compliance sequence %s', async (name) => {
    const { md5, sequences } = await collectionOf(`${vectors}/compliance-sequences/${name}.faa`);
    // The suite's own `size` of NC_001422.1 is two bases short, so digests alone are compared.
    expect([md5[0], `ga4gh:${sequences[0]}`]).toEqual([checksums[name]!.md5, checksums[name]!.ga4gh]);
  });

  interface Vector {
    top_level_digest: string;
    sorted_name_length_pairs_digest: string;
    level1: Record<string, string>;
    level2: { names: string[]; lengths: number[]; sequences: string[] };
  }
  const digests = JSON.parse(
    readFileSync(`${vectors}/seqcol-vectors/test_fasta/test_fasta_digests.json`, 'utf8'),
  ) as Record<string, Vector>;
  const present = Object.keys(digests).filter((name) => existsSync(`${vectors}/seqcol-vectors/test_fasta/${name}`));

  test('there are FASTA files to compare', () => {
    expect(present.length).toBeGreaterThanOrEqual(3);
  });

  test.each(present)('collection %s', async (name) => {
    const collection = await collectionOf(`${vectors}/seqcol-vectors/test_fasta/${name}`);
    const { level1, level2, ...top } = digests[name]!;
    expect(collection).toMatchObject({ names: level2.names, lengths: level2.lengths, sequences: level2.sequences });
    const ours = collectionDigests(collection);
    expect(ours.digest).toBe(top.top_level_digest);
    expect(ours.sortedNameLengthPairs).toBe(top.sorted_name_length_pairs_digest);
    expect(level1).toMatchObject(ours.attributes);
  });
});
