import { useCallback } from 'react';
import { useFormat } from './use-format.ts';

/** Money from hundredths of a currency, as price lists have it: the number as every other, and the currency's three letters. */
export function useMoney(): (hundredths: number, currency: string) => string {
  const format = useFormat();
  return useCallback(
    (hundredths, currency) => {
      const whole = hundredths % 100 === 0;
      return `${whole ? format.int(hundredths / 100) : format.fixed(hundredths / 100, 2)} ${currency}`;
    },
    [format],
  );
}
