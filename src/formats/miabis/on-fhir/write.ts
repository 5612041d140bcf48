import type { FhirResource } from '../../fhir/index.ts';
import { coreOf, type ListName, lists, listValue } from '../lists.ts';
import type { Biobank, Catalogue, Collection, Contact, Disease, Network, Study } from '../model.ts';
import { resourceId } from './ids.ts';
import {
  ageUnits,
  biobankExtensions,
  type CodedExtension,
  characteristicSystem,
  characteristics,
  codeSystemOf,
  collectionExtensions,
  descriptionExtension,
  directorySystem,
  genderSystem,
  genders,
  icd10,
  inclusionExtension,
  memberExtension,
  networkExtensions,
  orphanet,
  profileOf,
  profiles,
  publicationsExtension,
  qualityExtension,
  subjectsExtension,
} from './profiles.ts';

type Json = Record<string, unknown>;
type Gathered = Collection | Study;

/** A catalogue as a FHIR R4 bundle of MIABIS on FHIR's profiles; research resources, which have none, as ResearchStudy. */
export function writeFhir(catalogue: Catalogue): FhirResource {
  const persons = new Map<string, FhirResource>();
  const juristic = (name: string): Json => {
    const id = resourceId('juristic-person', name);
    persons.set(id, { resourceType: 'Organization', id, name });
    return { reference: `Organization/${id}` };
  };
  const countryOf = new Map(catalogue.biobank.map(({ id, country }) => [id, country]));
  const resources = [
    ...catalogue.biobank.map((one) => biobankOf(one, juristic)),
    ...catalogue.collection.flatMap((one) => collectionOf(one, countryOf)),
    ...catalogue.network.flatMap((one) => networkOf(one, catalogue, juristic)),
    ...catalogue.study.flatMap((one) => studyOf(one, catalogue)),
  ];
  const all = [...persons.values(), ...resources];
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: all.map((resource) => ({ fullUrl: `${resource.resourceType}/${resource.id}`, resource })),
  };
}

const defined = (fields: Json): Json =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  );
const identifierOf = (id: string): Json[] => [
  id.startsWith('bbmri-eric:') ? { system: directorySystem, value: id } : { value: id },
];
const meta = (profile: string): Json => ({ profile: [profileOf(profile)] });
const stringExtension = (id: string, valueString: string): Json => ({ url: profileOf(id), valueString });

/** The code of a value; its own word goes along, which FHIR's codes cannot always tell. */
function conceptOf(list: ListName, key: string): Json {
  const { fhirSystem } = lists[list];
  const code = coreOf(list, key)?.fhir ?? null;
  const text = listValue(list, key)?.name ?? key;
  const coding = fhirSystem === null || code === null ? [] : [{ system: codeSystemOf(fhirSystem), code }];
  return defined({ coding, text });
}

function codedExtensions(extensions: readonly CodedExtension[], entry: object): Json[] {
  return extensions.flatMap(([id, field, list]) => {
    const value = (entry as Record<string, string | string[] | undefined>)[field] ?? [];
    return (Array.isArray(value) ? value : [value]).map((key) => ({
      url: profileOf(id),
      valueCodeableConcept: conceptOf(list, key),
    }));
  });
}

function contactOf(contact: Contact | undefined): Json[] | undefined {
  if (contact === undefined) return undefined;
  const { firstName, lastName, phone, email, address, zip, city, country, role } = contact;
  const telecom = [
    ...(phone === undefined ? [] : [{ system: 'phone', value: phone }]),
    ...(email === undefined ? [] : [{ system: 'email', value: email }]),
  ];
  const place = defined({ line: address === undefined ? [] : [address], postalCode: zip, city, country });
  return [
    defined({
      name: defined({ given: firstName === undefined ? [] : [firstName], family: lastName }),
      telecom,
      address: Object.keys(place).length === 0 ? undefined : place,
      purpose: role === undefined ? undefined : { text: role },
    }),
  ];
}

