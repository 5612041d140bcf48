import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessBytes } from '../bgzf/index.ts';
import { FormatError } from '../error.ts';
import {
  createCrypt4ghDecryptor,
  createCrypt4ghEncryptor,
  formatPrivateKey,
  formatPublicKey,
  generateKeyPair,
  headerSize,
  openCrypt4gh,
  openHeader,
  parsePrivateKey,
  parsePublicKey,
  publicKeyOf,
  readHeader,
  reencryptHeader,
  sealHeader,
  segmentCipherSize,
  segmentPlainSize,
} from './index.ts';

const [alice, bob, eve] = [generateKeyPair(), generateKeyPair(), generateKeyPair()];
const content = randomBytes(200_001);
const encrypt = (bytes: Uint8Array, ...keys: Uint8Array[]) =>
  buffer(Readable.from([bytes]).pipe(createCrypt4ghEncryptor(keys)));
const decrypt = (bytes: Uint8Array, key: Uint8Array, chunk = 50_000) => {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunk) chunks.push(bytes.subarray(at, at + chunk));
  return buffer(Readable.from(chunks).compose(createCrypt4ghDecryptor(key)));
};
const sealed = await encrypt(content, alice.publicKey, bob.publicKey);
const sealedHeader = headerSize(sealed)!;

test('both recipients read it, whatever the chunks; nobody else does', async () => {
  for (const chunk of [1000, 65_536, 1 << 20])
    expect((await decrypt(sealed, alice.privateKey, chunk)).equals(content)).toBe(true);
  expect((await decrypt(sealed, bob.privateKey)).equals(content)).toBe(true);
  await expect(decrypt(sealed, eve.privateKey)).rejects.toMatchObject({ code: 'IDUN_CRYPT4GH_NO_KEY' });
});

test.each([0, 1, 65_535, 65_536, 65_537, 131_072])('%i bytes survive', async (size) => {
  const bytes = content.subarray(0, size);
  const file = await encrypt(bytes, alice.publicKey);
  expect((await decrypt(file, alice.privateKey, 7777)).equals(bytes)).toBe(true);
  expect((await openCrypt4gh(accessBytes(file), alice.privateKey)).size).toBe(size);
});

test('any range reads the same bytes', async () => {
  const plain = await openCrypt4gh(accessBytes(sealed), bob.privateKey);
  expect(plain.size).toBe(content.length);
  await fc.assert(
    fc.asyncProperty(fc.nat(content.length + 5), fc.nat(150_000), async (offset, length) => {
      expect(Buffer.compare(await plain.read(offset, length), content.subarray(offset, offset + length))).toBe(0);
    }),
  );
});

test('a header made anew gives another reader the same data', async () => {
  const header = reencryptHeader(await readHeader(accessBytes(sealed)), alice.privateKey, [eve.publicKey]);
  const moved = Buffer.concat([header, sealed.subarray(sealedHeader)]);
  expect((await decrypt(moved, eve.privateKey)).equals(content)).toBe(true);
  await expect(decrypt(moved, alice.privateKey)).rejects.toMatchObject({ code: 'IDUN_CRYPT4GH_NO_KEY' });
});

/** The specification's own algorithm (§4.2), word for word. */
function applyEditList(list: readonly number[], input: Buffer): Buffer {
  const rest = [...list];
  if (rest.length === 0) return input;
  const output: Buffer[] = [];
  let pos = 0;
  do {
    pos += rest.shift()!;
    if (rest.length === 0) output.push(input.subarray(pos));
    else {
      const keep = rest.shift()!;
      output.push(input.subarray(pos, pos + keep));
      pos += keep;
    }
  } while (rest.length > 0);
  return Buffer.concat(output);
}

