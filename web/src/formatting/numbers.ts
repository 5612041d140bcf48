/** Language of the screen. */
export type Language = 'da' | 'en';

const locales: Record<Language, string> = { da: 'da-DK', en: 'en-GB' };
const narrowSpace = '\u202F';
const noBreakSpace = '\u00A0';
const minus = '\u2212';

const cache = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language}${JSON.stringify(options)}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locales[language], options);
    cache.set(key, format);
  }
  return format;
}

/** The locale tag Intl should use for a language of the screen. */
export function localeOf(language: Language): string {
  return locales[language];
}

/**
 * A number as the reader's language writes it, except that thousands are parted by a narrow space and the minus is
 * U+2212, so that tables line up and no full stop can be read as a decimal sign.
 */
export function formatNumber(value: number, language: Language, options: Intl.NumberFormatOptions = {}): string {
  return numberFormat(language, options)
    .formatToParts(value)
    .map((part) => {
      if (part.type === 'group') return narrowSpace;
      if (part.type === 'minusSign') return minus;
      return part.value;
    })
    .join('');
}

/** A share (0 to 1) in per cent, with a no-break space before the sign in both languages. */
export function formatPercent(share: number, language: Language, digits = 1): string {
  const text = formatNumber(share * 100, language, { maximumFractionDigits: digits });
  return `${text}${noBreakSpace}%`;
}

/** A frequency split for the screen: plain digits when at least 0.001, else mantissa and power of ten. */
export interface FrequencyParts {
  plain?: string;
  mantissa?: string;
  exponent?: string;
}

/** Parts of an allele frequency (0 to 1): `0`, `0.0312`, or 4.72 and −4. */
export function frequencyParts(af: number, language: Language): FrequencyParts {
  if (af === 0) return { plain: '0' };
  if (af >= 0.001) return { plain: formatNumber(af, language, { maximumSignificantDigits: 3 }) };
  let exponent = Math.floor(Math.log10(af));
  let mantissa = af / 10 ** exponent;
  if (mantissa >= 9.995) {
    mantissa /= 10;
    exponent += 1;
  }
  return {
    mantissa: formatNumber(mantissa, language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    exponent: `${minus}${-exponent}`,
  };
}

/** An allele frequency as one line of text, for labels that screen readers speak. */
export function formatFrequency(af: number, language: Language): string {
  const parts = frequencyParts(af, language);
  return parts.plain ?? `${parts.mantissa} × 10^${parts.exponent}`;
}

const byteUnits = ['byte', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A number of bytes in decimal units (1 kB = 1000 bytes), three significant digits. */
export function formatBytes(bytes: number, language: Language): string {
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return `${formatNumber(value, language, digits)}${noBreakSpace}${byteUnits[unit]}`;
}

/** A length or distance in base pairs: `540 bp`, `24.4 kb`, `3.2 Mb`. */
export function formatBases(bases: number, language: Language): string {
  if (bases < 1000) return `${formatNumber(bases, language)}${noBreakSpace}bp`;
  const [value, unit] = bases < 999_500 ? [bases / 1000, 'kb'] : [bases / 1_000_000, 'Mb'];
  return `${formatNumber(value, language, { maximumSignificantDigits: 3 })}${noBreakSpace}${unit}`;
}
