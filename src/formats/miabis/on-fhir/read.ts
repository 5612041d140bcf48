import {
  codingsOf,
  elementAt,
  extensionOf,
  type FhirResource,
  listAt,
  referencedId,
  textAt,
} from '../../fhir/index.ts';
import { checkEntry } from '../check.ts';
import { keyOf, type ListName } from '../lists.ts';
import { type Catalogue, type Disease, type Entry, emptyCatalogue, type Kind } from '../model.ts';
import type { TableFault } from '../tables.ts';
import {
  ageUnits,
  biobankExtensions,
  type CodedExtension,
  characteristics,
  collectionExtensions,
  descriptionExtension,
  genders,
  icd10,
  inclusionExtension,
  memberExtension,
  networkExtensions,
  orphanet,
  profiles,
  publicationsExtension,
  qualityExtension,
  subjectsExtension,
} from './profiles.ts';

type Json = Record<string, unknown>;

/** Reads resources of MIABIS on FHIR, in any order; what is of none of its profiles is left out and counted. */
export function readFhir(resources: readonly FhirResource[]): {
  catalogue: Catalogue;
  faults: TableFault[];
  leftOut: string[];
} {
  const all = new Map(resources.map((one) => [`${one.resourceType}/${one.id ?? ''}`, one]));
  const catalogue = emptyCatalogue();
  const faults: TableFault[] = [];
  const used = new Set<FhirResource>();
  const add = (kind: Kind, of: readonly FhirResource[], fields: Json): void => {
    for (const one of of) used.add(one);
    const { entry, faults: own } = checkEntry(kind, fields);
    const table = `${of[0]!.resourceType}/${of[0]!.id ?? '?'}`;
    for (const { kind: which, attribute, field, expected } of own) {
      if (which === 'advice') continue;
      faults.push({ table, line: null, column: attribute ?? field, found: null, expected, wrong: which === 'wrong' });
    }
    if (entry !== null) (catalogue[kind] as Entry[]).push(entry);
  };
  const groupOf = (organisation: FhirResource): FhirResource | undefined =>
    resources.find(
      (one) =>
        one.resourceType === 'Group' &&
        organisation.id !== undefined &&
        referencedId(one['managingEntity']) === organisation.id,
    );
  for (const one of resources) {
    if (one.resourceType === 'ResearchStudy') {
      const group = listAt(one, 'enrollment')
        .map((ref) => all.get(textAt(ref, 'reference') ?? ''))
        .find(isOfStudy(one));
      add('study', group === undefined ? [one] : [one, group], defined({ ...studyFields(one), ...groupFields(group) }));
      continue;
    }
    const profile = profileOfOrganisation(one);
    if (profile === null) continue;
    const base = { ...organisationFields(one), ...coded(profile.extensions, one, profile.many) };
    if (profile.kind === 'biobank') {
      add('biobank', [one], defined({ ...base, ...biobankFields(one, all, used) }));
    } else if (profile.kind === 'network') {
      const group = groupOf(one);
      const fields = { ...base, ...networkFields(one, group, all, used) };
      add('network', group === undefined ? [one] : [one, group], defined(fields));
    } else {
      const group = groupOf(one);
      const fields = { ...base, ...collectionFields(one, all), ...groupFields(group) };
      add('collection', group === undefined ? [one] : [one, group], defined(fields));
    }
  }
  const study = new Map(resources.filter((one) => one.resourceType === 'ResearchStudy').map((one) => [idOf(one), one]));
  for (const { id } of catalogue.study) addToCollections(catalogue, id, study.get(id)!, all);
  const leftOut = resources.filter((one) => !used.has(one)).map((one) => `${one.resourceType}/${one.id ?? '?'}`);
  return { catalogue, faults, leftOut };
}

const defined = (fields: Json): Json =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
const idOf = (one: FhirResource): string => textAt(one, 'identifier', 'value') ?? one.id ?? '';
const isOfStudy =
  (study: FhirResource) =>
  (group: FhirResource | undefined): boolean =>
    group !== undefined && idOf(group) === idOf(study);

interface OrganisationProfile {
  kind: 'biobank' | 'collection' | 'network';
  extensions: readonly CodedExtension[];
  /** Fields that hold several. */
  many: (field: string) => boolean;
}

const organisations: Readonly<Record<string, OrganisationProfile>> = {
  [profiles.biobank]: { kind: 'biobank', extensions: biobankExtensions, many: () => true },
  [profiles.collectionOrganization]: {
    kind: 'collection',
    extensions: collectionExtensions,
    many: (field) => field !== 'sampleSource',
  },
  [profiles.networkOrganization]: { kind: 'network', extensions: networkExtensions, many: () => true },
};

