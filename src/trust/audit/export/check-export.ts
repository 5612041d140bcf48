import { z } from 'zod';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { headFromWire } from '../heads.ts';
import { KeyChain, successionSchema } from '../key-chain.ts';
import { hashEntry, holdsInclusion } from '../merkle/index.ts';
import { keyedName, pseudonymOf } from '../references.ts';
import { type AuditPublicKey, readAuditPublicKey, type SignedHead } from '../signing.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
export const wireHeadSchema = z.object({
  size: z.number().int().min(0),
  root: hex32,
  timestamp: z.number().int(),
  signedAt: z.string().optional(),
  keyId: hex32,
  signature: z.string(),
});
const headerSchema = z.object({
  format: z.literal('idun-audit-export/1'),
  head: wireHeadSchema.nullable(),
  publicKey: z.string(),
  keys: z.array(successionSchema).max(10_000),
});
const entrySchema = z.object({
  number: z.number().int(),
  leaf: z.number().int().nullable(),
  entry: z.string(),
  salt: z.string().regex(/^[0-9a-f]*$/),
  leafHash: hex32,
  path: z.array(hex32).max(64),
  references: z.record(z.string(), z.object({ subject: z.string(), key: z.string() })),
  texts: z.record(z.string(), z.object({ text: z.string(), key: z.string() })),
});

export interface CheckedExport {
  /** Entries whose proof holds. */
  proven: number;
  /** Entries that were not in the tree when they were exported. */
  pending: number;
  /** What does not hold, by line. */
  wrong: { line: number; text: string }[];
  head: SignedHead | null;
  keyId: string;
  /** Whether the key was given, and not taken from the file itself. */
  pinned: boolean;
}

/**
 * Checks an export without the database: each entry's bytes, its path to the head, the head's signature, and what its pseudonyms
 * stand for.
 * @param trusted the log's public key from elsewhere; without it the file's own shows only that the file is of one piece
 * @throws Problem IDUN_AUDIT_BAD_FILE when it is no export
 */
export async function checkExport(
  lines: AsyncIterable<string> | Iterable<string>,
  trusted?: AuditPublicKey,
): Promise<CheckedExport> {
  let key = trusted;
  let head: SignedHead | null = null;
  let line = 0;
  const checked: CheckedExport = {
    proven: 0,
    pending: 0,
    wrong: [],
    head: null,
    keyId: '',
    pinned: trusted !== undefined,
  };
  for await (const text of lines) {
    if (text === '') continue;
    line++;
    if (line === 1) {
      const header = read(headerSchema, text, line);
      key ??= readAuditPublicKey(header.publicKey);
      head = header.head === null ? null : headFromWire(header.head);
      const chain = new KeyChain(key, header.keys);
      for (const text of chain.wrong) checked.wrong.push({ line, text });
      if (head !== null && chain.worth(head) !== 'good') {
        const text = `The head of ${head.size} entries was signed neither by the key ${key.keyId} nor by one that it was handed over to.`;
        checked.wrong.push({ line, text });
      }
      continue;
    }
    const wrong = checkEntry(read(entrySchema, text, line), head);
    if (wrong === 'pending') checked.pending++;
    else if (wrong === null) checked.proven++;
    else checked.wrong.push({ line, text: wrong });
  }
  if (line === 0) throw badFile('The file is empty.');
  return { ...checked, head, keyId: key?.keyId ?? '' };
}

function checkEntry(exported: z.infer<typeof entrySchema>, head: SignedHead | null): string | 'pending' | null {
  const { leaf, entry, references, texts } = exported;
  const name = `Entry number ${exported.number}`;
  const leafHash = hashEntry(Buffer.from(exported.salt, 'hex'), Buffer.from(entry));
  if (leafHash.toString('hex') !== exported.leafHash) return `${name}: its bytes and salt do not give its hash.`;
  for (const [pseudonym, { subject, key }] of Object.entries(references)) {
    if (pseudonymOf(Buffer.from(key, 'hex'), subject) !== pseudonym) return `${name}: ${pseudonym} is not ${subject}.`;
  }
  for (const [ref, { text, key }] of Object.entries(texts)) {
    if (`txt_${keyedName(Buffer.from(key, 'hex'), text)}` !== ref)
      return `${name}: the reason is not the one that was given.`;
  }
  if (leaf === null) return 'pending';
  if (head === null) return `${name}: there is no head that it could be under.`;
  const path = exported.path.map((hash) => Buffer.from(hash, 'hex'));
  const holds = holdsInclusion({ leaf, size: head.size, leafHash, path, root: head.root });
  return holds ? null : `${name}: its path does not lead to the root of ${head.size} entries.`;
}

function read<T>(schema: z.ZodType<T>, text: string, line: number): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw badFile(`Line ${line} is not what an export has there.`, cause);
  }
}

function badFile(detail: string, cause?: unknown): Problem {
  return new Problem(
    errors.badFile,
    detail,
    { expected: 'a file that `idun audit export` or /api/audit/export wrote' },
    { cause },
  );
}
