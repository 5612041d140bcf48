import {
  codingsOf,
  elementAt,
  extensionOf,
  type FhirResource,
  listAt,
  referencedId,
  textAt,
} from '../../../formats/fhir/index.ts';
import type { TableName } from '../../columns/index.ts';

/** Addresses and oids under which civil registration numbers go. */
const cprSystems = ['urn:oid:1.2.208.176.1.2', 'http://hl7.dk/fhir/core/NamingSystem/cpr', 'urn:dk:cpr'];

/** A row made of a resource. */
export interface FhirRow {
  table: TableName;
  register: string | null;
  /** Key of the list its code is of; null when it is of none that Idun was told of. */
  system: string | null;
  cells: Record<string, string | null>;
}

/** What reading bundles knows beside the resource. */
export interface FhirContext {
  /** How the source's people are looked up, by the ids of their Patient resources. */
  personOf(patientId: string): string;
  /** Lists by the address of their code system. */
  systems: Readonly<Record<string, { list: string; prefix?: string | undefined }>>;
  /** Codes of Medication resources by their ids. */
  medications: ReadonlyMap<string, unknown>;
}

const notHappened = new Set(['entered-in-error', 'not-done', 'cancelled', 'stopped', 'refuted', 'draft']);

/** Registers that resources of a kind are of, with the elements of their day and code. */
const events: Readonly<Record<string, { register: string; days: readonly (readonly string[])[]; code: string }>> = {
  Condition: {
    register: 'diagnoses',
    days: [['onsetDateTime'], ['onsetPeriod', 'start'], ['recordedDate']],
    code: 'code',
  },
  Procedure: { register: 'procedures', days: [['performedDateTime'], ['performedPeriod', 'start']], code: 'code' },
  MedicationStatement: {
    register: 'medication',
    days: [['effectiveDateTime'], ['effectivePeriod', 'start'], ['dateAsserted']],
    code: 'medicationCodeableConcept',
  },
  MedicationRequest: { register: 'medication', days: [['authoredOn']], code: 'medicationCodeableConcept' },
  Observation: {
    register: 'observations',
    days: [['effectiveDateTime'], ['effectivePeriod', 'start'], ['effectiveInstant'], ['issued']],
    code: 'code',
  },
};

/** The number a Patient resource gives as its civil registration number. */
export function cprOfPatient(resource: FhirResource): string | null {
  const found = listAt(resource, 'identifier').find((one) => cprSystems.includes(textAt(one, 'system') ?? ''));
  return found === undefined ? null : textAt(found, 'value');
}

/** The row of a resource (FHIR R4; MIABIS on FHIR); null for kinds the register does not take, and for what did not happen. */
export function rowOf(resource: FhirResource, context: FhirContext): FhirRow | null {
  if (resource.resourceType === 'Patient') return personRow(resource, context);
  if (resource.resourceType === 'Specimen') return specimenRow(resource, context);
  const kind = events[resource.resourceType];
  if (kind === undefined || notHappened.has(statusOf(resource))) return null;
  const subject = referencedId(resource['subject'] ?? resource['patient']);
  const concept =
    resource[kind.code] ??
    context.medications.get(referencedId(resource['medicationReference'])?.replace('#', '') ?? '');
  const { code, system } = codeOf(concept, context.systems);
  const day = kind.days.map((path) => textAt(resource, ...path)).find((one) => one !== null) ?? null;
  const person = subject === null ? null : context.personOf(subject);
  return { table: 'events', register: kind.register, system, cells: { person, day, code, kind: categoryOf(resource) } };
}

function statusOf(resource: FhirResource): string {
  const verified = codingsOf(resource['verificationStatus'])[0]?.code;
  return verified !== undefined && notHappened.has(verified) ? verified : (textAt(resource, 'status') ?? '');
}

function categoryOf(resource: FhirResource): string | null {
  const category = elementAt(resource, 'category');
  return codingsOf(category)[0]?.code ?? null;
}

/** Of several codings of one thing, the one of a list Idun knows; else the first. */
function codeOf(concept: unknown, systems: FhirContext['systems']): { code: string | null; system: string | null } {
  const codings = codingsOf(concept);
  for (const { system, code } of codings) {
    const known = systems[system ?? ''];
    if (known !== undefined) return { code: (known.prefix ?? '') + code, system: known.list };
  }
  return { code: codings[0]?.code ?? textAt(concept, 'text'), system: null };
}

function personRow(resource: FhirResource, context: FhirContext): FhirRow {
  const gender = textAt(resource, 'gender');
  const cells = {
    person: resource.id === undefined ? null : context.personOf(resource.id),
    born: textAt(resource, 'birthDate'),
    died: textAt(resource, 'deceasedDateTime'),
    sex: gender === 'male' || gender === 'female' ? gender : 'unknown',
    region: textAt(resource, 'address', 'state'),
    municipality: textAt(resource, 'address', 'city'),
  };
  return { table: 'persons', register: null, system: null, cells };
}

function specimenRow(resource: FhirResource, context: FhirContext): FhirRow | null {
  if (textAt(resource, 'status') === 'entered-in-error') return null;
  const subject = referencedId(resource['subject']);
  const collection = extensionOf(resource, 'sample-collection-extension') ?? extensionOf(resource, 'sampleCollection');
  const custodian = extensionOf(resource, 'Custodian');
  const processed = [resource, ...listAt(resource, 'processing')];
  const temperature = processed
    .map((one) => extensionOf(one, 'StorageTemperature') ?? extensionOf(one, 'storage-temperature-extension'))
    .find((one) => one !== undefined);
  const cells = {
    person: subject === null ? null : context.personOf(subject),
    day:
      textAt(resource, 'collection', 'collectedDateTime') ?? textAt(resource, 'collection', 'collectedPeriod', 'start'),
    type: codingsOf(resource['type'])[0]?.code ?? textAt(resource, 'type', 'text'),
    temperature: codingsOf(temperature?.['valueCodeableConcept'])[0]?.code ?? null,
    collection: textAt(collection, 'valueIdentifier', 'value') ?? referencedId(collection?.['valueReference']),
    biobank: referencedId(custodian?.['valueReference']),
    volume_ul: volumeOf(
      elementAt(resource, 'container', 'specimenQuantity') ?? elementAt(resource, 'collection', 'quantity'),
    ),
    state: textAt(resource, 'status'),
    custodian_id: textAt(resource, 'identifier', 'value') ?? resource.id ?? null,
  };
  return { table: 'specimens', register: null, system: null, cells };
}

function volumeOf(quantity: unknown): string | null {
  const value = elementAt(quantity, 'value');
  const perUnit = { uL: 1, ul: 1, mL: 1000, ml: 1000, L: 1e6 }[
    textAt(quantity, 'code') ?? textAt(quantity, 'unit') ?? ''
  ];
  return typeof value === 'number' && perUnit !== undefined ? String(Math.round(value * perUnit)) : null;
}
