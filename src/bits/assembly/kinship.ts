// Screening pairs of genomes for kinship. Compiled by tools/build-wasm.mjs. A genome is three planes of `words` words each, one
// after the other: heterozygous, homozygous alternate, called; `words` is a multiple of 4 and at most 124, bits past the sites are 0.

@inline
function sum(bytes: v128): f64 {
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
  return <f64>(i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3));
}

/**
 * Genomes `from` … `to`−1 whose KING-robust kinship with genome `a` (Manichaikul et al. 2010, equation 11) is at least `leastQuick` over
 * the first `quick` words (a multiple of 4, at most `words`), and at least `least` over all; or cannot be told because one of the two
 * has no heterozygous site.
 * @returns how many numbers were written to `out`
 */
export function screen(
  genomes: usize,
  words: u32,
  quick: u32,
  a: u32,
  from: u32,
  to: u32,
  leastQuick: f64,
  least: f64,
  out: usize,
): u32 {
  const plane = <usize>words << 2;
  const first = <usize>quick << 2;
  const size = plane * 3;
  const one = genomes + <usize>a * size;
  let found: u32 = 0;
  for (let b = from; b < to; b++) {
    const other = genomes + <usize>b * size;
    let hetHet = i8x16.splat(0);
    let opposite = i8x16.splat(0);
    let hetA = i8x16.splat(0);
    let hetB = i8x16.splat(0);
    let at: usize = 0;
    let end = first;
    let bound = leastQuick;
    while (true) {
      for (; at < end; at += 16) {
        const both = v128.and(v128.load(one + 2 * plane + at), v128.load(other + 2 * plane + at));
        const aHet = v128.and(v128.load(one + at), both);
        const bHet = v128.and(v128.load(other + at), both);
        const aHom = v128.and(v128.load(one + plane + at), both);
        const bHom = v128.and(v128.load(other + plane + at), both);
        hetHet = i8x16.add(hetHet, i8x16.popcnt(v128.and(aHet, bHet)));
        const onlyA = v128.andnot(aHom, v128.or(bHet, bHom));
        const onlyB = v128.andnot(bHom, v128.or(aHet, aHom));
        opposite = i8x16.add(opposite, i8x16.popcnt(v128.or(onlyA, onlyB)));
        hetA = i8x16.add(hetA, i8x16.popcnt(aHet));
        hetB = i8x16.add(hetB, i8x16.popcnt(bHet));
      }
      const ha = sum(hetA);
      const hb = sum(hetB);
      const fewer = min(ha, hb);
      const kinship = (sum(hetHet) - 2 * sum(opposite)) / (2 * fewer) + 0.5 - (ha + hb) / (4 * fewer);
      if (fewer != 0 && !(kinship >= bound)) break;
      if (at >= plane) {
        store<u32>(out + (<usize>found << 2), b);
        found++;
        break;
      }
      end = plane;
      bound = least;
    }
  }
  return found;
}
