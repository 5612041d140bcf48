import { looksLikeWorkbook, openWorkbook, readSheetRows } from '../../../formats/xlsx/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import type { InventoryRequest } from './import-inventory.ts';

/** How the letters of a text file are written; exports of older systems are often not UTF-8. */
export const encodings = ['utf-8', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** A sheet of a workbook with the names in its first row. */
export interface SheetHead {
  name: string;
  columns: string[];
}

/** Bytes of the largest workbook: it is unpacked from its end, and so held whole. */
const mostWorkbook = 64 << 20;
/** Bytes of the largest text file, which is read as it comes. */
const mostText = 512 << 20;

const tooLarge = (most: number): Problem =>
  new Problem(errors.inventory, `The file is larger than ${most >> 20} MB.`, {
    action: 'Divide it, or give it to `idun biobank import` on the server.',
  });

/** Reads the first pieces until there is enough to see what a file is. */
async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ start: Uint8Array; rest: AsyncIterator<Uint8Array>; over: boolean }> {
  const rest = bytes[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array(0);
  while (start.length < 4) {
    const next = await rest.next();
    if (next.done) return { start, rest, over: true };
    start = Buffer.concat([start, next.value]);
  }
  return { start, rest, over: false };
}

async function* following(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  most: number,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for (let piece: Uint8Array | undefined = start; piece !== undefined; ) {
    size += piece.length;
    if (size > most) throw tooLarge(most);
    yield piece;
    const next = await rest.next();
    piece = next.done ? undefined : next.value;
  }
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Problem(errors.inventory, `The file is not written in ${encoding}.`, {
      expected: `one of ${encodings.join(', ')}`,
    });
  }
}

/** What an import reads of a file that comes piece by piece: text as it comes, a workbook whole. */
export async function readInventoryFile(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding = 'utf-8',
): Promise<InventoryRequest['chunks']> {
  const { start, rest } = await peek(bytes);
  if (!looksLikeWorkbook(start)) return decoded(following(start, rest, mostText), encoding);
  const pieces: Uint8Array[] = [];
  for await (const piece of following(start, rest, mostWorkbook)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The sheets of a workbook that a person sees, each with its first row. @throws Problem IDUN_INVENTORY_REFUSED */
export async function readSheetHeads(bytes: AsyncIterable<Uint8Array>): Promise<SheetHead[]> {
  const file = await readInventoryFile(bytes);
  if (!(file instanceof Uint8Array)) {
    throw new Problem(errors.inventory, 'The file is not a workbook.', { expected: 'an .xlsx file' });
  }
  const workbook = await openWorkbook(file);
  const heads: SheetHead[] = [];
  for (const { name, hidden } of workbook.sheets) {
    if (hidden) continue;
    let columns: string[] = [];
    for await (const [first] of readSheetRows(workbook, name)) {
      columns = (first?.fields ?? []).map((field) => field.trim()).filter((field) => field !== '');
      break;
    }
    heads.push({ name, columns });
  }
  return heads;
}
