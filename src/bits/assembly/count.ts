// The counting kernel: sizes of the sets of many alleles under one mask. Compiled by tools/build-wasm.mjs.
// The layout of sets and columns is that of src/genomes/variants/segment (layout.ts, sets.ts); the caller copies a stretch
// of columns and payload into this memory and says where it put them.

const EMPTY: u32 = 0;
const SPARSE: u32 = 1;
const DENSE: u32 = 2;

// What the caller says, before counting.
let genomes: u32 = 0;
let planeBytes: usize = 0;
let wide: bool = false;
let maskSize: u32 = 0;
let mask: usize = 0;
let weights: usize = 0;

/**
 * @param maskAt bits of the mask, padded with zeros to whole 16 bytes
 * @param weightsAt one byte a genome: 1 in the mask, else 0
 */
export function setMask(n: u32, planeWords: u32, listBytes: u32, size: u32, maskAt: usize, weightsAt: usize): void {
  genomes = n;
  planeBytes = planeWords << 2;
  wide = listBytes == 4;
  maskSize = size;
  mask = maskAt;
  weights = weightsAt;
}

@inline
function member(list: usize, i: u32): u32 {
  return wide ? load<u32>(list + (<usize>i << 2)) : <u32>load<u16>(list + (<usize>i << 1));
}

function setWords(as: u32, count: u32): usize {
  if (as == SPARSE) return wide ? <usize>count : (<usize>count + 1) >> 1;
  return as == DENSE ? planeBytes >> 2 : 0;
}

function sumLanes(bytes: v128): u32 {
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
}

/** |plane ∧ mask|; planes of small batches are shorter than 16 bytes. */
function countPlane(at: usize): u32 {
  let sum: u32 = 0;
  let p: usize = 0;
  while (p + 16 <= planeBytes) {
    // 31 additions of at most 8 fit a byte.
    const stop = min<usize>(p + 31 * 16, planeBytes & ~15);
    let lanes = i8x16.splat(0);
    for (; p < stop; p += 16) {
      lanes = i8x16.add(lanes, i8x16.popcnt(v128.and(v128.load(at + p), v128.load(mask + p))));
    }
    sum += sumLanes(lanes);
  }
  for (; p < planeBytes; p += 4) sum += popcnt<u32>(load<u32>(at + p) & load<u32>(mask + p));
  return sum;
}

/** |set ∧ mask|. */
function countSet(as: u32, at: usize, count: u32): u32 {
  // Everybody is in the mask: the size of the set is known.
  if (maskSize == genomes) return count;
  if (as == SPARSE) {
    let sum: u32 = 0;
    if (wide) {
      for (let i: u32 = 0; i < count; i++) sum += load<u8>(weights + load<u32>(at + (<usize>i << 2)));
    } else {
      const end = at + (<usize>count << 1);
      let p = at;
      for (; p + 8 <= end; p += 8) {
        sum +=
          <u32>load<u8>(weights + load<u16>(p)) +
          <u32>load<u8>(weights + load<u16>(p, 2)) +
          <u32>load<u8>(weights + load<u16>(p, 4)) +
          <u32>load<u8>(weights + load<u16>(p, 6));
      }
      for (; p < end; p += 2) sum += load<u8>(weights + load<u16>(p));
    }
    return sum;
  }
  if (as == DENSE) return countPlane(at);
  return as == EMPTY ? 0 : maskSize;
}

/** |a ∧ b ∧ mask|. */
function countBoth(aAs: u32, a: usize, aCount: u32, bAs: u32, b: usize, bCount: u32): u32 {
  if (aAs == EMPTY || bAs == EMPTY) return 0;
  if (aAs > DENSE) return countSet(bAs, b, bCount);
  if (bAs > DENSE) return countSet(aAs, a, aCount);
  let sum: u32 = 0;
  if (aAs == DENSE && bAs == DENSE) {
    for (let p: usize = 0; p < planeBytes; p += 4) {
      sum += popcnt<u32>(load<u32>(a + p) & load<u32>(b + p) & load<u32>(mask + p));
    }
    return sum;
  }
  if (aAs == DENSE) return countListInPlane(b, bCount, a);
  if (bAs == DENSE) return countListInPlane(a, aCount, b);
  let i: u32 = 0;
  let j: u32 = 0;
  while (i < aCount && j < bCount) {
    const x = member(a, i);
    const y = member(b, j);
    if (x == y) sum += load<u8>(weights + x);
    i += u32(x <= y);
    j += u32(y <= x);
  }
  return sum;
}

function countListInPlane(list: usize, count: u32, plane: usize): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const g = member(list, i);
    sum += load<u8>(weights + g) & <u8>((load<u32>(plane + ((<usize>g >> 5) << 2)) >> (g & 31)) & 1);
  }
  return sum;
}

