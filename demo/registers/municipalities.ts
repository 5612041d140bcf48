import type { Random } from '../random.ts';

/** Codes of each region's municipalities as the civil register writes them, about in the order of how many live there. */
const codes: Readonly<Record<string, readonly number[]>> = {
  1081: [851, 860, 813, 787, 846, 849, 820, 810, 840, 773, 825],
  1082: [751, 730, 791, 740, 657, 615, 746, 661, 760, 710, 779, 766, 706, 756, 707, 727, 671, 665, 741],
  1083: [
    ...[461, 561, 630, 621, 540, 479, 580, 510, 607, 430, 573, 575, 420],
    ...[410, 550, 450, 480, 530, 440, 482, 492, 563],
  ],
  1084: [
    ...[101, 147, 157, 217, 173, 159, 190, 230, 219, 169, 167, 151, 250, 240, 185, 400, 175, 270, 210],
    ...[153, 260, 163, 165, 201, 223, 161, 183, 187, 155],
  ],
  1085: [265, 370, 330, 316, 259, 376, 253, 326, 390, 320, 329, 360, 306, 340, 350, 269, 336],
};

/** The municipality of somebody who lives in a region: the larger ones oftener. */
export function municipalityIn(region: string, random: Random): string {
  const own = codes[region] ?? [];
  const { code } = random.weighted(own.map((one, rank) => ({ code: one, weight: 1 / (rank + 2) })));
  return String(code).padStart(4, '0');
}
