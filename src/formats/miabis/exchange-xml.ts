import { makeXmlReader } from '../xml/index.ts';
import type { Table, TableRow } from './tables.ts';

/** Parts of contact information in the order that flat rows have them, between backslashes. */
const contactParts = ['id', 'firstname', 'lastname', 'phone', 'email', 'address', 'zip', 'city', 'country'] as const;
const entities: Readonly<Record<string, string>> = {
  ...{ biobank: 'biobank', samplecollection: 'sampleCollection', study: 'study' },
};

/**
 * MIABIS 2's exchange format in XML as the flat rows that it is in tables too: one for each sample, with its biobank, collection and study.
 * A row's line is the number of its sample. Types of documents, and with them entities of their own, are refused.
 * @throws FormatError IDUN_XML
 */
export function flatRowsOfXml(text: string): Table {
  const rows: TableRow[] = [];
  const path: string[] = [];
  let cells = new Map<string, string[]>();
  let contact: Partial<Record<string, string>> = {};
  let written = '';
  const put = (column: string, value: string): void => {
    if (value !== '') cells.set(column, [...(cells.get(column) ?? []), value]);
  };
  const reader = makeXmlReader({
    open(name, attributes) {
      path.push(name.toLowerCase());
      written = '';
      if (path.length === 2) cells = new Map();
      if (path.at(-1) === 'contactinformation')
        contact = attributes['id'] === undefined ? {} : { id: attributes['id'] };
    },
    text(piece) {
      written += piece;
    },
    close() {
      const [, , first, ...below] = path;
      const value = written.trim().replaceAll('\\', '');
      written = '';
      path.pop();
      if (first === undefined) {
        if (path.length === 1) rows.push({ line: rows.length + 1, cells: rowOf(cells) });
        return;
      }
      const entity = entities[first];
      const [field, part] = entity === undefined ? [first, below[0]] : below;
      if (field === undefined) return;
      const column = `${entity ?? 'sample'}.${field}`;
      if (field === 'contactinformation') {
        if (part !== undefined) contact[part] = value;
        else put(column, contactParts.map((one) => contact[one] ?? '').join('\\'));
        return;
      }
      // Of a term of an ontology, its code.
      if (part === undefined || part === 'code') put(column, value);
    },
  });
  reader.write(text.replace(/^\uFEFF/, ''));
  reader.end();
  return { columns: [...new Set(rows.flatMap((row) => Object.keys(row.cells)))], rows };
}

function rowOf(cells: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...cells].map(([column, values]) => [column, values.join('|')]));
}
