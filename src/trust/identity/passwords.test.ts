import { expect, test } from 'vitest';
import { hashPassword, isPassword } from './passwords.ts';

const cheap = { N: 16, r: 1, p: 1 };

test('a long password counts to its last sign, and case counts', async () => {
  const long = `${'Rødgrød med fløde '.repeat(20)}a`;
  const hash = await hashPassword(long, cheap);
  expect(await isPassword(long, hash)).toBe(true);
  expect(await isPassword(`${long.slice(0, -1)}b`, hash)).toBe(false);
  expect(await isPassword(long.slice(0, 64), hash)).toBe(false);
  expect(await isPassword(long.toLowerCase(), hash)).toBe(false);
});

test('the same password twice has two hashes, of a costly function with its cost beside it', async () => {
  const [one, two] = [await hashPassword('korrekt hest batteri'), await hashPassword('korrekt hest batteri')];
  expect(one).not.toBe(two);
  const [kind, N, r, p, salt, key] = one.split('$');
  expect([kind, Number(N), Number(r), Number(p)]).toEqual(['scrypt', 2 ** 15, 8, 3]);
  expect(Buffer.from(salt!, 'base64url')).toHaveLength(16);
  expect(Buffer.from(key!, 'base64url')).toHaveLength(32);
  expect(await isPassword('korrekt hest batteri', one)).toBe(true);
  expect(await isPassword('korrekt hest batteri', undefined)).toBe(false);
});