function profileOfOrganisation(one: FhirResource): OrganisationProfile | null {
  if (one.resourceType !== 'Organization') return null;
  const stated = (elementAt(one, 'meta') as Json | undefined)?.['profile'];
  const names = Array.isArray(stated) ? stated.map((address) => String(address).split('/').at(-1)!.split('|')[0]!) : [];
  return names.map((name) => organisations[name]).find((found) => found !== undefined) ?? null;
}

/** The key of a concept: by its own word, which tells more, or by its code. */
function conceptKey(list: ListName, concept: unknown): string | undefined {
  const text = textAt(concept, 'text');
  const byText = text === null ? undefined : keyOf(list, text);
  return (
    byText ??
    codingsOf(concept)
      .map(({ code }) => keyOf(list, code))
      .find((key) => key !== undefined)
  );
}

const extensionsOf = (from: unknown, id: string): Json[] =>
  listAt(from, 'extension').filter((one) => textAt(one, 'url')?.toLowerCase().endsWith(`/${id}`));

function coded(
  extensions: readonly CodedExtension[],
  from: unknown,
  many: (field: string) => boolean = () => true,
): Json {
  return Object.fromEntries(
    extensions.map(([id, field, list]) => {
      const keys = extensionsOf(from, id).flatMap((one) => conceptKey(list, one['valueCodeableConcept']) ?? []);
      return [field, many(field) ? keys : keys[0]];
    }),
  );
}

function organisationFields(one: FhirResource): Json {
  return {
    ...{ id: idOf(one), name: textAt(one, 'name'), acronym: (one['alias'] as string[] | undefined)?.[0] },
    url: urlOf(one),
    contact: contactFields(listAt(one, 'contact')[0]),
    description: textAt(extensionOf(one, descriptionExtension), 'valueString'),
  };
}

const urlOf = (one: unknown): string | null =>
  textAt(
    listAt(one, 'telecom').find((way) => way['system'] === 'url'),
    'value',
  );

function contactFields(contact: Json | undefined): Json | undefined {
  if (contact === undefined) return undefined;
  const by = (system: string) =>
    textAt(
      listAt(contact, 'telecom').find((way) => way['system'] === system),
      'value',
    );
  const name = contact['name'] as Json | undefined;
  const given = name?.['given'];
  const fields = defined({
    ...{ firstName: Array.isArray(given) ? given.join(' ') : undefined, lastName: name?.['family'] ?? name?.['text'] },
    ...{ phone: by('phone'), email: by('email')?.includes('@') ? by('email') : undefined },
    ...{ address: textAt(contact, 'address', 'line'), zip: textAt(contact, 'address', 'postalCode') },
    ...{ city: textAt(contact, 'address', 'city'), country: textAt(contact, 'address', 'country') },
    role: textAt(contact, 'purpose', 'text'),
  });
  return Object.keys(fields).length === 0 ? undefined : fields;
}

// The juristic person is an organisation of its own, or only a name.
function juristicOf(one: FhirResource, all: ReadonlyMap<string, FhirResource>, used: Set<FhirResource>): string | null {
  const found = all.get(textAt(one, 'partOf', 'reference') ?? '');
  if (found !== undefined) used.add(found);
  return textAt(found, 'name') ?? textAt(one, 'partOf', 'display') ?? referencedId(one['partOf']);
}

function biobankFields(one: FhirResource, all: ReadonlyMap<string, FhirResource>, used: Set<FhirResource>): Json {
  return {
    juristicPerson: juristicOf(one, all, used),
    ...{ country: textAt(one, 'address', 'country'), city: textAt(one, 'address', 'city') },
    quality: extensionsOf(one, qualityExtension).flatMap((mark) => {
      const standard = textAt(mark, 'valueString');
      return standard === null ? [] : [{ standard }];
    }),
  };
}

const statusOf = (one: FhirResource | undefined): string | undefined =>
  one?.['active'] === true ? 'active' : one?.['active'] === false ? 'ended' : undefined;

function collectionFields(one: FhirResource, all: ReadonlyMap<string, FhirResource>): Json {
  const biobank = all.get(textAt(one, 'partOf', 'reference') ?? '');
  return {
    biobank: biobank === undefined ? referencedId(one['partOf']) : idOf(biobank),
    ...{ country: textAt(one, 'address', 'country'), city: textAt(one, 'address', 'city'), status: statusOf(one) },
    publications: extensionsOf(one, publicationsExtension).flatMap((found) => textAt(found, 'valueString') ?? []),
  };
}

