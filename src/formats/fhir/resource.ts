/** A FHIR R4 resource as JSON has it; what is read of it is checked where it is read. */
export interface FhirResource {
  resourceType: string;
  id?: string;
  [element: string]: unknown;
}

/** A code with the list it is of (FHIR R4 §2.24.0.8, Coding). */
export interface FhirCoding {
  system: string | null;
  code: string;
  display: string | null;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text at a path of elements, the first of a list where there is one; null without it. */
export function textAt(from: unknown, ...path: readonly string[]): string | null {
  const found = elementAt(from, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
}

/** The element at a path, the first of a list where there is one. */
export function elementAt(from: unknown, ...path: readonly string[]): unknown {
  let here = from;
  for (const name of path) {
    if (Array.isArray(here)) here = here[0];
    if (!isObject(here)) return undefined;
    here = here[name];
  }
  return Array.isArray(here) ? here[0] : here;
}

/** The elements of a list; none where there is no list. */
export function listAt(from: unknown, name: string): Json[] {
  const found = isObject(from) ? from[name] : undefined;
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** The codings of a CodeableConcept. */
export function codingsOf(concept: unknown): FhirCoding[] {
  return listAt(concept, 'coding').flatMap((coding) => {
    const code = textAt(coding, 'code');
    return code === null ? [] : [{ system: textAt(coding, 'system'), code, display: textAt(coding, 'display') }];
  });
}

/** An extension by the end of its address, wherever the publisher keeps it. */
export function extensionOf(from: unknown, ending: string): Json | undefined {
  const wanted = ending.toLowerCase();
  return listAt(from, 'extension').find((one) => textAt(one, 'url')?.toLowerCase().endsWith(wanted));
}

/** The id that a reference names: the last part of `Patient/1`, `urn:uuid:…` or an address, without a version. */
export function referencedId(reference: unknown): string | null {
  const text = textAt(reference, 'reference');
  const identified = textAt(reference, 'identifier', 'value');
  if (text === null) return identified;
  const conditional = /\?identifier=(?:[^|]*\|)?(.+)$/.exec(text);
  if (conditional) return conditional[1]!;
  return text
    .replace(/\/_history\/.*$/, '')
    .replace(/^urn:(?:uuid|oid):/, '')
    .split('/')
    .at(-1)!;
}