interface Organised {
  id: string;
  name: string;
  acronym?: string | undefined;
  url?: string | undefined;
  contact?: Contact | undefined;
  description?: string | undefined;
}

function organisationOf(kind: string, profile: string, entry: Organised, more: Json): FhirResource {
  const { id, name, acronym, url, contact, description } = entry;
  const { extension = [], ...rest } = more as { extension?: Json[] };
  return {
    resourceType: 'Organization',
    ...defined({
      ...{ id: resourceId(kind, id), meta: meta(profile), identifier: identifierOf(id), name },
      alias: acronym === undefined ? [] : [acronym],
      telecom: url === undefined ? [] : [{ system: 'url', value: url }],
      contact: contactOf(contact),
      ...rest,
      extension: [
        ...extension,
        ...(description === undefined ? [] : [stringExtension(descriptionExtension, description)]),
      ],
    }),
  };
}

function biobankOf(biobank: Biobank, juristic: (name: string) => Json): FhirResource {
  const { country, city, juristicPerson, quality = [] } = biobank;
  return organisationOf('biobank', profiles.biobank, biobank, {
    address: country === undefined ? [] : [defined({ city, country })],
    partOf: juristicPerson === undefined ? undefined : juristic(juristicPerson),
    extension: [
      ...codedExtensions(biobankExtensions, biobank),
      ...quality.map(({ standard }) => stringExtension(qualityExtension, standard)),
    ],
  });
}

const activeOf = (status: string | undefined): boolean | undefined =>
  status === 'active' ? true : status === 'ended' ? false : undefined;

function collectionOf(collection: Collection, countryOf: ReadonlyMap<string, string | undefined>): FhirResource[] {
  const { id, biobank, status, publications = [] } = collection;
  const country = collection.country ?? countryOf.get(biobank ?? '');
  const organisation = organisationOf('collection', profiles.collectionOrganization, collection, {
    active: activeOf(status),
    address: country === undefined ? [] : [defined({ city: collection.city, country })],
    partOf: biobank === undefined ? undefined : { reference: `Organization/${resourceId('biobank', biobank)}` },
    extension: [
      ...codedExtensions(collectionExtensions, collection),
      ...publications.map((one) => stringExtension(publicationsExtension, one)),
    ],
  });
  const managingEntity = { reference: `Organization/${resourceId('collection', id)}` };
  return [organisation, groupOf('collection', collection, { managingEntity, meta: meta(profiles.collection) })];
}

function groupOf(kind: string, entry: Gathered, more: Json): FhirResource {
  return {
    resourceType: 'Group',
    ...defined({
      ...{ id: resourceId(kind, entry.id), ...more, identifier: identifierOf(entry.id), name: entry.name },
      ...{ active: activeOf(entry.status), type: 'person', actual: true },
      characteristic: characteristicsOf(entry),
      extension: [
        ...(entry.subjects === undefined ? [] : [{ url: profileOf(subjectsExtension), valueInteger: entry.subjects }]),
        ...codedExtensions([inclusionExtension], entry),
      ],
    }),
  };
}

const characteristic = (code: string, value: Json): Json => ({
  code: { coding: [{ system: characteristicSystem, code }] },
  ...value,
  exclude: false,
});

function characteristicsOf(entry: Gathered): Json[] {
  const age = (value: number | undefined, unit: string | undefined): Json | undefined =>
    value === undefined ? undefined : { value, system: 'http://unitsofmeasure.org', ...ageUnits[unit ?? 'years'] };
  const range = defined({ low: age(entry.ageLow, entry.ageLowUnit), high: age(entry.ageHigh, entry.ageHighUnit) });
  return [
    ...(Object.keys(range).length === 0 ? [] : [characteristic('Age', { valueRange: range })]),
    ...characteristics.flatMap(([code, field, list]) =>
      (entry[field] ?? []).map((key) =>
        characteristic(code, { valueCodeableConcept: field === 'sex' ? genderOf(key) : conceptOf(list, key) }),
      ),
    ),
    ...(entry.diseases ?? []).map((one) => characteristic('Diagnosis', { valueCodeableConcept: diseaseOf(one) })),
  ];
}

