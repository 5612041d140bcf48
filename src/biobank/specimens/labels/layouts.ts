/** A size of label and what is printed on it. */
export interface LabelLayout {
  /** Millimetres. */
  width: number;
  height: number;
  shape: 'square' | 'rectangle';
  /** Side of a module in dots of a printer with 12 dots a millimetre (300 dpi). */
  moduleDots: number;
  lines: number;
}

/** Labels in use. A laboratory with other tubes adds a row. */
export const labelLayouts = {
  /** The side of a cryotube. */
  cryotube: { width: 32, height: 12, shape: 'square', moduleDots: 6, lines: 4 },
  /** Around a small tube: a flat symbol. */
  'small-tube': { width: 24, height: 9, shape: 'rectangle', moduleDots: 5, lines: 3 },
  /** A slide's frosted end, and cassettes. */
  slide: { width: 22, height: 22, shape: 'square', moduleDots: 6, lines: 5 },
  /** Bags and boxes. */
  box: { width: 60, height: 30, shape: 'square', moduleDots: 12, lines: 5 },
} as const satisfies Record<string, LabelLayout>;
export type LabelName = keyof typeof labelLayouts;
export const labelNames = Object.keys(labelLayouts) as [LabelName, ...LabelName[]];
