import type { Db } from '../../../platform/database/index.ts';
import {
  addIdentifiers,
  createPeople,
  findByIdentifiers,
  type Person,
  type Relation,
  recordRelations,
  setSex,
} from '../../../trust/people/index.ts';
import type { Sex } from '../model.ts';
import type { MatchedSample } from './match-samples.ts';

/** Namespaces in which a submission's individuals are looked up, the first that knows one wins. */
export interface PersonNamespaces {
  dataset: string;
  given?: string | undefined;
}

/** The namespace of a dataset's own identifiers. */
export function datasetNamespace(dataset: string): string {
  return `dataset:${dataset}`;
}

/** The people known behind samples, by index of the sample; null where nobody is known. */
export async function findPeople(
  db: Db,
  samples: readonly MatchedSample[],
  namespaces: PersonNamespaces,
): Promise<(Person | null)[]> {
  const find = await lookup(
    db,
    namespaces,
    samples.flatMap((s) => [s.individual, s.sample]),
  );
  return samples.map((sample) => find(sample.individual) ?? find(sample.sample) ?? null);
}

async function lookup(
  db: Db,
  { dataset, given }: PersonNamespaces,
  values: readonly string[],
): Promise<(value: string) => Person | undefined> {
  const own = await findByIdentifiers(db, datasetNamespace(dataset), values);
  const other = given === undefined ? new Map<string, Person>() : await findByIdentifiers(db, given, values);
  return (value) => other.get(value) ?? own.get(value);
}

/**
 * The people of a submission, in the order of its samples: known ones are linked, for the others provisional people are made.
 * Declared sexes fill unknown ones; declared parents are recorded, and made when nobody knows them.
 */
export async function linkPeople(
  trx: Db,
  samples: readonly MatchedSample[],
  namespaces: PersonNamespaces,
): Promise<Person[]> {
  const namespace = datasetNamespace(namespaces.dataset);
  const parents = samples.flatMap((s) => [s.mother, s.father]).filter((id): id is string => id !== null);
  const find = await lookup(trx, namespaces, [...samples.flatMap((s) => [s.individual, s.sample]), ...parents]);
  const known = new Map<string, Person>();
  const wanted = new Map<string, { value: string; sex: Sex }>();
  for (const sample of samples) {
    const person = find(sample.individual) ?? find(sample.sample);
    if (person) known.set(sample.individual, person);
    else if (!known.has(sample.individual))
      wanted.set(sample.individual, { value: sample.individual, sex: sample.sex });
  }
  for (const { mother, father } of samples) {
    for (const [id, sex] of [
      [mother, 'female'],
      [father, 'male'],
    ] as const) {
      if (id === null || known.has(id) || wanted.has(id)) continue;
      const person = find(id);
      if (person) known.set(id, person);
      else wanted.set(id, { value: id, sex });
    }
  }
  const created = await createPeople(
    trx,
    [...wanted.values()].map(({ value, sex }) => ({ provisional: true, sex, identifiers: [{ namespace, value }] })),
  );
  [...wanted.keys()].forEach((id, i) => {
    known.set(id, created[i]!);
  });
  const people = samples.map((sample) => known.get(sample.individual)!);
  await addSampleNames(trx, namespace, { samples, people, made: wanted });
  await fillSexes(trx, samples, people);
  await recordRelations(trx, relationsOf(samples, people, known));
  return people;
}

/** A sample's own name finds its person too, unless the name is another individual's. Whoever was made just now has the individual's. */
async function addSampleNames(
  trx: Db,
  namespace: string,
  {
    samples,
    people,
    made,
  }: { samples: readonly MatchedSample[]; people: readonly Person[]; made: ReadonlyMap<string, unknown> },
): Promise<void> {
  const individuals = new Set(samples.map((sample) => sample.individual));
  const names = samples.flatMap(({ sample, individual }, i) => {
    const { personNo } = people[i]!;
    const values = [...(made.has(individual) ? [] : [individual]), ...(individuals.has(sample) ? [] : [sample])];
    return values.map((value) => ({ personNo, namespace, value }));
  });
  if (names.length === 0) return;
  const taken = await findByIdentifiers(
    trx,
    namespace,
    names.map(({ value }) => value),
  );
  await addIdentifiers(
    trx,
    names.filter(({ personNo, value }) => (taken.get(value)?.personNo ?? personNo) === personNo),
  );
}

async function fillSexes(trx: Db, samples: readonly MatchedSample[], people: readonly Person[]): Promise<void> {
  for (const [i, person] of people.entries()) {
    const { sex } = samples[i]!;
    if (person.sex === 'unknown' && sex !== 'unknown') await setSex(trx, person.personNo, sex);
  }
}

function relationsOf(
  samples: readonly MatchedSample[],
  people: readonly Person[],
  known: ReadonlyMap<string, Person>,
): Relation[] {
  return samples.flatMap(({ mother, father }, i) => {
    const { personNo } = people[i]!;
    const parent = (relation: Relation['relation'], id: string | null): Relation[] =>
      id === null ? [] : [{ personNo, relation, relativeNo: known.get(id)!.personNo }];
    return [...parent('mother', mother), ...parent('father', father)].filter((r) => r.relativeNo !== personNo);
  });
}