function genderOf(key: string): Json {
  const core = coreOf('sex', key)?.key ?? key;
  return { coding: [{ system: genderSystem, code: genders[core] ?? 'unknown' }], text: listValue('sex', key)?.name };
}

function diseaseOf({ ontology, version, code, description, text }: Disease): Json {
  const system =
    ontology === undefined
      ? undefined
      : /^ICD-?10$/i.test(ontology)
        ? icd10
        : /^ORPHA/i.test(ontology)
          ? orphanet
          : ontology;
  const coding = code === undefined ? [] : [defined({ system, version, code, display: description })];
  return defined({ coding, text });
}

function networkOf(network: Network, catalogue: Catalogue, juristic: (name: string) => Json): FhirResource[] {
  const { id, name, status, countries = [], juristicPerson, members = [], types = [] } = network;
  const organisation = organisationOf('network', profiles.networkOrganization, network, {
    active: activeOf(status),
    type: types.map((key) => conceptOf('networkType', key)),
    address: countries.map((country) => ({ country })),
    partOf: juristicPerson === undefined ? undefined : juristic(juristicPerson),
    extension: codedExtensions(networkExtensions, network),
  });
  const group: FhirResource = {
    resourceType: 'Group',
    ...defined({
      ...{ id: resourceId('network', id), meta: meta(profiles.network), identifier: identifierOf(id), name },
      ...{ active: activeOf(status), type: 'person', actual: true },
      managingEntity: { reference: `Organization/${resourceId('network', id)}` },
      extension: members.map((member) => ({
        url: profileOf(memberExtension),
        valueReference: memberOf(member, catalogue),
      })),
    }),
  };
  return [organisation, group];
}

/** A member that stands in the catalogue by reference; another by its name. */
function memberOf(member: string, catalogue: Catalogue): Json {
  const is = (all: readonly { id: string }[]): boolean => all.some(({ id }) => id === member);
  if (is(catalogue.biobank)) return { reference: `Organization/${resourceId('biobank', member)}` };
  if (is(catalogue.collection)) return { reference: `Group/${resourceId('collection', member)}` };
  if (is(catalogue.network)) return { reference: `Group/${resourceId('network', member)}` };
  return is(catalogue.study) ? { reference: `ResearchStudy/${resourceId('study', member)}` } : { display: member };
}

function studyOf(study: Study, { collection }: Catalogue): FhirResource[] {
  const { id, name, acronym, url, contact, description, status, publications = [] } = study;
  const telecom = [
    ...(contact?.phone === undefined ? [] : [{ system: 'phone', value: contact.phone }]),
    ...(contact?.email === undefined ? [] : [{ system: 'email', value: contact.email }]),
  ];
  const who = [contact?.firstName, contact?.lastName].filter((one) => one !== undefined).join(' ');
  const gives = collection.filter(({ studies }) => studies?.includes(id));
  const own: FhirResource = {
    resourceType: 'ResearchStudy',
    ...defined({
      ...{ id: resourceId('study', id), title: name, description },
      identifier: [...identifierOf(id), ...(acronym === undefined ? [] : [{ use: 'secondary', value: acronym }])],
      status: status === 'active' ? 'active' : status === 'ended' ? 'completed' : 'in-review',
      contact: who === '' && telecom.length === 0 ? [] : [defined({ name: who === '' ? undefined : who, telecom })],
      relatedArtifact: [
        ...(url === undefined ? [] : [{ type: 'documentation', url }]),
        ...publications.map((citation) => ({ type: 'citation', citation })),
      ],
      enrollment: [
        { reference: `Group/${resourceId('study', id)}` },
        ...gives.map((one) => ({ reference: `Group/${resourceId('collection', one.id)}` })),
      ],
      extension: codedExtensions(collectionExtensions, study),
    }),
  };
  return [own, groupOf('study', study, {})];
}
