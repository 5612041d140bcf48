import { FormatError } from '../error.ts';
import { readXml } from '../xml/index.ts';
import { readZipDirectory, readZipEntry, type ZipEntry, type ZipLimits } from '../zip/index.ts';
import { isDateFormat } from './dates.ts';

export interface XlsxLimits extends ZipLimits {
  mostRows?: number;
  mostColumns?: number;
  /** Characters of all shared texts. */
  mostText?: number;
}

/** What is needed of a workbook to read its sheets. */
export interface Workbook {
  archive: Uint8Array;
  limits: XlsxLimits;
  entries: ReadonlyMap<string, ZipEntry>;
  sheets: { name: string; path: string; hidden: boolean }[];
  from1904: boolean;
  /** Whether a cell of this style shows a date. */
  dateStyles: readonly boolean[];
  texts: readonly string[];
}

const mostText = 512 << 20;

export const xlsxError = (
  reason: 'NOT_A_WORKBOOK' | 'SHEET' | 'SIZE' | 'CELL',
  detail: string,
  limits: XlsxLimits,
  more: object = {},
) =>
  new FormatError(`IDUN_XLSX_${reason}`, detail, { ...(limits.file !== undefined && { file: limits.file }), ...more });

/** The text of a part of the archive, in pieces. */
export async function* partText(
  { archive, limits }: Pick<Workbook, 'archive' | 'limits'>,
  entry: ZipEntry,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of readZipEntry(archive, entry, limits)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new FormatError('IDUN_XML', `${entry.name} is not UTF-8.`);
  }
}

type Opened = Pick<Workbook, 'archive' | 'limits' | 'entries'>;

async function readPart(
  opened: Opened,
  path: string,
  open: (name: string, attributes: Readonly<Record<string, string>>) => void,
): Promise<boolean> {
  const entry = opened.entries.get(path);
  if (entry === undefined) return false;
  await readXml(partText(opened, entry), { open });
  return true;
}

// Targets are beside the part that names them, or from the root of the archive.
const resolve = (folder: string, target: string): string =>
  target.startsWith('/') ? target.slice(1) : `${folder}${target.replace(/^\.\//, '')}`;

/** Where the workbook's own part is: usually xl/workbook.xml. */
async function findMain(opened: Opened): Promise<string> {
  let main = 'xl/workbook.xml';
  await readPart(opened, '_rels/.rels', (name, { Type, Target }) => {
    if (name === 'Relationship' && Type?.endsWith('/officeDocument') && Target) main = resolve('', Target);
  });
  return main;
}

async function readSheets(opened: Opened, main: string): Promise<Pick<Workbook, 'sheets' | 'from1904'>> {
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const targets = new Map<string, string>();
  await readPart(opened, `${folder}_rels/${main.slice(folder.length)}.rels`, (name, { Id, Target }) => {
    if (name === 'Relationship' && Id && Target) targets.set(Id, resolve(folder, Target));
  });
  const sheets: Workbook['sheets'] = [];
  let from1904 = false;
  const found = await readPart(opened, main, (name, given) => {
    if (name === 'workbookPr') from1904 = given['date1904'] === '1' || given['date1904'] === 'true';
    if (name !== 'sheet' || given['name'] === undefined) return;
    const path = targets.get(given['id'] ?? '');
    const hidden = given['state'] !== undefined && given['state'] !== 'visible';
    if (path !== undefined) sheets.push({ name: given['name'], path, hidden });
  });
  if (!found || sheets.length === 0) throw xlsxError('NOT_A_WORKBOOK', 'The file is not a workbook.', opened.limits);
  return { sheets, from1904 };
}

async function readDateStyles(opened: Opened, folder: string): Promise<boolean[]> {
  const codes = new Map<number, string>();
  const styles: boolean[] = [];
  let inCells = false;
  const entry = opened.entries.get(`${folder}styles.xml`);
  if (entry === undefined) return styles;
  await readXml(partText(opened, entry), {
    open(name, given) {
      if (name === 'numFmt') codes.set(Number(given['numFmtId']), given['formatCode'] ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) {
        const id = Number(given['numFmtId'] ?? 0);
        styles.push(isDateFormat(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

async function readTexts(opened: Opened, folder: string): Promise<string[]> {
  const entry = opened.entries.get(`${folder}sharedStrings.xml`);
  const texts: string[] = [];
  if (entry === undefined) return texts;
  const most = opened.limits.mostText ?? mostText;
  let length = 0;
  let current = '';
  let reading = false;
  // How a text is pronounced (rPh) is not part of it.
  let aside = 0;
  await readXml(partText(opened, entry), {
    open(name) {
      if (name === 'si') current = '';
      if (name === 'rPh') aside++;
      reading = name === 't' && aside === 0;
    },
    text(text) {
      if (reading) current += text;
    },
    close(name) {
      reading = false;
      if (name === 'rPh') aside--;
      if (name !== 'si') return;
      length += current.length;
      if (length > most)
        throw xlsxError('SIZE', `The workbook holds more than ${most} characters of text.`, opened.limits);
      texts.push(current);
    },
  });
  return texts;
}

/**
 * Opens a workbook (ECMA-376, as .xlsx) that is in memory.
 * @throws FormatError IDUN_XLSX_…, IDUN_ZIP_…
 */
export async function openWorkbook(archive: Uint8Array, limits: XlsxLimits = {}): Promise<Workbook> {
  const opened = { archive, limits, entries: readZipDirectory(archive, limits) };
  const main = await findMain(opened);
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  return {
    ...opened,
    ...(await readSheets(opened, main)),
    dateStyles: await readDateStyles(opened, folder),
    texts: await readTexts(opened, folder),
  };
}
