import { chapters1to5 } from './chapters-1-5.ts';
import { chapters6to8 } from './chapters-6-8.ts';
import { chapters9to12 } from './chapters-9-12.ts';
import { chapters13to17 } from './chapters-13-17.ts';
import type { AsvsChapter, AsvsRow } from './model.ts';

/** Every requirement of levels 1 and 2 of OWASP ASVS 5.0. */
export const chapters: readonly AsvsChapter[] = [...chapters1to5, ...chapters6to8, ...chapters9to12, ...chapters13to17];

/** All rows. */
export const rows: readonly AsvsRow[] = chapters.flatMap((chapter) => chapter.rows);

/**
 * How many requirements of levels 1 and 2 each section of the standard has, so that none is forgotten: by chapter, the counts of its
 * sections in their order; 0 where all of a section are of level 3.
 */
export const sectionSizes: Readonly<Record<number, readonly number[]>> = {
  1: [2, 9, 11, 3, 2],
  2: [3, 3, 4, 1],
  3: [0, 2, 4, 6, 5, 0, 2],
  4: [3, 1, 2, 4],
  5: [1, 3, 2, 3],
  6: [3, 12, 4, 4, 5, 3, 0, 4],
  7: [3, 4, 2, 5, 2, 2],
  8: [2, 3, 1, 1],
  9: [3, 4],
  10: [2, 2, 4, 11, 5, 2, 3],
  11: [2, 3, 3, 4, 1, 1, 0],
  12: [3, 2, 4],
  13: [1, 5, 2, 5],
  14: [2, 4, 3],
  15: [3, 3, 7, 0],
  16: [1, 5, 4, 3, 3],
  17: [1, 4, 2],
};
