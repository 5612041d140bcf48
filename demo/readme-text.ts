/** README.md of a generated folder. */
export function readmeText(people: number, genomes: number): string {
  return `# Demo nation: synthetic data

Everything in this folder was made by the Idun demo generator. No person, genome, family, gene or disease in it exists.

${people} people, ${genomes} genomes.

- \`people.csv\`: the numbers in column \`cpr\` have the shape of civil registration numbers and can be nobody's: 60 is added to the
  day of birth, as in test numbers, and every serial fails modulus 11, with and without the 60. Names are invented.
- \`reference/\`: an invented reference of seven contigs, 3.8 Mb, and invented genes. X begins with PAR1 and ends with PAR2, whose
  copies are on Y; variants there are called on X only.
- \`research/\`: a cohort in one VCF, phased, genotypes only. \`general-purpose/\`: families, one VCF each, with PED, Phenopackets v2 and, for
  two of the three regions, a BED of callable places. \`facility/\`: one gVCF for each genome.
- \`manifest.json\`: how each file goes into the database. \`truth.json\`: counts, relationships, sexes and new mutations to compare answers with.

The miniature genome recombines in families as much as ours does (one crossover per 100 kb), so that siblings look like siblings;
linkage in the population decays over a few kilobases, faster than in ours, so that kinship can be told from so small a genome.
`;
}
