import { makeZip } from '../zip/testing.ts';

/** The parts of a small workbook; a test may put others in their places. */
export function workbookParts(sheetData: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packaged = 'http://schemas.openxmlformats.org/package/2006/relationships';
  return {
    '_rels/.rels': `<Relationships xmlns="${packaged}"><Relationship Id="r1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${relations}"><workbookPr/><sheets>
      <sheet name="Hidden" sheetId="1" state="hidden" r:id="rId2"/><sheet name="Rør &amp; plader" sheetId="2" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packaged}"><Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/>
      <Relationship Id="rId2" Type="x" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="165" formatCode="[$-406]dd/mm/yyyy;@"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}"><si><t>barcode</t></si><si><t xml:space="preserve"> a &lt;b&gt; </t></si>
      <si><r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r><rPh><t>ignored</t></rPh></si></sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${sheetData}</sheetData></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1"><v>2</v></c></row></sheetData></worksheet>`,
    ...more,
  };
}

/** A small workbook with this in its first sheet. */
export const makeWorkbook = (sheetData: string, more?: Readonly<Record<string, string>>): Buffer =>
  makeZip(workbookParts(sheetData, more));

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A workbook of a table: texts as they are, numbers as numbers. */
export function makeTable(rows: readonly (readonly (string | number)[])[]): Buffer {
  const cells = (row: readonly (string | number)[]) =>
    row.map((value) =>
      typeof value === 'number'
        ? `<c><v>${value}</v></c>`
        : `<c t="inlineStr"><is><t>${escapeText(value)}</t></is></c>`,
    );
  return makeWorkbook(rows.map((row) => `<row>${cells(row).join('')}</row>`).join(''));
}