function groupFields(group: FhirResource | undefined): Json {
  if (group === undefined) return {};
  const of = (code: string): Json[] =>
    listAt(group, 'characteristic').filter((one) => codingsOf(one['code']).some((coding) => coding.code === code));
  const range = of('Age')[0]?.['valueRange'];
  const subjects = extensionOf(group, subjectsExtension)?.['valueInteger'];
  return defined({
    ...ageFields('Low', elementAt(range, 'low')),
    ...ageFields('High', elementAt(range, 'high')),
    ...Object.fromEntries(
      characteristics.map(([code, field, list]) => [
        field,
        of(code).flatMap((one) => {
          const concept = one['valueCodeableConcept'];
          return (field === 'sex' ? genderKey(concept) : conceptKey(list, concept)) ?? [];
        }),
      ]),
    ),
    diseases: of('Diagnosis').map((one) => diseaseFields(one['valueCodeableConcept'])),
    status: statusOf(group),
    subjects: typeof subjects === 'number' ? subjects : undefined,
    ...coded([inclusionExtension], group),
  });
}

function genderKey(concept: unknown): string | undefined {
  const text = textAt(concept, 'text');
  const byText = text === null ? undefined : keyOf('sex', text);
  const code = codingsOf(concept)[0]?.code;
  return byText ?? Object.entries(genders).find(([, gender]) => gender === code)?.[0];
}

function ageFields(end: 'Low' | 'High', quantity: unknown): Json {
  const value = elementAt(quantity, 'value');
  if (typeof value !== 'number') return {};
  const [unit, code] = [textAt(quantity, 'unit'), textAt(quantity, 'code')];
  const key =
    (unit === null ? undefined : keyOf('ageUnit', unit)) ??
    Object.entries(ageUnits).find(([, one]) => one.code === code)?.[0];
  return { [`age${end}`]: value, [`age${end}Unit`]: key };
}

const ontologies: Readonly<Record<string, string>> = { [icd10]: 'ICD-10', [orphanet]: 'ORPHA' };

function diseaseFields(concept: unknown): Disease {
  const coding = codingsOf(concept)[0];
  const version = textAt(concept, 'coding', 'version');
  return defined({
    ontology:
      coding?.system === undefined || coding.system === null ? undefined : (ontologies[coding.system] ?? coding.system),
    ...{ version, code: coding?.code, description: coding?.display, text: textAt(concept, 'text') },
  }) as Disease;
}

function networkFields(
  one: FhirResource,
  group: FhirResource | undefined,
  all: ReadonlyMap<string, FhirResource>,
  used: Set<FhirResource>,
): Json {
  const members = extensionsOf(group, memberExtension).flatMap((found) => {
    const reference = found['valueReference'];
    const member = all.get(textAt(reference, 'reference') ?? '');
    return (member === undefined ? (textAt(reference, 'display') ?? referencedId(reference)) : idOf(member)) ?? [];
  });
  return {
    juristicPerson: juristicOf(one, all, used),
    countries: [...new Set(listAt(one, 'address').flatMap((address) => textAt(address, 'country') ?? []))],
    status: statusOf(one) ?? statusOf(group),
    members,
    types: listAt(one, 'type').flatMap((type) => conceptKey('networkType', type) ?? []),
  };
}

function studyFields(one: FhirResource): Json {
  const artifacts = listAt(one, 'relatedArtifact');
  const [contact] = listAt(one, 'contact');
  const status = textAt(one, 'status');
  return {
    ...{ id: idOf(one), name: textAt(one, 'title'), description: textAt(one, 'description') },
    acronym: textAt(
      listAt(one, 'identifier').find((other) => other['use'] === 'secondary'),
      'value',
    ),
    url: textAt(
      artifacts.find((found) => found['type'] === 'documentation'),
      'url',
    ),
    contact: contactFields(contact === undefined ? undefined : { ...contact, name: { family: contact['name'] } }),
    status: status === 'active' ? 'active' : status === 'completed' ? 'ended' : undefined,
    publications: artifacts.flatMap((found) => (found['type'] === 'citation' ? (textAt(found, 'citation') ?? []) : [])),
    ...coded(collectionExtensions, one, (field) => field !== 'sampleSource'),
  };
}

// A study's collections are the groups that it enrols beside its own.
function addToCollections(
  catalogue: Catalogue,
  id: string,
  study: FhirResource,
  all: ReadonlyMap<string, FhirResource>,
): void {
  const groups = listAt(study, 'enrollment').map((ref) => all.get(textAt(ref, 'reference') ?? ''));
  const ids = new Set(groups.flatMap((group) => (group === undefined ? [] : [idOf(group)])));
  for (const collection of catalogue.collection) {
    if (ids.has(collection.id)) collection.studies = [...(collection.studies ?? []), id];
  }
}
