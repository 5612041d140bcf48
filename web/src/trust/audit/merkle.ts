// Proofs of the access log (RFC 6962), checked in this browser: the server need not be believed.

/** One step from a leaf towards the root: the hash that joins, its side, and what the two become. */
export interface ProofStep {
  sibling: string;
  side: 'left' | 'right';
  result: string;
}

export interface InclusionProof {
  leaf: number;
  size: number;
  leafHash: string;
  path: string[];
  root: string;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hexOf(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The hash of two nodes, in hexadecimal. */
export async function hashNodes(left: string, right: string): Promise<string> {
  return hexOf(await crypto.subtle.digest('SHA-256', new Uint8Array([1, ...bytesOf(left), ...bytesOf(right)])));
}

/**
 * Walks from a leaf to the root (RFC 9162, 2.1.3.2).
 * @returns the steps, and whether they end in the root
 */
export async function checkInclusion(proof: InclusionProof): Promise<{ steps: ProofStep[]; holds: boolean }> {
  let at = proof.leaf;
  let last = proof.size - 1;
  let hash = proof.leafHash;
  const steps: ProofStep[] = [];
  if (at < 0 || at > last) return { steps, holds: false };
  for (const sibling of proof.path) {
    if (last === 0) return { steps, holds: false };
    const left = at % 2 === 1 || at === last;
    hash = left ? await hashNodes(sibling, hash) : await hashNodes(hash, sibling);
    steps.push({ sibling, side: left ? 'left' : 'right', result: hash });
    if (left) {
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return { steps, holds: last === 0 && hash === proof.root };
}

/** Whether the log of `from` entries is the beginning of the log of `to` entries (RFC 9162, 2.1.4.2). */
export async function checkConsistency(proof: {
  from: number;
  to: number;
  path: string[];
  fromRoot: string;
  toRoot: string;
}): Promise<boolean> {
  const { from, to, fromRoot, toRoot } = proof;
  if (from === to) return proof.path.length === 0 && fromRoot === toRoot;
  if (from <= 0 || from > to || proof.path.length === 0) return false;
  // A whole power of two is a node of the larger tree, and the proof leaves it out.
  const path = Number.isInteger(Math.log2(from)) ? [fromRoot, ...proof.path] : [...proof.path];
  let at = from - 1;
  let last = to - 1;
  while (at % 2 === 1) {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  let old = path[0]!;
  let now = path[0]!;
  for (const node of path.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = await hashNodes(node, old);
      now = await hashNodes(node, now);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      now = await hashNodes(now, node);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && old === fromRoot && now === toRoot;
}
