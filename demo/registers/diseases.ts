/** How a disease comes to people of the demo nation. */
export interface Disease {
  /** The codes contacts are given, the usual one first. */
  readonly codes: readonly string[];
  /** Share of people who get it in a long life. */
  readonly risk: number;
  /** Age at onset in years: mean and standard deviation. */
  readonly onset: readonly [mean: number, deviation: number];
  /** How much more common in women; 1 for the same, 0 for men only. */
  readonly women?: number;
  /** How many times as likely when a parent has it. */
  readonly inherited?: number;
  /** Contacts with a hospital after the first. */
  readonly contacts: number;
  readonly medicines?: readonly string[];
  /** Prescriptions a year. */
  readonly prescriptions?: number;
  readonly procedures?: readonly string[];
  readonly operated?: number;
  /** A cancer: what the pathologist writes. */
  readonly pathology?: string;
  /** Whether people die of it. */
  readonly deadly?: true;
}

/** What the demo nation falls ill with. Shares are of the right size, not more. */
export const diseases: readonly Disease[] = [
  { codes: ['DA09'], risk: 0.12, onset: [20, 18], contacts: 0.1 },
  { codes: ['DB34'], risk: 0.2, onset: [12, 15], contacts: 0.2 },
  { codes: ['DB02'], risk: 0.12, onset: [62, 12], contacts: 0.1 },
  {
    ...{ codes: ['DC182', 'DC187'], risk: 0.05, onset: [69, 11], contacts: 4, inherited: 2, deadly: true },
    ...{ procedures: ['KJFB30'], operated: 0.7, pathology: 'M81403' },
  },
  { codes: ['DC34'], risk: 0.06, onset: [70, 9], contacts: 4, pathology: 'M80463', deadly: true },
  {
    codes: ['DC43'],
    risk: 0.04,
    onset: [58, 15],
    contacts: 2,
    inherited: 2,
    procedures: ['KEKA10'],
    operated: 0.9,
    pathology: 'M87203',
    deadly: true,
  },
  {
    ...{
      codes: ['DC504', 'DC509'],
      risk: 0.11,
      onset: [61, 13],
      women: 100,
      contacts: 6,
      inherited: 2.2,
      deadly: true,
    },
    ...{
      procedures: ['KHAB40', 'KHAC10'],
      operated: 0.85,
      pathology: 'M85003',
      medicines: ['L02BA01'],
      prescriptions: 2,
    },
  },
  {
    codes: ['DC61'],
    risk: 0.1,
    onset: [70, 8],
    women: 0,
    contacts: 4,
    inherited: 2,
    pathology: 'M81403',
    deadly: true,
  },
  { codes: ['DC91'], risk: 0.01, onset: [55, 25], contacts: 6, pathology: 'M98233', deadly: true },
  { codes: ['DD50'], risk: 0.08, onset: [42, 18], women: 2.5, contacts: 0.4 },
  { codes: ['DD64'], risk: 0.04, onset: [60, 20], contacts: 0.6 },
  { codes: ['DE03'], risk: 0.06, onset: [48, 16], women: 4, contacts: 0.4, medicines: ['H03AA01'], prescriptions: 3 },
  {
    codes: ['DE109'],
    risk: 0.006,
    onset: [14, 9],
    contacts: 6,
    inherited: 6,
    medicines: ['A10AB05'],
    prescriptions: 4,
  },
  {
    ...{ codes: ['DE119', 'DE112', 'DE113'], risk: 0.14, onset: [58, 11], contacts: 3, inherited: 2.5 },
    ...{ medicines: ['A10BA02', 'A10BJ06', 'C10AA05'], prescriptions: 4, deadly: true },
  },
  { codes: ['DE66'], risk: 0.1, onset: [35, 14], women: 1.4, contacts: 0.8, inherited: 1.8 },
  { codes: ['DF20'], risk: 0.012, onset: [27, 8], contacts: 8, inherited: 5, medicines: ['N05AH03'], prescriptions: 4 },
  { codes: ['DF32'], risk: 0.15, onset: [38, 16], women: 1.8, contacts: 1.2, medicines: ['N06AB04'], prescriptions: 3 },
  { codes: ['DF41'], risk: 0.08, onset: [30, 12], women: 1.7, contacts: 0.6 },
  { codes: ['DF84'], risk: 0.015, onset: [8, 4], women: 0.4, contacts: 2 },
  { codes: ['DG30'], risk: 0.08, onset: [79, 7], contacts: 1.5, inherited: 2, deadly: true },
  { codes: ['DG40'], risk: 0.02, onset: [28, 22], contacts: 2, medicines: ['N03AG01'], prescriptions: 4 },
  { codes: ['DG43'], risk: 0.08, onset: [30, 12], women: 2.5, contacts: 0.5 },
  { codes: ['DH25'], risk: 0.3, onset: [74, 8], contacts: 0.4, procedures: ['KCJE20'], operated: 0.8 },
  { codes: ['DH90'], risk: 0.1, onset: [66, 18], contacts: 0.4 },
  {
    codes: ['DI10'],
    risk: 0.35,
    onset: [57, 12],
    contacts: 0.8,
    inherited: 1.4,
    medicines: ['C09AA02', 'C07AB02'],
    prescriptions: 3,
  },
  {
    ...{ codes: ['DI21'], risk: 0.1, onset: [67, 11], women: 0.5, contacts: 1.5, inherited: 1.8, deadly: true },
    ...{ procedures: ['KFNG02'], operated: 0.6, medicines: ['B01AC06', 'C10AA05'], prescriptions: 4 },
  },
  {
    codes: ['DI48'],
    risk: 0.14,
    onset: [71, 10],
    contacts: 1.5,
    medicines: ['B01AF02'],
    prescriptions: 4,
    deadly: true,
  },
  {
    codes: ['DI63'],
    risk: 0.1,
    onset: [72, 10],
    contacts: 1.2,
    medicines: ['B01AC06'],
    prescriptions: 3,
    deadly: true,
  },
  {
    codes: ['DJ18'],
    risk: 0.25,
    onset: [60, 25],
    contacts: 0.5,
    medicines: ['J01CE02'],
    prescriptions: 1,
    deadly: true,
  },
  {
    codes: ['DJ44'],
    risk: 0.11,
    onset: [64, 9],
    contacts: 2.5,
    medicines: ['R03BB04'],
    prescriptions: 4,
    deadly: true,
  },
  {
    codes: ['DJ45'],
    risk: 0.09,
    onset: [18, 15],
    contacts: 0.8,
    inherited: 2,
    medicines: ['R03AC02'],
    prescriptions: 2,
  },
  { codes: ['DK35'], risk: 0.07, onset: [22, 13], contacts: 0.1, procedures: ['KJEA01'], operated: 0.95 },
  { codes: ['DK50'], risk: 0.012, onset: [29, 13], contacts: 4, inherited: 6 },
  { codes: ['DL20'], risk: 0.12, onset: [4, 6], contacts: 0.5, inherited: 2 },
  {
    codes: ['DM069'],
    risk: 0.02,
    onset: [55, 14],
    women: 2.5,
    contacts: 4,
    inherited: 3,
    medicines: ['L04AX03'],
    prescriptions: 4,
  },
  {
    codes: ['DM17'],
    risk: 0.18,
    onset: [66, 10],
    women: 1.4,
    contacts: 0.8,
    procedures: ['KNGB20'],
    operated: 0.4,
    medicines: ['N02BE01'],
    prescriptions: 2,
  },
  { codes: ['DN18'], risk: 0.03, onset: [70, 13], contacts: 3, deadly: true },
  { codes: ['DN39'], risk: 0.2, onset: [45, 25], women: 5, contacts: 0.3, medicines: ['J01CE02'], prescriptions: 1 },
  { codes: ['DR07'], risk: 0.2, onset: [52, 18], contacts: 0.3 },
  { codes: ['DS52'], risk: 0.15, onset: [35, 28], contacts: 0.3, procedures: ['KNCJ45'], operated: 0.3 },
  {
    codes: ['DS72'],
    risk: 0.12,
    onset: [80, 8],
    women: 2,
    contacts: 0.6,
    procedures: ['KNFB40'],
    operated: 0.8,
    deadly: true,
  },
  { codes: ['DQ21'], risk: 0.008, onset: [0.2, 0.2], contacts: 3, inherited: 4 },
];

/** What the affected of a patient group have, by the glossary's key. */
export const diagnosisOfGroup: Readonly<Record<string, string>> = {
  'patient-group-rare': 'DQ87',
  'patient-group-neurogenetics': 'DG11',
  'patient-group-heart': 'DI421',
  'patient-group-eye': 'DH35',
  'patient-group-audiogenetics': 'DH90',
  'patient-group-immune': 'DD81',
  'patient-group-kidney': 'DN18',
  'patient-group-liver': 'DK74',
  'patient-group-endocrine': 'DE109',
  'patient-group-haematology': 'DD64',
  'patient-group-skin': 'DL12',
  'patient-group-psychiatry': 'DF84',
};
