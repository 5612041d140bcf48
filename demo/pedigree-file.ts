import type { SequencedGenome } from './sampling.ts';

/** PED text (family, individual, father, mother, sex, phenotype) with sample names as individuals; parents not sequenced are 0. */
export function pedText(genomes: readonly SequencedGenome[]): string {
  const sampleOf = new Map(genomes.map((g) => [g.person.no, g.sample]));
  const lines = ['#family\tindividual\tfather\tmother\tsex\tphenotype'];
  for (const { family, sample, person, affected } of genomes) {
    const father = (person.father !== null && sampleOf.get(person.father)) || '0';
    const mother = (person.mother !== null && sampleOf.get(person.mother)) || '0';
    const sex = person.sex === 'male' ? 1 : 2;
    const phenotype = affected === null ? 0 : affected ? 2 : 1;
    lines.push([family, sample, father, mother, sex, phenotype].join('\t'));
  }
  return `${lines.join('\n')}\n`;
}
