/** What a glove or a printed barcode asks of a bench. Each is `IDUN-` and its name in capitals. */
export const commands = ['done', 'undo', 'missing', 'damaged', 'pause', 'sound'] as const;
export type Command = (typeof commands)[number];

/** How a tube looked when it came, as the server names it; `IDUN-THAWED` is said of the tube that is scanned next. */
export const conditions = [
  'good',
  'thawed',
  'haemolysed',
  'clotted',
  'leaking',
  'broken',
  'too-little',
  'label-damaged',
  'too-old',
] as const;
export type Condition = (typeof conditions)[number];

/** What came out of the scanner, or was typed in its place. */
export type Scan =
  | { kind: 'nothing' }
  | { kind: 'command'; command: Command }
  | { kind: 'condition'; condition: Condition }
  | { kind: 'amount'; amount: number }
  | { kind: 'code'; code: string }
  /** `wrong-keyboard`: the scanner types as on another keyboard. `person`: the number of a person, which no tube carries. */
  | { kind: 'unreadable'; why: 'wrong-keyboard' | 'person' | 'too-long' | 'unknown-command' };

const longest = 120;

/** The barcode of a command or condition. */
export function barcodeOf(word: Command | Condition): string {
  return `IDUN-${word.toUpperCase()}`;
}

const words: ReadonlyMap<string, Scan> = new Map<string, Scan>([
  ...commands.map((command) => [barcodeOf(command), { kind: 'command', command }] as const),
  ...conditions.map((condition) => [barcodeOf(condition), { kind: 'condition', condition }] as const),
]);

// Some scanners say first what kind of symbol they read: `]C1` is Code 128, `]d2` a Data Matrix.
const symbology = /^\][A-Za-z]\d/;
const amountPattern = /^[=*](\d{1,9}(?:[.,]\d{1,3})?)$/;

/** Reads one line of a keyboard-wedge scanner. `=200` is an amount; everything that is no command is a code. */
export function readScan(text: string): Scan {
  const code = [...text]
    .filter((letter) => letter >= ' ')
    .join('')
    .trim()
    .replace(symbology, '');
  if (code === '') return { kind: 'nothing' };
  const known = words.get(code.toUpperCase());
  if (known !== undefined) return known;
  if (/^idun-/i.test(code)) return { kind: 'unreadable', why: 'unknown-command' };
  // On a Danish keyboard a scanner set to the American one types + for -.
  if (/^idun[^a-z0-9]/i.test(code)) return { kind: 'unreadable', why: 'wrong-keyboard' };
  if (/^\d{6}-\d{4}$/.test(code)) return { kind: 'unreadable', why: 'person' };
  if (code.length > longest) return { kind: 'unreadable', why: 'too-long' };
  const amount = amountPattern.exec(code);
  if (amount !== null) return { kind: 'amount', amount: Number(amount[1]!.replace(',', '.')) };
  return { kind: 'code', code };
}