/**
 * Counts alleles 0 … n−1 of the copied columns.
 * @param columns start of: payloadAt, one, two, site (u32 each), then flags (u8); n entries each
 * @param sites start of: counts (4 u32 a site), payloadAt (u32), then flags (u8)
 * @param siteCount entries of the site columns
 * @param siteBase number of the first site copied
 * @param payload where payload word `payloadBase` is
 * @param out seven u32 columns, `stride` bytes apart: one, two, miss, low, unknown, one∧low, one∧half
 */
export function countAlleles(
  n: u32,
  columns: usize,
  sites: usize,
  siteCount: u32,
  siteBase: u32,
  payload: usize,
  payloadBase: u32,
  out: usize,
  stride: usize,
): void {
  const column: usize = <usize>n << 2;
  const siteColumn: usize = <usize>siteCount << 2;
  let lastSite: u32 = u32.MAX_VALUE;
  let miss: u32 = 0;
  let low: u32 = 0;
  let unknown: u32 = 0;
  let lowAs: u32 = 0;
  let lowAt: usize = 0;
  let lowCount: u32 = 0;
  let halfAs: u32 = 0;
  let halfAt: usize = 0;
  let halfCount: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const at: usize = <usize>i << 2;
    const flags: u32 = load<u8>(columns + 4 * column + i);
    const oneAt = payload + (<usize>(load<u32>(columns + at) - payloadBase) << 2);
    const oneCount = load<u32>(columns + column + at);
    const twoCount = load<u32>(columns + 2 * column + at);
    const oneAs = flags & 3;
    const twoAs = (flags >> 2) & 3;
    const one = countSet(oneAs, oneAt, oneCount);
    const two = countSet(twoAs, oneAt + (setWords(oneAs, oneCount) << 2), twoCount);
    const site = load<u32>(columns + 3 * column + at) - siteBase;
    if (site != lastSite) {
      lastSite = site;
      const siteFlags: u32 = load<u8>(sites + 5 * siteColumn + site);
      miss = 0;
      low = 0;
      unknown = 0;
      lowAs = EMPTY;
      halfAs = EMPTY;
      if (siteFlags != 0) {
        const counts = sites + (<usize>site << 4);
        let p = payload + (<usize>(load<u32>(sites + 4 * siteColumn + (<usize>site << 2)) - payloadBase) << 2);
        const missAs = siteFlags & 3;
        const missCount = load<u32>(counts);
        miss = countSet(missAs, p, missCount);
        p += setWords(missAs, missCount) << 2;
        lowAs = (siteFlags >> 2) & 3;
        lowCount = load<u32>(counts, 4);
        lowAt = p;
        low = countSet(lowAs, p, lowCount);
        p += setWords(lowAs, lowCount) << 2;
        halfAs = (siteFlags >> 4) & 3;
        halfCount = load<u32>(counts, 8);
        halfAt = p;
        p += setWords(halfAs, halfCount) << 2;
        unknown = countSet((siteFlags >> 6) & 3, p, load<u32>(counts, 12));
      }
    }
    store<u32>(out + at, one);
    store<u32>(out + stride + at, two);
    store<u32>(out + 2 * stride + at, miss);
    store<u32>(out + 3 * stride + at, low);
    store<u32>(out + 4 * stride + at, unknown);
    const some = one != 0 && low != 0;
    store<u32>(out + 5 * stride + at, some ? countBoth(oneAs, oneAt, oneCount, lowAs, lowAt, lowCount) : 0);
    store<u32>(
      out + 6 * stride + at,
      some && halfAs != EMPTY ? countBoth(oneAs, oneAt, oneCount, halfAs, halfAt, halfCount) : 0,
    );
  }
}

/**
 * Turns the seven columns of {@link countAlleles} into counts of genomes that should have two copies, in place:
 * ac, an, hom, hemi, het, missing, unknown. Columns are `stride` bytes apart, a multiple of 16.
 */
export function finishDiploid(stride: usize, out: usize): void {
  const size = i32x4.splat(maskSize);
  for (let p: usize = out; p < out + stride; p += 16) {
    const one = v128.load(p);
    const two = v128.load(p + stride);
    const miss = v128.load(p + 2 * stride);
    const low = v128.load(p + 3 * stride);
    const unknown = v128.load(p + 4 * stride);
    const hemi = i32x4.sub(v128.load(p + 5 * stride), v128.load(p + 6 * stride));
    const called = i32x4.sub(i32x4.sub(size, miss), unknown);
    v128.store(p, i32x4.add(one, i32x4.add(two, two)));
    v128.store(p + stride, i32x4.sub(i32x4.add(called, called), low));
    v128.store(p + 2 * stride, two);
    v128.store(p + 3 * stride, hemi);
    v128.store(p + 4 * stride, i32x4.sub(one, hemi));
    v128.store(p + 5 * stride, miss);
    v128.store(p + 6 * stride, unknown);
  }
}
