const browsers: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Edge', /\bEdg(?:A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
];
const systems: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

const first = (known: typeof browsers, text: string): string | undefined =>
  known.find(([, sign]) => sign.test(text))?.[0];

/** The browser and the system that a browser says it is, in two words; what it says itself where that is not known. */
export function browserName(said: string): string {
  const browser = first(browsers, said);
  const system = first(systems, said);
  if (browser === undefined) return said;
  return system === undefined ? browser : `${browser}, ${system}`;
}
