/** Storage temperatures in the register's words, with the degrees Celsius that each holds: MIABIS's list, and what stores are set to. */
export const temperatures = {
  'room temperature': { from: 10, to: 30 },
  '2 to 10': { from: 2, to: 10 },
  '-18 to -35': { from: -35, to: -18 },
  '-60 to -85': { from: -90, to: -60 },
  'liquid nitrogen': { from: -210, to: -135 },
  other: null,
} as const satisfies Record<string, { from: number; to: number } | null>;
export type TemperatureWord = keyof typeof temperatures;

/** The register's word for a temperature as a laboratory writes it: degrees, or the word itself; empty where nothing is stated. */
export function temperatureWord(text: string | null): TemperatureWord | '' {
  if (text === null || text.trim() === '') return '';
  const trimmed = text.trim();
  if (Object.hasOwn(temperatures, trimmed)) return trimmed as TemperatureWord;
  const degrees = Number(trimmed.replace(/\s*°?\s*C$/i, '').replace('−', '-'));
  const found = Object.entries(temperatures).find(
    ([, range]) => range !== null && degrees >= range.from && degrees <= range.to,
  );
  return (found?.[0] as TemperatureWord | undefined) ?? 'other';
}
