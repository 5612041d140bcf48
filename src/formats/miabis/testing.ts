import { readFileSync } from 'node:fs';

type Json = Record<string, unknown>;

/** Ids of profiles and extensions, and addresses of code systems, by the names FHIR shorthand (FSH) gives them. */
export interface FshNames {
  ids: ReadonlyMap<string, string>;
  /** Named slices of profiles: `Biobank description` is an OrganizationDescriptionExtension. */
  slices: ReadonlyMap<string, string>;
  base: string;
}

/** Collects the names that FSH files define. */
export function fshNames(files: readonly string[], base: string): FshNames {
  const ids = new Map<string, string>();
  const slices = new Map<string, string>();
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const [, kind, name] = /^(Profile|Extension|CodeSystem|ValueSet): (\w+)/m.exec(text) ?? [];
    const id = /^Id: *(\S+)/m.exec(text)?.[1];
    if (kind === undefined || name === undefined || id === undefined) continue;
    ids.set(name, `${base}/${kind === 'CodeSystem' ? 'CodeSystem' : 'StructureDefinition'}/${id}`);
    for (const [, extension, slice] of text.matchAll(/(\w+Extension) named (\w+)/g))
      slices.set(`${name} ${slice}`, extension!);
  }
  return { ids, slices, base };
}

const parents: Readonly<Record<string, string>> = {
  ...{ Biobank: 'Organization', CollectionOrganization: 'Organization', NetworkOrganization: 'Organization' },
  ...{ Collection: 'Group', Network: 'Group' },
};

/** An example instance of FHIR shorthand as the JSON its compiler would make; rules and aliases of the examples at hand only. */
export function fshInstance(file: string, { ids, slices }: FshNames): Json {
  const text = readFileSync(file, 'utf8');
  const of = /^InstanceOf: (\w+)/m.exec(text)![1]!;
  const resource: Json = { resourceType: parents[of] ?? of, meta: { profile: [ids.get(of)!] } };
  const at = new Map<string, number>();
  for (const [, path, value] of text.matchAll(/^\* ([\w.[\]+=-]+) = (.+)$/gm)) {
    let here: Json = resource;
    const steps = path!.split('.');
    steps.forEach((step, i) => {
      const [, name, index] = /^(\w+)(?:\[([^\]]+)\])?$/.exec(step)!;
      const last = i === steps.length - 1;
      const place = steps
        .slice(0, i + 1)
        .join('.')
        .replace(/\[[+=]\]/g, '');
      if (index === undefined && !['identifier', 'alias', 'telecom', 'contact', 'address'].includes(name!)) {
        if (last) here[name!] = valueOfFsh(value!, ids);
        else {
          here[name!] ??= {};
          here = here[name!] as Json;
        }
        return;
      }
      here[name!] ??= [];
      const list = here[name!] as unknown[];
      if (name === 'extension' && slices.has(`${of} ${index}`)) {
        here = { url: ids.get(slices.get(`${of} ${index}`)!)! };
        list.push(here);
        return;
      }
      const before = at.get(place) ?? -1;
      const n = index === '+' ? before + 1 : Math.max(0, /^\d+$/.test(index ?? '') ? Number(index) : before);
      at.set(place, n);
      list[n] = last ? valueOfFsh(value!, ids) : (list[n] ?? {});
      here = list[n] as Json;
    });
  }
  return resource;
}

function valueOfFsh(text: string, ids: ReadonlyMap<string, string>): unknown {
  if (text.startsWith('"')) return JSON.parse(text.trim());
  const [, reference] = /^Reference\((.+)\)/.exec(text) ?? [];
  if (reference !== undefined) return { reference };
  const [, system, code] = /^(\w*)#([\w-]+)/.exec(text)!;
  return system === '' ? code : { coding: [{ system: ids.get(system!)!, code }] };
}

/** Cardinalities that a profile states of its resource's own elements and extensions: `identifier` 1..1. */
export function fshCardinalities(file: string): { path: string; least: number; most: number }[] {
  const text = readFileSync(file, 'utf8');
  const own = [...text.matchAll(/^\* ([\w.]+(?:\[\w+\])?) (\d)\.\.(\d|\*)/gm)];
  const sliced = [...text.matchAll(/^\s+(\w+)(?: named (\w+))? (\d)\.\.(\d|\*)/gm)].map(
    ([, , name, least, most]) => ['', `extension[${name}]`, least, most] as const,
  );
  return [...own.map((one) => [...one] as unknown as readonly string[]), ...sliced]
    .filter(([, path]) => !path!.includes('[undefined]'))
    .map(([, path, least, most]) => ({
      path: path!,
      least: Number(least),
      most: most === '*' ? Number.POSITIVE_INFINITY : Number(most),
    }));
}

/** How many values a resource has at a path of elements. */
export function countAt(from: unknown, path: string): number {
  let here: unknown[] = [from];
  for (const step of path.split('.')) {
    here = here.flatMap((one) => {
      const value = (one as Json)[step];
      return value === undefined ? [] : value;
    });
  }
  return here.length;
}
