import { type Attribute, attributes, contactParts, longestDescription } from './attributes.ts';
import { keysOf, type ListName } from './lists.ts';
import type { Kind } from './model.ts';

/** How a field of a form is filled in: as attributes are written, and a few ways beyond MIABIS. */
export type Filling =
  | Exclude<Attribute['form'], object>
  | 'choice'
  | 'yes-no'
  | 'duo'
  | { entry: 'biobank' | 'collection' | 'network' | 'study' };

/** Parts of a form, in their order. */
export const formParts = ['name', 'keeper', 'holds', 'terms', 'standing'] as const;

/** A field of the form of an entry. Dots lead into what is in another field. */
export interface FormField {
  field: string;
  part: (typeof formParts)[number];
  filling: Filling;
  /** Keys of its list; what they are called is the reader's language's. */
  list?: { name: ListName; keys: readonly string[] };
  /** MIABIS's code and name of it, where it is an attribute. */
  attribute: string | null;
  /** What MIABIS calls it. */
  standard: string | null;
  many: boolean;
  /** An entry cannot be kept without it. */
  needed: boolean;
  /** MIABIS asks for it. */
  asked: boolean;
  /** Most characters. */
  most?: number;
}

const partOf: Readonly<Record<string, FormField['part']>> = {
  ...{ id: 'name', acronym: 'name', name: 'name', url: 'name', description: 'name' },
  ...{ juristicPerson: 'keeper', country: 'keeper', countries: 'keeper', contact: 'keeper' },
  ...{ access: 'terms', status: 'standing', publications: 'standing', quality: 'standing', members: 'standing' },
};

function fieldOf({ code, name, field, form, least, many }: Attribute): FormField {
  const list = typeof form === 'object' ? { name: form.list, keys: keysOf(form.list) } : undefined;
  return {
    ...{ field, part: partOf[field] ?? 'holds', filling: typeof form === 'object' ? 'choice' : form },
    ...(list === undefined ? {} : { list }),
    ...{ attribute: code, standard: name, many, needed: field === 'id' || field === 'name', asked: least === 1 },
    ...(field === 'description' ? { most: longestDescription } : {}),
  };
}

type Extra = readonly [field: string, part: FormField['part'], filling: Filling, more?: { many?: true; needed?: true }];

const extra = ([field, part, filling, more = {}]: Extra): FormField => ({
  ...{ field, part, filling, attribute: null, standard: null },
  ...{ many: more.many === true, needed: more.needed === true, asked: more.needed === true },
});

const inDanish: readonly Extra[] = [
  ['translated.da.name', 'name', 'text'],
  ['translated.da.description', 'name', 'long'],
];
// Beyond MIABIS, as the Directory has them.
const beyond: Readonly<Record<Exclude<Kind, 'service'>, readonly Extra[]>> = {
  biobank: [
    ['city', 'keeper', 'text'],
    ['networks', 'standing', { entry: 'network' }, { many: true }],
  ],
  collection: [
    ['biobank', 'keeper', { entry: 'biobank' }, { needed: true }],
    ['parent', 'standing', { entry: 'collection' }],
    ['studies', 'standing', { entry: 'study' }, { many: true }],
    ['networks', 'standing', { entry: 'network' }, { many: true }],
    ['samples', 'holds', 'integer'],
    ['quality', 'standing', 'quality', { many: true }],
    ['duo', 'terms', 'duo', { many: true }],
    ['commercialUse', 'terms', 'yes-no'],
    ['accessDescription', 'terms', 'long'],
    ['accessUrl', 'terms', 'url'],
  ],
  study: [],
  network: [],
};

/** The form of an entry: the attributes of its kind in MIABIS's order, with what is beyond them, by part. */
export function formOf(kind: Exclude<Kind, 'service'>): FormField[] {
  const all = [...attributes[kind].map(fieldOf), ...[...inDanish, ...beyond[kind]].map(extra)];
  return formParts.flatMap((part) => all.filter((one) => one.part === part));
}

/** The parts of contact information that a form asks for. */
export const contactFields: readonly string[] = contactParts.map(([, field]) => field);
