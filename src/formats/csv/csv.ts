/** A cell of a table as it leaves Idun. */
export type CsvCell = string | number | boolean | null | undefined;

/** Beginnings that spreadsheets take for a formula. */
const formula = /^[=+@\t]|^-(?![\d.])/;

/**
 * One line of comma-separated text (RFC 4180) with its line end. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front, so that opening the file runs nothing. Null is an empty field.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

function csvField(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'string' && formula.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
