import { FormatError } from '../error.ts';
import type { Json, JsonObject, OntologyClass } from './types.ts';

/** Where a document came from, for error texts. */
export interface DocumentPlace {
  readonly file?: string;
  readonly line?: number;
}

/** Reads the fields of one JSON object and names its path in errors. */
export class Fields {
  readonly path: string;
  readonly source: JsonObject;
  readonly place: DocumentPlace;

  constructor(source: Json | undefined, path: string, place: DocumentPlace) {
    this.path = path;
    this.place = place;
    if (!isObject(source)) throw this.error('TYPE', `${path || 'the document'} is ${nameOf(source)}`, 'an object');
    this.source = source;
  }

  error(reason: string, detail: string, expected: string): FormatError {
    return new FormatError(`IDUN_PHENOPACKET_${reason}`, `The phenopacket is not right: ${detail}.`, {
      ...this.place,
      expected,
      action: 'Correct the document, or validate it with phenopacket-tools.',
    });
  }

  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  text(name: string): string | null {
    const value = this.source[name];
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return value;
    throw this.error('TYPE', `${this.at(name)} is ${nameOf(value)}`, 'text');
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === null) throw this.error('MISSING', `${this.at(name)} is missing`, 'text that is not empty');
    return value;
  }

  texts(name: string): string[] {
    return this.list(name).map((value, i) => {
      if (typeof value === 'string') return value;
      throw this.error('TYPE', `${this.at(name)}[${i}] is ${nameOf(value)}`, 'text');
    });
  }

  list(name: string): readonly Json[] {
    const value = this.source[name] ?? [];
    if (Array.isArray(value)) return value as readonly Json[];
    throw this.error('TYPE', `${this.at(name)} is ${nameOf(value)}`, 'a list');
  }

  /** The objects of a list, each read by `read`. */
  each<T>(name: string, read: (fields: Fields) => T): T[] {
    return this.list(name).map((value, i) => read(new Fields(value, `${this.at(name)}[${i}]`, this.place)));
  }

  object<T>(name: string, read: (fields: Fields) => T): T | null {
    const value = this.source[name];
    return value === undefined || value === null ? null : read(new Fields(value, this.at(name), this.place));
  }

  term(name: string): OntologyClass | null {
    return this.object(name, readTerm);
  }

  /** A name or, as protobuf's JSON allows, the number of an enum; the first when absent. */
  enumeration<T extends string>(name: string, names: readonly T[]): T {
    const value = this.source[name] ?? 0;
    const found = typeof value === 'number' ? names[value] : names.find((n) => n === value);
    if (found !== undefined) return found;
    throw this.error('VALUE', `${this.at(name)} is ${JSON.stringify(value)?.slice(0, 60)}`, names.join(', '));
  }

  /** A map of texts to texts. */
  map(name: string): Map<string, string> {
    const entries = this.object(name, (fields) =>
      Object.keys(fields.source).map((key) => [key, fields.text(key) ?? ''] as const),
    );
    return new Map(entries ?? []);
  }
}

/** A term; null for an empty one, which protobuf's JSON writers leave behind. */
function readTerm(fields: Fields): OntologyClass | null {
  const id = fields.text('id');
  return id === null ? null : { id, label: fields.text('label') ?? '' };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: Json | undefined): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Fields whose keys are the user's own, not names of the schema. */
const maps = new Set(['individualToFileIdentifiers', 'fileAttributes']);
const deepest = 200;

/** Field names in camelCase: protobuf's JSON may have snake_case too. */
export function camelCased(value: Json, depth = 0): Json {
  if (depth > deepest) throw new FormatError('IDUN_PHENOPACKET_DEPTH', 'The document is nested too deeply.');
  if (Array.isArray(value)) return value.map((item: Json) => camelCased(item, depth + 1));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    const name = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [name, maps.has(name) ? item : camelCased(item, depth + 1)] as const;
  });
  return Object.fromEntries(entries);
}
