/** A text in the two languages of the product. */
export interface Bilingual {
  readonly da: string;
  readonly en: string;
}

export interface Hospital {
  readonly name: string;
  /** Share of the region's people, in arbitrary units. */
  readonly weight: number;
}

export interface Region {
  /** The region's official code. */
  readonly code: string;
  readonly name: string;
  readonly weight: number;
  readonly hospitals: readonly Hospital[];
}

/** The five Danish regions as they are until the end of 2026, with their shares of the population and their hospitals. */
export const regions: readonly Region[] = [
  {
    code: '1084',
    name: 'Region Hovedstaden',
    weight: 32,
    hospitals: [
      { name: 'Rigshospitalet', weight: 5 },
      { name: 'Herlev og Gentofte Hospital', weight: 4 },
      { name: 'Amager og Hvidovre Hospital', weight: 4 },
      { name: 'Bispebjerg og Frederiksberg Hospital', weight: 3 },
      { name: 'Nordsjællands Hospital', weight: 3 },
      { name: 'Bornholms Hospital', weight: 1 },
    ],
  },
  {
    code: '1082',
    name: 'Region Midtjylland',
    weight: 23,
    hospitals: [
      { name: 'Aarhus Universitetshospital', weight: 5 },
      { name: 'Regionshospitalet Gødstrup', weight: 3 },
      { name: 'Regionshospitalet Viborg', weight: 3 },
      { name: 'Regionshospitalet Randers', weight: 2 },
      { name: 'Regionshospitalet Horsens', weight: 2 },
    ],
  },
  {
    code: '1083',
    name: 'Region Syddanmark',
    weight: 21,
    hospitals: [
      { name: 'Odense Universitetshospital', weight: 5 },
      { name: 'Sygehus Lillebælt', weight: 3 },
      { name: 'Esbjerg Sygehus', weight: 2 },
      { name: 'Sygehus Sønderjylland', weight: 2 },
    ],
  },
  {
    code: '1085',
    name: 'Region Sjælland',
    weight: 14,
    hospitals: [
      { name: 'Sjællands Universitetshospital', weight: 5 },
      { name: 'Slagelse Sygehus', weight: 3 },
      { name: 'Holbæk Sygehus', weight: 2 },
      { name: 'Nykøbing Falster Sygehus', weight: 2 },
    ],
  },
  {
    code: '1081',
    name: 'Region Nordjylland',
    weight: 10,
    hospitals: [
      { name: 'Aalborg Universitetshospital', weight: 5 },
      { name: 'Regionshospital Nordjylland', weight: 2 },
    ],
  },
];

export interface HpoTerm {
  readonly id: string;
  readonly label: string;
}

export interface PatientGroup {
  /** The glossary's key. */
  readonly key: string;
  readonly name: Bilingual;
  /** Human Phenotype Ontology terms that fit such a patient. */
  readonly features: readonly HpoTerm[];
}

function term(id: string, label: string): HpoTerm {
  return { id: `HP:${id}`, label };
}

/** Those of the 17 patient groups offered genome sequencing that the demo nation's patients come from. */
export const patientGroups: readonly PatientGroup[] = [
  {
    key: 'patient-group-rare',
    name: { da: 'Sjældne sygdomme hos børn og voksne', en: 'Rare diseases in children and adults' },
    features: [
      term('0001263', 'Global developmental delay'),
      term('0001250', 'Seizure'),
      term('0001290', 'Generalized hypotonia'),
      term('0004322', 'Short stature'),
    ],
  },
  {
    key: 'patient-group-neurogenetics',
    name: { da: 'Neurogenetiske patienter', en: 'Neurogenetic patients' },
    features: [term('0001251', 'Ataxia'), term('0001250', 'Seizure'), term('0003198', 'Myopathy')],
  },
  {
    key: 'patient-group-heart',
    name: { da: 'Arvelige hjertesygdomme', en: 'Hereditary heart diseases' },
    features: [
      term('0001639', 'Hypertrophic cardiomyopathy'),
      term('0001644', 'Dilated cardiomyopathy'),
      term('0011675', 'Arrhythmia'),
    ],
  },
  {
    key: 'patient-group-eye',
    name: { da: 'Oftalmologi', en: 'Ophthalmology' },
    features: [term('0000510', 'Rod-cone dystrophy'), term('0000648', 'Optic atrophy')],
  },
  {
    key: 'patient-group-audiogenetics',
    name: { da: 'Audiogenetik', en: 'Audio genetics' },
    features: [term('0000365', 'Hearing impairment')],
  },
  {
    key: 'patient-group-immune',
    name: { da: 'Primær immundefekt', en: 'Primary immune deficiency' },
    features: [term('0002721', 'Immunodeficiency'), term('0001508', 'Failure to thrive')],
  },
  {
    key: 'patient-group-kidney',
    name: { da: 'Nyresvigt', en: 'Kidney failure' },
    features: [term('0000107', 'Renal cyst'), term('0003774', 'Stage 5 chronic kidney disease')],
  },
  {
    key: 'patient-group-liver',
    name: {
      da: 'Arvelige kolestatiske og fibrotiske leversygdomme',
      en: 'Hereditary cholestatic and fibrotic liver diseases',
    },
    features: [term('0001396', 'Cholestasis'), term('0001392', 'Abnormality of the liver')],
  },
  {
    key: 'patient-group-endocrine',
    name: { da: 'Endokrinologiske patienter', en: 'Endocrinological patients' },
    features: [term('0000819', 'Diabetes mellitus'), term('0004322', 'Short stature')],
  },
  {
    key: 'patient-group-haematology',
    name: { da: 'Arvelig hæmatologisk sygdom', en: 'Hereditary haematological diseases' },
    features: [term('0001903', 'Anemia')],
  },
  {
    key: 'patient-group-skin',
    name: { da: 'Svære arvelige hudsygdomme', en: 'Severe hereditary skin diseases' },
    features: [term('0008066', 'Abnormal blistering of the skin')],
  },
  {
    key: 'patient-group-psychiatry',
    name: { da: 'Psykiatri (børn og unge)', en: 'Psychiatry, children and young people' },
    features: [term('0000729', 'Autistic behavior'), term('0001249', 'Intellectual disability')],
  },
];