test('edit lists are applied as the specification says, in streams and ranges', async () => {
  const { dataKeys } = openHeader(sealed.subarray(0, sealedHeader), alice.privateKey);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(70_000), { maxLength: 7 }), fc.nat(90_000), async (editList, offset) => {
      const header = sealHeader({ dataKeys, editList }, [bob.publicKey]);
      const edited = Buffer.concat([header, sealed.subarray(sealedHeader)]);
      const expected = applyEditList(editList, content);
      expect((await decrypt(edited, bob.privateKey)).equals(expected)).toBe(true);
      const plain = await openCrypt4gh(accessBytes(edited), bob.privateKey);
      expect(plain.size).toBe(expected.length);
      const part = await plain.read(offset, 66_000);
      expect(Buffer.compare(part, expected.subarray(offset, offset + 66_000))).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test('segments under two keys, as when files are joined, are read', async () => {
  const other = await encrypt(content.subarray(0, segmentPlainSize), alice.publicKey);
  const keysOf = (file: Buffer) => openHeader(file.subarray(0, headerSize(file)!), alice.privateKey).dataKeys;
  const header = sealHeader({ dataKeys: [...keysOf(sealed), ...keysOf(other)] }, [alice.publicKey]);
  const data = [other.subarray(headerSize(other)!), sealed.subarray(sealedHeader)];
  const joined = await decrypt(Buffer.concat([header, ...data]), alice.privateKey);
  expect(joined.equals(Buffer.concat([content.subarray(0, segmentPlainSize), content]))).toBe(true);
});

describe('damage', () => {
  test('a changed byte, a cut file, a foreign file and a later version are told apart', async () => {
    const changed = Buffer.from(sealed);
    changed[sealedHeader + segmentCipherSize + 500]! ^= 1;
    await expect(decrypt(changed, alice.privateKey)).rejects.toThrow(/segment 2 \(plain bytes from 65536\)/);
    await expect(decrypt(sealed.subarray(0, -3), alice.privateKey)).rejects.toMatchObject({
      code: 'IDUN_CRYPT4GH_TRUNCATED',
    });
    await expect(decrypt(sealed.subarray(0, 40), alice.privateKey)).rejects.toMatchObject({
      code: 'IDUN_CRYPT4GH_TRUNCATED',
    });
    await expect(decrypt(content, alice.privateKey)).rejects.toMatchObject({ code: 'IDUN_CRYPT4GH_HEADER' });
    const later = Buffer.from(sealed);
    later[8] = 2;
    await expect(decrypt(later, alice.privateKey)).rejects.toThrow('version 2');
  });

  test('whatever the bytes, only a FormatError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(400), fc.uint8Array({ minLength: 1, maxLength: 40 }), async (at, bytes) => {
        const damaged = Buffer.from(sealed.subarray(0, 1000));
        damaged.set(bytes, at);
        const outcome = await decrypt(damaged, alice.privateKey, 100).catch((error: unknown) => error);
        expect(outcome).toBeInstanceOf(FormatError);
      }),
    );
    const begun = Buffer.concat([Buffer.from('crypt4gh\x01\0\0\0'), Buffer.alloc(0)]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          headerSize(Buffer.concat([begun, bytes]));
          openHeader(Buffer.concat([begun, bytes]), alice.privateKey);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });
});

describe('key files', () => {
  test('round trips, plain and with a passphrase', () => {
    expect(parsePublicKey(formatPublicKey(alice.publicKey))).toEqual(Buffer.from(alice.publicKey));
    expect(parsePrivateKey(formatPrivateKey(alice.privateKey))).toEqual(alice.privateKey);
    const text = formatPrivateKey(alice.privateKey, 'rødgrød med fløde');
    expect(parsePrivateKey(text, 'rødgrød med fløde')).toEqual(alice.privateKey);
    expect(() => parsePrivateKey(text, 'other')).toThrow('passphrase does not open');
    expect(() => parsePrivateKey(text)).toThrow('needs its passphrase');
    expect(publicKeyOf(alice.privateKey)).toEqual(alice.publicKey);
  });

  test('anything else is refused without a word of its bytes', () => {
    expect(() => parsePublicKey(formatPrivateKey(alice.privateKey))).toThrow('not a Crypt4GH key file');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (bytes, begun) => {
        const body = Buffer.concat([Buffer.from(begun ? 'c4gh-v1\0\x04none\0\x04none' : ''), bytes]).toString('base64');
        try {
          expect(
            parsePrivateKey(`-----BEGIN CRYPT4GH PRIVATE KEY-----\n${body}\n-----END CRYPT4GH PRIVATE KEY-----`, 'x'),
          ).toHaveLength(32);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });
});

const vectors = '../shared/ga4gh/crypt4gh';
describe.runIf(existsSync(vectors))('files that other programs encrypted', () => {
  const folder = `${vectors}/htsget-rs-c4gh`;
  const key = (name: string) => readFileSync(`${folder}/keys/${name}`, 'utf8');

  test.each([
    ['htsnexus_test_NA12878.cram.c4gh', 'CRAM', 'cram'],
    ['sample1-bcbio-cancer.vcf.gz.c4gh', '\x1f\x8b', 'vcf'],
    ['spec-v4.3.bcf.c4gh', '\x1f\x8b', 'bcf'],
  ])('%s', async (name, begins, kind) => {
    const file = readFileSync(`${folder}/${name}`);
    const privateKey = parsePrivateKey(key('bob.sec'));
    const plain = await decrypt(file, privateKey, 65_000);
    expect(plain.subarray(0, begins.length).toString('latin1')).toBe(begins);
    const source = await openCrypt4gh(accessBytes(file), privateKey);
    expect(Buffer.compare(await source.read(100, 70_000), plain.subarray(100, 70_100))).toBe(0);
    const original = `../shared/data/genomes/htsget-rs/${kind}/${name.replace('.c4gh', '')}`;
    expect(plain.equals(readFileSync(original))).toBe(true);
  });

  test('their key pairs belong together', () => {
    for (const name of ['alice', 'bob']) {
      expect(publicKeyOf(parsePrivateKey(key(`${name}.sec`)))).toEqual(
        Uint8Array.from(parsePublicKey(key(`${name}.pub`))),
      );
    }
  });

  test('a key file sealed with bcrypt is refused by name', () => {
    const text = readFileSync(`${vectors}/ega-tests/_common/alice.sec`, 'utf8');
    expect(() => parsePrivateKey(text, 'alice')).toThrow('bcrypt');
  });
});
