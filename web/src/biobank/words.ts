import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import type { Unit } from './biobank-api.ts';

/** The words for the biobank's codes; a code nobody has put into words stays as it is. */
export function useMaterials() {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const named = (start: string) => (value: string) => t(`biobank:${start}.${value}`, { defaultValue: value });
    const units: Record<Unit, string> = { ul: 'µl', mg: 'mg', piece: t('biobank:pieces'), cells: t('biobank:cells') };
    return {
      type: named('material'),
      state: named('state'),
      container: named('container'),
      condition: named('condition'),
      lineage: named('lineage'),
      act: named('act'),
      discrepancy: named('discrepancy'),
      decision: named('decision'),
      because: named('because'),
      promise: named('promise'),
      shipment: named('shipment'),
      reservation: named('reservation'),
      transport: named('transport'),
      run: named('run'),
      measure: named('measure'),
      stage: named('stage'),
      amount: (amount: number, unit: string) => `${format.decimal(amount, 3)}\u00A0${units[unit as Unit] ?? unit}`,
    };
  }, [t, format]);
}
