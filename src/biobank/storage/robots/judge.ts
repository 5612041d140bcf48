import { arm, hatch, type Sighting, type StoreOrder } from './driver.ts';

/** What looking into a store says about a command. */
export type Verdict =
  | { happened: 'yes'; scanned: string }
  /** The tube is where it was before. */
  | { happened: 'no' }
  /** Neither here nor there; `held`: the arm holds something. */
  | { happened: 'unclear'; because: string; held: boolean };

/**
 * What became of a command, from where its tube is seen. A store that has lost its memory, or that gave up half-way, is not
 * believed but looked at.
 */
export function judge(order: StoreOrder, seen: readonly Sighting[]): Verdict {
  const at = (place: string) => seen.filter((one) => one.place === place).map(({ code }) => code);
  const outside = at(hatch).includes(order.code);
  const inside = at(order.address).includes(order.code);
  const held = at(arm).some((code) => code !== null);
  if (outside && inside) return { happened: 'unclear', because: 'it was seen twice: two tubes bear this code', held };
  if (order.kind === 'pick' ? outside : inside) return { happened: 'yes', scanned: order.code };
  if (order.kind === 'pick' ? inside : outside) return { happened: 'no' };
  if (held) return { happened: 'unclear', because: 'something is on the arm', held };
  const [other] = at(order.address);
  const because = other ? `another tube lies at ${order.address}` : 'it is neither in its place nor at the hatch';
  return { happened: 'unclear', because, held };
}
