import { useMutation } from '@tanstack/react-query';
import { apiPath, sendFile } from '../../api/client.ts';
import { readHead } from './mapping-form.ts';

/** A sheet, or the whole of a text file: the names in its first row. */
export interface Sheet {
  name: string;
  columns: string[];
}

/** A chosen file and what its beginning says. */
export interface InventoryFile {
  file: File;
  kind: 'text' | 'workbook';
  separator: string;
  encoding: 'utf-8' | 'windows-1252';
  /** One of a text file. */
  sheets: Sheet[];
}

const beginning = 64 << 10;

/** Exports of older systems are not UTF-8; a letter that cannot be read as such says so. */
function decodeHead(bytes: ArrayBuffer, whole: boolean): { text: string; encoding: InventoryFile['encoding'] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole }), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

async function isWorkbook(file: File): Promise<boolean> {
  const [first, second, third, fourth] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return first === 0x50 && second === 0x4b && third === 3 && fourth === 4;
}

/** Looks into a chosen file: text here, a workbook on the server, which keeps nothing of it. */
async function look(bank: string, file: File): Promise<InventoryFile> {
  if (await isWorkbook(file)) {
    const { sheets } = await sendFile<{ sheets: Sheet[] }>(apiPath(`/biobank/biobanks/${bank}/inventory-heads`), file);
    return { file, kind: 'workbook', separator: ';', encoding: 'utf-8', sheets };
  }
  const { text, encoding } = decodeHead(await file.slice(0, beginning).arrayBuffer(), file.size <= beginning);
  const { separator, columns } = readHead(text);
  return { file, kind: 'text', separator, encoding, sheets: [{ name: '', columns }] };
}

/** Reads the head of the file that somebody chooses. */
export function useInventoryFile(bank: string) {
  return useMutation({ mutationFn: (file: File) => look(bank, file) });
}

/** Sends the file as it is, however large, to be tried or taken over. */
export function sendInventory<T>(
  bank: string,
  { file, encoding }: InventoryFile,
  given: { mapping: unknown; dryRun: boolean },
): Promise<T> {
  const path = apiPath(`/biobank/biobanks/${bank}/inventory-files`, {
    ...{ mapping: JSON.stringify(given.mapping), dryRun: given.dryRun, encoding, file: file.name },
  });
  return sendFile<T>(path, file);
}
