import { civilOf, demoToday, isoDate } from './civil-days.ts';
import { demoContigs } from './contigs.ts';
import type { PatientGroup } from './nation.ts';
import type { PlantedVariant } from './planted.ts';
import type { SequencedFamily, SequencedGenome } from './sampling.ts';

const schemaVersion = '2.0';

/** Everything a family's phenopackets need. */
export interface PhenopacketFacts {
  readonly family: SequencedFamily;
  readonly group: PatientGroup;
  readonly planted: readonly PlantedVariant[];
  /** VCF file of a genome, as a path relative to the phenopacket. */
  readonly fileOf: (genome: SequencedGenome) => string;
  /** Days since 1970-01-01. */
  readonly createdOn: number;
}

function metaData(createdOn: number): object {
  return {
    created: `${isoDate(createdOn)}T08:00:00Z`,
    createdBy: 'Idun demo generator (synthetic)',
    phenopacketSchemaVersion: schemaVersion,
    resources: [
      {
        id: 'hp',
        name: 'Human Phenotype Ontology',
        url: 'http://purl.obolibrary.org/obo/hp.owl',
        version: '2024-08-13',
        namespacePrefix: 'HP',
        iriPrefix: 'http://purl.obolibrary.org/obo/HP_',
      },
      {
        id: 'loinc',
        name: 'Logical Observation Identifiers Names and Codes (answer list LL381-5)',
        url: 'https://loinc.org',
        version: '2.78',
        namespacePrefix: 'LOINC',
        iriPrefix: 'https://loinc.org/',
      },
    ],
  };
}

function ageOf({ person }: SequencedGenome): string {
  const born = civilOf(person.born);
  const now = civilOf(demoToday);
  const months = 12 * (now.year - born.year) + now.month - born.month - (now.day < born.day ? 1 : 0);
  return `P${Math.floor(months / 12)}Y${months % 12}M`;
}

/** The features of the patient group that this person shows; the others are recorded as absent. */
function phenotypicFeatures(genome: SequencedGenome, group: PatientGroup): object[] {
  if (genome.affected !== true) return [];
  return group.features.map((type, i) => {
    const excluded = i > 0 && (genome.person.no + i) % 3 === 0;
    return excluded ? { type, excluded: true } : { type };
  });
}

/** How the genome carries a planted variant. */
function zygosity(variant: PlantedVariant, genome: SequencedGenome): { id: string; label: string } {
  if (variant.inheritance === 'mitochondrial') return { id: 'LOINC:LA6703-8', label: 'Heteroplasmic' };
  if (variant.inheritance === 'x-linked') return { id: 'LOINC:LA6707-9', label: 'Hemizygous' };
  const homozygous = variant.effect === 'nonsense' && variant.probands.indexOf(genome) === 1;
  return homozygous ? { id: 'LOINC:LA6705-3', label: 'Homozygous' } : { id: 'LOINC:LA6706-1', label: 'Heterozygous' };
}

function interpretation(genome: SequencedGenome, variants: readonly PlantedVariant[]): object {
  const [{ disease }] = variants as [PlantedVariant];
  return {
    id: `${genome.sample}-interpretation`,
    progressStatus: 'SOLVED',
    diagnosis: {
      disease: { id: `DEMO:${disease.replace(/\D/g, '').padStart(4, '0')}`, label: disease },
      genomicInterpretations: variants.map((variant) => ({
        subjectOrBiosampleId: genome.sample,
        interpretationStatus: 'CAUSATIVE',
        variantInterpretation: {
          acmgPathogenicityClassification: 'PATHOGENIC',
          variationDescriptor: {
            id: `demo-${demoContigs[variant.contigNo]!.name}-${variant.start + 1}-${variant.ref}-${variant.alt}`,
            geneContext: { valueId: `DEMO:${variant.gene}`, symbol: variant.gene },
            vcfRecord: {
              genomeAssembly: 'demo',
              chrom: demoContigs[variant.contigNo]!.name,
              pos: variant.start + 1,
              ref: variant.ref,
              alt: variant.alt,
            },
            moleculeContext: 'genomic',
            allelicState: zygosity(variant, genome),
          },
        },
      })),
    },
  };
}

function phenopacket(genome: SequencedGenome, facts: PhenopacketFacts): object {
  const causes = facts.planted.filter(({ probands }) => probands.includes(genome));
  const diseases = new Map(causes.map((cause) => [cause.disease, causes.filter((c) => c.disease === cause.disease)]));
  return {
    id: `${genome.sample}-phenopacket`,
    subject: {
      id: genome.person.id,
      timeAtLastEncounter: { age: { iso8601duration: ageOf(genome) } },
      sex: genome.person.sex === 'male' ? 'MALE' : 'FEMALE',
      taxonomy: { id: 'NCBITaxon:9606', label: 'Homo sapiens' },
    },
    phenotypicFeatures: phenotypicFeatures(genome, facts.group),
    biosamples: [
      { id: genome.sample, individualId: genome.person.id, description: 'Synthetic: no such sample exists' },
    ],
    interpretations: [...diseases.values()].map((variants) => interpretation(genome, variants)),
    files: [vcfFile(facts.fileOf(genome), [genome])],
    metaData: metaData(facts.createdOn),
  };
}

function vcfFile(uri: string, genomes: readonly SequencedGenome[]): object {
  return {
    uri,
    individualToFileIdentifiers: Object.fromEntries(genomes.map((g) => [g.person.id, g.sample])),
    fileAttributes: { genomeAssembly: 'demo', fileFormat: 'VCF', synthetic: 'true' },
  };
}

/** A Phenopackets v2 Family: proband, relatives and pedigree. Contains no civil registration number and no name. */
export function familyPhenopacket(facts: PhenopacketFacts): string {
  const { family } = facts;
  const [proband, ...relatives] = family.genomes as [SequencedGenome, ...SequencedGenome[]];
  const sequenced = new Set(family.genomes.map((g) => g.person.no));
  const files = [...new Set(family.genomes.map(facts.fileOf))];
  const idOf = new Map(family.genomes.map((g) => [g.person.no, g.person.id]));
  return `${JSON.stringify(
    {
      id: `${family.id}-family`,
      proband: phenopacket(proband, facts),
      relatives: relatives.map((g) => phenopacket(g, facts)),
      pedigree: {
        persons: family.genomes.map((g) => ({
          familyId: family.id,
          individualId: g.person.id,
          paternalId: sequenced.has(g.person.father ?? -1) ? idOf.get(g.person.father!) : '0',
          maternalId: sequenced.has(g.person.mother ?? -1) ? idOf.get(g.person.mother!) : '0',
          sex: g.person.sex === 'male' ? 'MALE' : 'FEMALE',
          affectedStatus: g.affected ? 'AFFECTED' : 'UNAFFECTED',
        })),
      },
      files: files.map((uri) =>
        vcfFile(
          uri,
          family.genomes.filter((g) => facts.fileOf(g) === uri),
        ),
      ),
      metaData: metaData(facts.createdOn),
    },
    null,
    2,
  )}\n`;
}

/** A Phenopackets v2 Phenopacket of one person. */
export function individualPhenopacket(facts: PhenopacketFacts): string {
  return `${JSON.stringify(phenopacket(facts.family.genomes[0]!, facts), null, 2)}\n`;
}
