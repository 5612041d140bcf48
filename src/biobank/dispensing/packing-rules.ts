import type { Unit } from '../specimens/index.ts';

/** What a box is packed like. */
export interface Packing {
  byAir: boolean;
  temperature: 'ambient' | 'cold' | 'dry-ice' | 'liquid-nitrogen-vapour';
  dryIceKg: number | null;
  responsible: string;
  phone: string;
}

interface PackedTube {
  amount: number;
  unit: Unit;
}

interface PackingRule {
  rule: string;
  source: string;
  broken(packing: Packing, tubes: readonly PackedTube[]): boolean;
}

const litres = (tubes: readonly PackedTube[]): number =>
  tubes.reduce((sum, { amount, unit }) => sum + (unit === 'ul' ? amount / 1e6 : 0), 0);
const kilograms = (tubes: readonly PackedTube[]): number =>
  tubes.reduce((sum, { amount, unit }) => sum + (unit === 'mg' ? amount / 1e6 : 0), 0);

/** Biological substance, category B (UN 3373) under packing instruction 650, and carbon dioxide, solid (UN 1845) under 954. */
export const packingRules: readonly PackingRule[] = [
  {
    rule: 'A primary receptacle holds at most 1 litre of a liquid.',
    source: 'P650 (6)',
    broken: (_, tubes) => tubes.some(({ amount, unit }) => unit === 'ul' && amount > 1e6),
  },
  {
    rule: 'By air an outer packaging holds at most 4 litres or 4 kilograms.',
    source: 'IATA packing instruction 650',
    broken: ({ byAir }, tubes) => byAir && (litres(tubes) > 4 || kilograms(tubes) > 4),
  },
  {
    rule: 'The name and the telephone number of a responsible person are stated.',
    source: 'IATA packing instruction 650',
    broken: ({ responsible, phone }) => responsible.trim() === '' || !/\d{6}/.test(phone.replace(/\D/g, '')),
  },
  {
    rule: 'The net mass of dry ice is stated, and only where there is dry ice.',
    source: 'IATA packing instruction 954',
    broken: ({ temperature, dryIceKg }) => (temperature === 'dry-ice') !== (dryIceKg !== null),
  },
  {
    rule: 'By air a package holds at most 200 kilograms of dry ice.',
    source: 'IATA packing instruction 954',
    broken: ({ byAir, dryIceKg }) => byAir && dryIceKg !== null && dryIceKg > 200,
  },
];

/** The marks that belong on the outside. */
export function marksOf({ temperature, dryIceKg }: Packing): string[] {
  return [
    'UN 3373 – BIOLOGICAL SUBSTANCE, CATEGORY B',
    ...(temperature === 'dry-ice' ? [`UN 1845 – CARBON DIOXIDE, SOLID (DRY ICE) – ${dryIceKg} kg net`] : []),
  ];
}
