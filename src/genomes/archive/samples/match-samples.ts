import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import type { Sex } from '../model.ts';
import type { DeclaredIndividual } from './individual.ts';

/** A sample of the files with what is declared about its individual. */
export interface MatchedSample {
  /** Name in the file. */
  fileName: string;
  /** Name it goes by in the archive, after `--rename`. */
  sample: string;
  /** Identifier of the person in the dataset's namespace. */
  individual: string;
  /** Whether a pedigree or Phenopacket names the individual. */
  declared: boolean;
  sex: Sex;
  affected: boolean | null;
  family: string | null;
  mother: string | null;
  father: string | null;
}

export interface SampleMatch {
  samples: MatchedSample[];
  /** Declared individuals without a sample in the files. */
  withoutSample: DeclaredIndividual[];
}

/**
 * Matches the samples of the files to individuals: by sample names and biosample ids a Phenopacket gives, else by the
 * individual's id, else the sample name itself is the individual.
 * @param rename names in the files → names in the archive
 * @param sexes declared sex by sample name (either name)
 * @throws Problem IDUN_SAMPLE_UNKNOWN for a renamed or declared sample that is not there, IDUN_SAMPLE_TAKEN for a name used twice
 */
export function matchSamples(
  fileSamples: readonly string[],
  individuals: readonly DeclaredIndividual[],
  rename: Readonly<Record<string, string>> = {},
  sexes: Readonly<Record<string, Sex>> = {},
): SampleMatch {
  requireKnown(fileSamples, Object.keys(rename), '--rename');
  const names = fileSamples.map((name) => rename[name] ?? name);
  requireKnown([...fileSamples, ...names], Object.keys(sexes), '--sex');
  requireDistinct(names);
  const bySample = indexIndividuals(individuals);
  const used = new Set<DeclaredIndividual>();
  const samples = fileSamples.map((fileName, i): MatchedSample => {
    const sample = names[i]!;
    const individual = bySample.get(sample) ?? bySample.get(fileName);
    if (individual) used.add(individual);
    return {
      fileName,
      sample,
      individual: individual?.id ?? sample,
      declared: individual !== undefined,
      sex: sexes[sample] ?? sexes[fileName] ?? individual?.sex ?? 'unknown',
      affected: individual?.affected ?? null,
      family: individual?.family ?? null,
      mother: individual?.mother ?? null,
      father: individual?.father ?? null,
    };
  });
  return { samples, withoutSample: individuals.filter((individual) => !used.has(individual)) };
}

/** Individuals by every name a sample of theirs may have. Names of samples win over ids of individuals. */
function indexIndividuals(individuals: readonly DeclaredIndividual[]): Map<string, DeclaredIndividual> {
  const index = new Map<string, DeclaredIndividual>();
  const put = (name: string, individual: DeclaredIndividual): void => {
    const before = index.get(name);
    if (before && before.id !== individual.id) throw ambiguous(name, before, individual);
    if (!before) index.set(name, individual);
  };
  for (const individual of individuals) for (const name of individual.samples) put(name, individual);
  const ids = new Map<string, DeclaredIndividual>();
  for (const individual of individuals) {
    const before = ids.get(individual.id);
    if (before && before.family !== individual.family) throw ambiguous(individual.id, before, individual);
    ids.set(individual.id, individual);
    if (!index.has(individual.id)) index.set(individual.id, individual);
  }
  return index;
}

function ambiguous(name: string, a: DeclaredIndividual, b: DeclaredIndividual): Problem {
  return new Problem(errors.sampleUnknown, `Two individuals of the pedigree fit the sample ${name}.`, {
    file: b.file,
    ...(b.line === undefined ? {} : { line: b.line }),
    expected: `a name that is met once (it is also in ${a.file}${a.line === undefined ? '' : `, line ${a.line}`})`,
    action: 'Give the individuals different ids.',
  });
}

function requireKnown(samples: readonly string[], asked: readonly string[], option: string): void {
  const unknown = asked.find((name) => !samples.includes(name));
  if (unknown === undefined) return;
  throw new Problem(errors.sampleUnknown, `${option} names the sample ${unknown}, which is not in the files.`, {
    expected: `one of ${samples.slice(0, 10).join(', ')}${samples.length > 10 ? ', …' : ''}`,
  });
}

function requireDistinct(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new Problem(errors.sampleTaken, `Two samples of the submission would be called ${name}.`, {
        expected: 'sample names met once',
        action: 'Rename one with --rename OLD=NEW.',
      });
    }
    seen.add(name);
  }
}

/** A declared trio or pair among the submission's samples: indices into them. */
export interface DeclaredFamily {
  child: number;
  mother: number | null;
  father: number | null;
}

/** Parents and children that are both among the samples. */
export function declaredFamilies(samples: readonly MatchedSample[]): DeclaredFamily[] {
  const byIndividual = new Map(samples.map((sample, i) => [sample.individual, i]));
  return samples.flatMap((sample, child) => {
    const mother = sample.mother === null ? null : (byIndividual.get(sample.mother) ?? null);
    const father = sample.father === null ? null : (byIndividual.get(sample.father) ?? null);
    return mother === null && father === null ? [] : [{ child, mother, father }];
  });
}
