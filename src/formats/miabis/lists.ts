/**
 * A value of a list. `name` is MIABIS Core 3's word, `fhir` its code in MIABIS on FHIR 1.3, `directory` its codes in the BBMRI-ERIC
 * Directory, the first of which is written. A value that only the Directory has names the value of MIABIS it is told as (`core`).
 */
export interface ListValue {
  readonly key: string;
  readonly name: string;
  readonly fhir: string | null;
  readonly directory: readonly string[];
  readonly core: string | null;
}

type Row = readonly [key: string, name: string, fhir: string | null, directory?: readonly string[]];
type OutsideRow = readonly [key: string, name: string, core: string, directory: readonly string[]];

function list(fhirSystem: string | null, rows: readonly Row[], outside: readonly OutsideRow[] = []) {
  const fhirOf = new Map(rows.map(([key, , fhir]) => [key, fhir]));
  return {
    fhirSystem,
    values: [
      ...rows.map(([key, name, fhir, directory = []]): ListValue => ({ key, name, fhir, directory, core: null })),
      ...outside.map(
        ([key, name, core, directory]): ListValue => ({ key, name, fhir: fhirOf.get(core)!, directory, core }),
      ),
    ],
  };
}

/** The lists of values that MIABIS Core 3 (Eklund 2024, doi 10.1089/bio.2023.0074) enumerates at its attributes. */
export const lists = {
  sampleType: list(
    'miabis-collection-sample-type-cs',
    [
      ['blood', 'Blood', 'Blood', ['WHOLE_BLOOD']],
      ['buffy-coat', 'Buffy coat', 'BuffyCoat', ['BUFFY_COAT']],
      ['cancer-cell-lines', 'Cancer cell lines', 'CancerCellLine'],
      ['digital', 'Digital sample', null],
      ['dna', 'DNA', 'DNA', ['DNA']],
      ['organ', 'Entire body organ', 'EntireOrgan'],
      ['faeces', 'Faeces', 'Faeces', ['FECES']],
      ['embryo-fetal', 'Embryo or fetal tissue', 'EmbryoFetal'],
      ['immortalized-cell-lines', 'Immortalized cell lines', 'ImmortalizedCellLine', ['CELL_LINES']],
      ['microbes', 'Isolated microbes', 'IsolatedMicrobe', ['PATHOGEN']],
      ['other-fluid', 'Other body fluid', 'OtherBodyFluid'],
      ['plasma', 'Plasma', 'Plasma', ['PLASMA']],
      ['primary-cells', 'Primary cells', 'PrimaryCells'],
      ['post-mortem', 'Post-mortem tissue', 'PostMortemTissue'],
      ['rna', 'RNA', 'RNA', ['RNA']],
      ['saliva', 'Saliva', 'Saliva', ['SALIVA']],
      ['serum', 'Serum', 'Serum', ['SERUM']],
      ['environment', 'Specimen from environment or food', 'SpecimenEnvironment'],
      ['swab', 'Swab', 'Swab'],
      ['tissue-frozen', 'Tissue (Frozen)', 'TissueFrozen', ['TISSUE_FROZEN']],
      ['tissue-ffpe', 'Tissue (FFPE)', 'TissueFFPE', ['TISSUE_PARAFFIN_EMBEDDED']],
      ['urine', 'Urine', 'Urine', ['URINE']],
      ['other', 'Other', 'Other', ['OTHER']],
    ],
    [
      ['blood-cells', 'Peripheral blood cells', 'other', ['PERIPHERAL_BLOOD_CELLS']],
      ['cdna', 'cDNA / mRNA', 'rna', ['CDNA']],
      ['micro-rna', 'microRNA', 'rna', ['MICRO_RNA']],
      ['nasal-swab', 'Nasal swab', 'swab', ['NASAL_SWAB']],
      ['throat-swab', 'Throat swab', 'swab', ['THROAT_SWAB']],
      ['tissue-stained', 'Tissue (stained sections/slides)', 'other', ['TISSUE_STAINED']],
      ['not-available', 'Not available', 'other', ['NAV']],
    ],
  ),
  datasetType: list(
    'miabis-collection-dataset-typeCS',
    [
      // The code is spelt so in MIABIS on FHIR 1.3.
      ['lifestyle', 'Lifestyle dataset', 'Lifesyle'],
      ['environmental', 'Environmental dataset', 'Environmental'],
      ['physiological', 'Physiological dataset', 'Physiological'],
      ['biochemical', 'Biochemical dataset', 'Biochemical'],
      ['clinical', 'Clinical dataset', 'Clinical'],
      ['psychological', 'Psychological dataset', 'Psychological'],
      ['genomic', 'Genomic dataset', 'Genomic'],
      ['proteomic', 'Proteomic dataset', 'Proteomic'],
      ['metabolomic', 'Metabolomic dataset', 'Metabolomic'],
      ['body-image', 'Body (Radiological) image', 'BodyImage'],
      ['slide-image', 'Whole slide image', 'WholeSlideImage'],
      ['photo', 'Photo image', 'PhotoImage'],
      ['genealogical', 'Genealogical records', 'GenealogicalRecords', ['GENEALOGICAL_RECORDS']],
      ['other', 'Other', 'Other', ['OTHER']],
    ],
    [
      ['antibodies', 'Antibodies titer (IgM and IgG)', 'biochemical', ['ANTIBODIES']],
      ['imaging', 'Imaging data', 'body-image', ['IMAGING_DATA']],
      ['treatment', 'Treatment protocol (types of drugs used)', 'clinical', ['TREATMENT_PROTOCOL']],
      ['registries', 'National registries', 'other', ['NATIONAL_REGISTRIES']],
      ['disease-duration', 'Data on disease duration and disease outcome', 'clinical', ['DiseaseDuration']],
      ['survey', 'Survey data', 'lifestyle', ['SURVEY_DATA']],
      ['symptoms', 'Data on clinical symptoms', 'clinical', ['CLINICAL_SYMPTOMS']],
      ['lung-image', 'CT imaging of lungs, alternatively Xray', 'body-image', ['CT']],
      [
        'measurements',
        'Physiological/Biochemical measurements',
        'physiological',
        ['PHYSIOLOGICAL_BIOCHEMICAL_MEASUREMENTS'],
      ],
      ['medical-records', 'Medical records', 'clinical', ['MEDICAL_RECORDS']],
      ['biological-samples', 'Biological samples', 'other', ['BIOLOGICAL_SAMPLES']],
      ['blood-count', 'Blood count and other lab results', 'biochemical', ['BLOOD']],
      ['not-available', 'Not available', 'other', ['NAV']],
    ],
  ),
  sex: list(
    'miabis-sex-cs',
    [
      ['male', 'Male', 'Male', ['MALE']],
      ['female', 'Female', 'Female', ['FEMALE']],
      ['unknown', 'Unknown', 'Unknown', ['UNKNOWN']],
      ['undifferentiated', 'Undifferentiated', 'Undifferentiated', ['UNDIFFERENTIAL']],
      ['not-applicable', 'Not applicable', 'NotApplicable'],
    ],
    [
      ['neutered-male', 'Neutered male (animal)', 'male', ['NEUTERED_MALE']],
      ['neutered-female', 'Neutered female (animal)', 'female', ['NEUTERED_FEMALE']],
      ['not-asked', 'Not asked', 'unknown', ['NASK']],
      ['not-available', 'Not available', 'unknown', ['NAV']],
    ],
  ),
  ageUnit: list(null, [
    ['years', 'Years', null, ['YEAR']],
    ['months', 'Months', null, ['MONTH']],
    ['weeks', 'Weeks', null, ['WEEK']],
    ['days', 'Days', null, ['DAY']],
    ['gestational-weeks', 'Gestational weeks', null],
  ]),
  temperature: list('miabis-storage-temperature-cs', [
    ['rt', 'RT (Room temperature)', 'RT', ['temperatureRoom']],
    ['2-10', '2 °C to 10°C', '2to10', ['temperature2to10']],
    ['-18-35', '-18 °C to -35 °C', '-18to-35', ['temperature-18to-35']],
    ['-60-85', '-60 °C to -85 °C', '-60to-85', ['temperature-60to-85']],
    ['below-135', '<-135 °C', 'LN', ['temperatureLN']],
    ['ln-vapour', 'Liquid nitrogen vapor-phase', 'LN', ['temperatureLN']],
    ['ln-liquid', 'Liquid nitrogen liquid-phase', 'LN', ['temperatureLN']],
    ['other', 'Other', 'Other', ['temperatureOther']],
  ]),
  sampleSource: list('miabis-sample-source-cs', [
    ['human', 'Human', 'Human'],
    ['animal', 'Animal', 'Animal'],
    ['environment', 'Environment', 'Environment'],
  ]),
  setting: list('miabis-sample-collection-setting-cs', [
    ['care', 'Routine health care setting', 'RoutineHealthCare'],
    ['trial', 'Clinical trial', 'ClinicalTrial'],
    ['research', 'Research study', 'ResearchStudy'],
    ['population', 'Public health/population based study', 'Public'],
    ['museum', 'Museum and/or archeological collection', 'Museum'],
    ['environment', 'Environment', 'Environment'],
    ['unknown', 'Unknown', 'Unknown'],
    ['other', 'Other', 'Other'],
  ]),
  design: list(
    'miabis-collection-design-cs',
    [
      ['case-control', 'Case-control', 'CaseControl', ['CASE_CONTROL']],
      ['cross-sectional', 'Cross-sectional', 'CrossSectional', ['CROSS_SECTIONAL']],
      ['longitudinal', 'Longitudinal cohort', 'LongitudinalCohort', ['LONGITUDINAL']],
      ['twins', 'Twin-study', 'TwinStudy', ['TWIN_STUDY']],
      ['quality-control', 'Quality control study', 'QualityControl', ['QUALITY_CONTROL']],
      ['population', 'Population-based cohort', 'PopulationBasedCohort', ['POPULATION_BASED']],
      ['disease', 'Disease-specific cohort', 'DiseaseSpecificCohort', ['DISEASE_SPECIFIC']],
      ['birth-cohort', 'Birth cohort', 'BirthCohort', ['BIRTH_COHORT']],
      ['microbial', 'Microbial collection (if applicable with resistance data)', 'MicrobialCollection'],
      ['reference', 'Reference collection', 'ReferenceCollection'],
      ['rare-disease', 'Rare disease collection', 'RareDiseaseCollection', ['RD']],
      ['other', 'Other', 'Other', ['OTHER']],
    ],
    [
      ['cohort', 'Cohort', 'longitudinal', ['COHORT']],
      ['prospective', 'Prospective study', 'longitudinal', ['PROSPECTIVE_COLLECTION']],
      ['hospital', 'Hospital', 'other', ['HOSPITAL']],
      ['image', 'Image collection', 'other', ['IMAGE']],
      ['sample', 'Sample collection', 'other', ['SAMPLE']],
      ['non-human', 'Non-human', 'other', ['NON_HUMAN']],
    ],
  ),
  access: list('miabis-use-and-access-conditions-cs', [
    ['commercial', 'Commercial use', 'CommercialUse'],
    ['collaboration', 'Collaboration', 'Collaboration'],
    ['specific', 'Specific research use', 'SpecificResearchUse'],
    ['genetic', 'Genetic data use', 'GeneticDataUse'],
    ['outside-eu', 'Outside EU access', 'OutsideEUAccess'],
    ['xenograft', 'Xenograft', 'Xenograft'],
    ['animal', 'Other animal work', 'OtherAnimalWork'],
    ['other', 'Other', 'Other'],
  ]),
  status: list(null, [
    ['active', 'Active', null],
    ['ended', 'Ended', null],
    ['other', 'Other', null],
  ]),
  inclusion: list('miabis-inclusion-criteria-cs', [
    ['health', 'Health status', 'HealthStatus'],
    ['patient', 'Hospital patient', 'HospitalPatient'],
    ['medication', 'Use of medication', 'UseOfMedication'],
    ['gravidity', 'Gravidity', 'Gravidity'],
    ['age', 'Age group', 'AgeGroup'],
    ['family', 'Familial status', 'FamilialStatus'],
    ['sex', 'Sex', 'Sex'],
    ['residence', 'Country of residence', 'CountryOfResidence'],
    ['ethnicity', 'Ethnic origin', 'EthnicOrigin'],
    ['representative', 'Population representative sampling', 'PopulationRepresentative'],
    ['lifestyle', 'Lifestyle/Exposure', 'Lifestyle'],
    ['other', 'Other', 'Other'],
  ]),
  infrastructure: list('miabis-infrastructural-capabilities-cs', [
    ['samples', 'Sample storage', 'SampleStorage'],
    ['data', 'Data storage', 'DataStorage'],
    ['biosafety', 'Biosafety abilities', 'Biosafety'],
  ]),
  organisational: list('miabis-organisational-capabilities-cs', [
    ['recontact', 'Recontact with donors', 'RecontactDonors'],
    ['trials', 'Facilitating clinical trials', 'ClinicalTrials'],
    ['prospective', 'Setting up prospective collections', 'ProspectiveCollections'],
    ['omics', 'Access to omics data', 'OmicsData'],
    ['laboratory', 'Access to laboratory analysis data', 'LabAnalysisData'],
    ['clinical', 'Access to donors’ clinical data', 'ClinicalData'],
    ['pathology', 'Access to pathology archive', 'PathologyArchive'],
    ['radiology', 'Access to radiology archive', 'RadiologyArchive'],
    ['registries', 'Access to national medical registries', 'MedicalRegistries'],
    ['other', 'Other', 'Other'],
  ]),
  bioprocessing: list('miabis-bioprocessing-and-analytical-capabilities-cs', [
    ['biochemical', 'Biochemical analyses', 'BioChemAnalyses'],
    ['genomics', 'Genomics', 'Genomics'],
    ['extraction', 'Nucleic acid extraction', 'NucleicAcidExtraction'],
    ['proteomics', 'Proteomics', 'Proteomics'],
    ['metabolomics', 'Metabolomics', 'Metabolomics'],
    ['histology', 'Histology', 'Histology'],
    ['cell-lines', 'Cell-lines processing', 'CellLinesProcessing'],
    ['virology', 'Virology', 'Virology'],
    ['processing', 'Sample processing', 'SampleProcessing'],
    ['shipping', 'Sample shipping', 'SampleShipping'],
    ['quality-control', 'Sample quality control services', 'SampleQualityControlServices'],
    ['other', 'Other', 'Other'],
  ]),
  topic: list(
    'miabis-common-collaboration-topics-cs',
    [
      ['charter', 'Common charter', 'Charter', ['charter']],
      ['sops', 'Common SOPs', 'SOP', ['sops']],
      ['data-access', 'Common data access policy', 'DataAccessPolicy', ['data_access_policy']],
      ['sample-access', 'Common sample access policy', 'SampleAccessPolicy', ['sample_access_policy']],
      ['mta', 'Common MTA', 'MTA', ['mta']],
      ['image-access', 'Common image access policy', 'ImageAccessPolicy', ['image_access_policy']],
      ['image-mta', 'Common image MTA', 'ImageMTA', ['image_mta']],
      ['representation', 'Common representation', 'Representation', ['representation']],
      ['url', 'Common URL', 'URL', ['url']],
      ['other', 'Other', 'Other'],
    ],
    [['focus', 'Common focus', 'other', ['focus']]],
  ),
  networkType: list(null, [
    ['national-node', 'BBMRI-ERIC National Node network', null],
    ['biobanks', 'Biobank network', null],
    ['collections', 'Collection network', null],
    ['disease', 'Disease-specific network', null],
    ['project', 'Project network', null],
    ['rare-disease', 'Rare Disease network', null],
    ['other', 'Other', null],
  ]),
  // The Directory's own; fact tables are counted by it.
  ageRange: list(null, [
    ['newborn', 'Newborn (0-1 months)', null, ['Newborn']],
    ['infant', 'Infant (2-23 months)', null, ['Infant']],
    ['child', 'Child (2-12 years)', null, ['Child']],
    ['adolescent', 'Adolescent (13-17 years)', null, ['Adolescent']],
    ['young-adult', 'Young Adult (18-24 years)', null, ['Young Adult']],
    ['adult', 'Adult (25-44 years)', null, ['Adult']],
    ['middle-aged', 'Middle-aged (45-64 years)', null, ['Middle-aged']],
    ['aged', 'Aged (65-79 years)', null, ['Aged (65-79 years)']],
    ['very-aged', 'Aged (>80 years)', null, ['Aged (>80 years)']],
    ['unknown', 'Unknown', null, ['Unknown']],
    ['undefined', 'Undefined (age valued with -1)', null, ['Undefined']],
  ]),
} as const;

export type ListName = keyof typeof lists;

const squeezed = (text: string): string => text.toLowerCase().replace(/[\s’'°]/g, '');

/** The key of a value by any of its writings: MIABIS's word, its FHIR or Directory code, or the key. Undefined for none. */
export function keyOf(name: ListName, writing: string): string | undefined {
  const { values } = lists[name];
  const wanted = squeezed(writing);
  const found =
    values.find(
      ({ key, name: word, directory }) => key === writing || directory.includes(writing) || squeezed(word) === wanted,
    ) ?? values.find(({ fhir }) => fhir !== null && squeezed(fhir) === wanted);
  return found?.key;
}

/** A value by its key. */
export function listValue(name: ListName, key: string): ListValue | undefined {
  return lists[name].values.find((one) => one.key === key);
}

/** The value as MIABIS Core 3 knows it: itself, or what a value that only the Directory has is told as. */
export function coreOf(name: ListName, key: string): ListValue | undefined {
  const value = listValue(name, key);
  return value === undefined || value.core === null ? value : listValue(name, value.core);
}

/** The keys of a list. */
export function keysOf(name: ListName): [string, ...string[]] {
  return lists[name].values.map(({ key }) => key) as [string, ...string[]];
}
