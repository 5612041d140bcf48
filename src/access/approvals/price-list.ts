import { z } from 'zod';
import { wordsSchema } from '../cases/index.ts';

export const priceUnits = ['application', 'specimen', 'person', 'genome', 'month'] as const;
export type PriceUnit = (typeof priceUnits)[number];

/** A body's price list; prices in hundredths of the currency, so that sums are exact. */
export const priceListSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  from: z.iso.date(),
  lines: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,30}$/),
        words: wordsSchema,
        unit: z.enum(priceUnits),
        /** For what kind of material only; for everything without it. */
        material: z.string().max(60).optional(),
        public: z.number().int().min(0),
        company: z.number().int().min(0),
      }),
    )
    .max(100),
});
export type PriceList = z.infer<typeof priceListSchema>;

/** How much of each unit is asked for; specimens by material. */
export interface Quantities {
  person: number;
  genome: number;
  month: number;
  specimens: readonly { material: string; count: number }[];
}

export interface Fee {
  currency: string;
  lines: { code: string; unit: PriceUnit; quantity: number; price: number; amount: number }[];
  total: number;
}

/** What a body asks for so much, by its price list. @param payer companies pay other prices than public research */
export function feeOf(list: PriceList, asked: Quantities, payer: 'public' | 'company'): Fee {
  const lines = list.lines.map((line) => {
    const quantity = quantityOf(line.unit, line.material, asked);
    const price = line[payer];
    return { code: line.code, unit: line.unit, quantity, price, amount: price * quantity };
  });
  const charged = lines.filter(({ amount }) => amount > 0);
  return { currency: list.currency, lines: charged, total: charged.reduce((sum, { amount }) => sum + amount, 0) };
}

function quantityOf(unit: PriceUnit, material: string | undefined, asked: Quantities): number {
  if (unit === 'application') return 1;
  if (unit !== 'specimen') return asked[unit];
  const fitting = asked.specimens.filter((one) => material === undefined || one.material === material);
  return fitting.reduce((sum, { count }) => sum + count, 0);
}
