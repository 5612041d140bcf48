import { type PedIndividual, readPed } from '../../../formats/ped/index.ts';
import {
  type PedigreePerson,
  type Phenopacket,
  type PhenopacketSex,
  readPhenopackets,
} from '../../../formats/phenopacket/index.ts';
import type { Sex } from '../model.ts';
import type { DeclaredIndividual } from './individual.ts';

/** A Phenopacket to keep, with the names its genome may have. */
export interface DeclaredPhenopacket {
  individual: string;
  samples: readonly string[];
  document: object;
}

export interface Declarations {
  individuals: DeclaredIndividual[];
  phenopackets: DeclaredPhenopacket[];
}

/** A file beside the calls, with the name the person gave it. */
export interface DeclarationFile {
  path: string;
  name: string;
}

/**
 * Reads pedigrees and Phenopackets and joins what they say of the same individual: a PED individual whose id is a biosample or
 * file identifier of a Phenopacket's subject is that subject.
 * @throws FormatError of the format concerned, with file and line
 */
export async function readDeclarations(
  pedigrees: readonly DeclarationFile[],
  packets: readonly DeclarationFile[],
): Promise<Declarations> {
  const individuals: DeclaredIndividual[] = [];
  const phenopackets: DeclaredPhenopacket[] = [];
  for (const { path, name } of packets) {
    for await (const document of readPhenopackets(path)) {
      for (const packet of document.phenopackets) {
        const individual = fromPhenopacket(packet, document.files, name);
        if (!individual) continue;
        individuals.push(individual);
        phenopackets.push({ individual: individual.id, samples: individual.samples, document: packet.source });
      }
      for (const person of document.pedigree) individuals.push(fromPedigree(person, name));
    }
  }
  for (const { path, name } of pedigrees) {
    for (const individual of await readPed(path)) individuals.push(fromPed(individual, name));
  }
  return { individuals: joinIndividuals(individuals), phenopackets };
}

const sexes: Record<PhenopacketSex, Sex> = {
  UNKNOWN_SEX: 'unknown',
  FEMALE: 'female',
  MALE: 'male',
  OTHER_SEX: 'unknown',
};

function fromPhenopacket(
  packet: Phenopacket,
  outerFiles: Phenopacket['files'],
  file: string,
): DeclaredIndividual | null {
  if (!packet.subject) return null;
  const { id, sex } = packet.subject;
  const samples = new Set<string>();
  for (const biosample of packet.biosamples) {
    if (biosample.individualId === null || biosample.individualId === id) samples.add(biosample.id);
  }
  for (const { individualToFileIdentifiers } of [...packet.files, ...outerFiles]) {
    for (const [key, name] of individualToFileIdentifiers) if (key === id || samples.has(key)) samples.add(name);
  }
  return {
    id,
    sex: sexes[sex],
    affected: packet.diseases.length > 0 || packet.observed.length > 0 ? true : null,
    family: null,
    mother: null,
    father: null,
    samples: [...samples],
    file,
  };
}

function fromPedigree(person: PedigreePerson, file: string): DeclaredIndividual {
  return {
    id: person.individualId,
    sex: sexes[person.sex],
    affected: person.affected,
    family: person.familyId === '' ? null : person.familyId,
    mother: person.maternalId,
    father: person.paternalId,
    samples: [],
    file,
  };
}

function fromPed(individual: PedIndividual, file: string): DeclaredIndividual {
  const { id, sex, affected, family, mother, father, line } = individual;
  return { id, sex, affected, family, mother, father, samples: [], file, line };
}

/**
 * Joins declarations of one individual, found by id or by the name of a sample. A pedigree's word on family, parents and
 * affected status wins; sex is taken from whoever says one. Parents are renamed to the joined ids.
 */
export function joinIndividuals(declared: readonly DeclaredIndividual[]): DeclaredIndividual[] {
  const owner = new Map<string, string>();
  for (const { id, samples } of declared) for (const sample of samples) if (!owner.has(sample)) owner.set(sample, id);
  const nameOf = (id: string): string => owner.get(id) ?? id;
  const joined = new Map<string, DeclaredIndividual[]>();
  for (const one of declared) {
    const renamed: DeclaredIndividual = {
      ...one,
      id: nameOf(one.id),
      mother: one.mother === null ? null : nameOf(one.mother),
      father: one.father === null ? null : nameOf(one.father),
    };
    // The same id in two families of a PED file means two people; those stay apart and are refused when a sample needs one.
    const namesakes = joined.get(renamed.id) ?? [];
    const at = namesakes.findIndex((other) => sameFamily(other, renamed));
    if (at < 0) namesakes.push(renamed);
    else namesakes[at] = join(namesakes[at]!, renamed);
    joined.set(renamed.id, namesakes);
  }
  return [...joined.values()].flat();
}

function sameFamily(a: DeclaredIndividual, b: DeclaredIndividual): boolean {
  return a.family === null || b.family === null || a.family === b.family;
}

function join(a: DeclaredIndividual, b: DeclaredIndividual): DeclaredIndividual {
  const pedigree = b.family !== null ? b : a;
  const other = pedigree === b ? a : b;
  return {
    ...other,
    ...pedigree,
    sex: pedigree.sex === 'unknown' ? other.sex : pedigree.sex,
    affected: pedigree.affected ?? other.affected,
    mother: pedigree.mother ?? other.mother,
    father: pedigree.father ?? other.father,
    samples: [...new Set([...a.samples, ...b.samples])],
  };
}
