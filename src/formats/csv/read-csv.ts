/** A row of a file, with the line it begins on. */
export interface CsvRow {
  fields: string[];
  /** 1-based. */
  line: number;
}

/**
 * Rows of comma-separated text (RFC 4180): fields in quotes may hold commas, quotes and line ends. Empty lines are left out, a byte
 * order mark is skipped. Memory is bounded by the longest row.
 * @param chunks decoded text in any pieces
 * @param separator one character
 */
export async function* readCsv(chunks: AsyncIterable<string>, separator = ','): AsyncGenerator<CsvRow[]> {
  let rest = '';
  let line = 1;
  let first = true;
  for await (const chunk of chunks) {
    let text = rest + chunk;
    if (first) text = text.replace(/^\uFEFF/, '');
    first = false;
    const { rows, used, lines } = takeRows(text, line, separator, false);
    rest = text.slice(used);
    line += lines;
    if (rows.length > 0) yield rows;
  }
  const { rows } = takeRows(rest, line, separator, true);
  if (rows.length > 0) yield rows;
}

interface Taken {
  rows: CsvRow[];
  used: number;
  lines: number;
}

function takeRows(text: string, firstLine: number, separator: string, last: boolean): Taken {
  const rows: CsvRow[] = [];
  let at = 0;
  let line = firstLine;
  // Where the next quote is: a text without any is looked through once, not once a row.
  let quote = text.indexOf('"');
  while (at < text.length) {
    if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
    const end = endOfRow(text, at, quote);
    if (end < 0 && !last) break;
    const row = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '');
    if (row !== '') rows.push({ fields: splitRow(row, separator), line });
    line += quote >= at && row.includes('\n') ? row.split('\n').length : 1;
    at = end < 0 ? text.length : end + 1;
  }
  return { rows, used: at, lines: line - firstLine };
}

/** The line end that is outside quotes; -1 when it has not come yet. */
function endOfRow(text: string, from: number, quote: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0 || quote < 0 || end < quote) return end;
  let quoted = false;
  for (let i = quote; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) quoted = !quoted;
    else if (code === 10 && !quoted) return i;
  }
  return -1;
}

function splitRow(row: string, separator: string): string[] {
  if (!row.includes('"')) return row.split(separator);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (row[at] === '"') {
      let end = at + 1;
      while (end < row.length && (row[end] !== '"' || row[end + 1] === '"')) end += row[end] === '"' ? 2 : 1;
      fields.push(row.slice(at + 1, end).replaceAll('""', '"'));
      at = row.indexOf(separator, end);
    } else {
      const end = row.indexOf(separator, at);
      fields.push(row.slice(at, end < 0 ? row.length : end));
      at = end;
    }
    if (at < 0) return fields;
    at += 1;
  }
}
