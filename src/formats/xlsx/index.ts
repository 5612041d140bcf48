export { looksLikeWorkbook, sheetAsCsv } from './as-csv.ts';
export { readSheetRows, type SheetRow } from './rows.ts';
export { openWorkbook, type Workbook, type XlsxLimits } from './workbook.ts';
