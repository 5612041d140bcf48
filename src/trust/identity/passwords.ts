import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

interface Cost {
  N: number;
  r: number;
  p: number;
}

// OWASP's password storage cheat sheet: scrypt with N = 2^15, r = 8, p = 3 (or dearer).
const cost: Cost = { N: 2 ** 15, r: 8, p: 3 };
const keyLength = 32;

/** Runs of scrypt at once: each takes 32 MB and a core, and guessing must not starve those who work. */
const atOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

async function stretch(password: string, salt: Buffer, { N, r, p }: Cost) {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await derive(password.normalize('NFKC'), salt, keyLength, { N, r, p, maxmem: 256 * N * r });
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** `scrypt$N$r$p$salt$key`: the cost is kept with the hash, so that it can rise; tests have a lower one. */
export async function hashPassword(password: string, { N, r, p }: Cost = cost): Promise<string> {
  const salt = randomBytes(16);
  const key = await stretch(password, salt, { N, r, p });
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

// Of no password: comparing with it takes as long, so that the time does not tell whether there is an account.
const nobody = `scrypt$${cost.N}$${cost.r}$${cost.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Whether the password is the one that was hashed; false, after the same time, when there is no hash. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (hash ?? nobody).split('$');
  const given = await stretch(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(given, Buffer.from(key, 'base64url')) && hash !== undefined;
}
