/** A code of the demo nation's own lists. Texts are ours; the real lists are imported by whoever may use them. */
export interface DemoCode {
  readonly code: string;
  readonly text: string;
  readonly parent?: string;
}

const under = (parent: string, codes: Readonly<Record<string, string>>): DemoCode[] =>
  Object.entries(codes).map(([code, text]) => ({ code, text, parent }));

/** Diagnoses in the form of SKS: D and an ICD-10 code without its point. */
export const diagnosisCodes: readonly DemoCode[] = [
  { code: 'DA00-DB99', text: 'Infektioner' },
  ...under('DA00-DB99', { DA09: 'Maveonde', DB02: 'Helvedesild', DB34: 'Virusinfektion' }),
  { code: 'DC00-DD48', text: 'Svulster' },
  ...under('DC00-DD48', {
    DC18: 'Kræft i tyktarm',
    DC34: 'Kræft i lunge',
    DC43: 'Modermærkekræft',
    DC50: 'Brystkræft',
    DC61: 'Kræft i blærehalskirtel',
    DC91: 'Leukæmi i lymfevæv',
  }),
  ...under('DC50', { DC504: 'Brystkræft, ydre øvre fjerdedel', DC509: 'Brystkræft, sted ikke angivet' }),
  ...under('DC18', { DC182: 'Kræft i opstigende tyktarm', DC187: 'Kræft i krumme tyktarm' }),
  { code: 'DD50-DD89', text: 'Blod og immunforsvar' },
  ...under('DD50-DD89', { DD50: 'Jernmangel', DD64: 'Anden blodmangel', DD81: 'Medfødt immundefekt' }),
  { code: 'DE00-DE90', text: 'Stofskifte og hormoner' },
  ...under('DE00-DE90', {
    DE03: 'Lavt stofskifte',
    DE10: 'Type 1-diabetes',
    DE11: 'Type 2-diabetes',
    DE66: 'Svær overvægt',
  }),
  ...under('DE11', {
    DE112: 'Type 2-diabetes med nyresygdom',
    DE113: 'Type 2-diabetes med øjensygdom',
    DE119: 'Type 2-diabetes uden følger',
  }),
  ...under('DE10', { DE109: 'Type 1-diabetes uden følger' }),
  { code: 'DF00-DF99', text: 'Psykiske lidelser' },
  ...under('DF00-DF99', {
    DF20: 'Skizofreni',
    DF32: 'Depression',
    DF41: 'Angst',
    DF79: 'Udviklingshæmning',
    DF84: 'Autisme',
  }),
  { code: 'DG00-DG99', text: 'Nervesystemet' },
  ...under('DG00-DG99', {
    DG11: 'Arvelig ataksi',
    DG30: 'Alzheimers sygdom',
    DG40: 'Epilepsi',
    DG43: 'Migræne',
    DG71: 'Muskelsygdom',
  }),
  { code: 'DH00-DH95', text: 'Øje og øre' },
  ...under('DH00-DH95', { DH25: 'Grå stær', DH35: 'Nethindesygdom', DH90: 'Høretab' }),
  { code: 'DI00-DI99', text: 'Kredsløbet' },
  ...under('DI00-DI99', {
    DI10: 'Forhøjet blodtryk',
    DI21: 'Blodprop i hjertet',
    DI42: 'Hjertemuskelsygdom',
    DI48: 'Atrieflimren',
    DI63: 'Blodprop i hjernen',
  }),
  ...under('DI42', { DI421: 'Hjertemuskelfortykkelse', DI420: 'Udvidet hjertekammer' }),
  { code: 'DJ00-DJ99', text: 'Åndedrættet' },
  ...under('DJ00-DJ99', { DJ18: 'Lungebetændelse', DJ44: 'Kronisk lungesygdom', DJ45: 'Astma' }),
  { code: 'DK00-DL99', text: 'Fordøjelse og hud' },
  ...under('DK00-DL99', {
    DK35: 'Blindtarmsbetændelse',
    DK50: 'Crohns sygdom',
    DK74: 'Leversygdom med arvæv',
    DL20: 'Børneeksem',
    DL12: 'Blæredannende hudsygdom',
  }),
  { code: 'DM00-DN99', text: 'Led, nyrer og urinveje' },
  ...under('DM00-DN99', { DM06: 'Leddegigt', DM17: 'Slidgigt i knæ', DN18: 'Nyresvigt', DN39: 'Blærebetændelse' }),
  ...under('DM06', { DM069: 'Leddegigt, ikke nærmere angivet' }),
  { code: 'DO00-DQ99', text: 'Fødsel og medfødte tilstande' },
  ...under('DO00-DQ99', { DO80: 'Fødsel', DQ21: 'Medfødt hjertefejl', DQ87: 'Medfødt syndrom' }),
  { code: 'DR00-DT98', text: 'Symptomer og skader' },
  ...under('DR00-DT98', {
    DR07: 'Brystsmerter',
    DR99: 'Ukendt dødsårsag',
    DS52: 'Brud på underarm',
    DS72: 'Brud på hofte',
  }),
];

/** Operations, in the form of the Nordic list. */
export const procedureCodes: readonly DemoCode[] = [
  { code: 'KF', text: 'Hjertet' },
  ...under('KF', { KFNG02: 'Ballonudvidelse af kranspulsåre', KFPE00: 'Pacemaker' }),
  { code: 'KH', text: 'Brystet' },
  ...under('KH', { KHAB40: 'Fjernelse af del af bryst', KHAC10: 'Fjernelse af bryst' }),
  { code: 'KJ', text: 'Fordøjelsen' },
  ...under('KJ', { KJEA01: 'Fjernelse af blindtarm', KJFB30: 'Fjernelse af højre tyktarm' }),
  { code: 'KN', text: 'Bevægeapparatet' },
  ...under('KN', { KNFB40: 'Ny hofte', KNGB20: 'Nyt knæ', KNCJ45: 'Samling af underarm' }),
  { code: 'KM', text: 'Fødsel' },
  ...under('KM', { KMCA10: 'Kejsersnit' }),
  { code: 'KC', text: 'Øjet' },
  ...under('KC', { KCJE20: 'Operation for grå stær' }),
  { code: 'KE', text: 'Kræftbehandling' },
  ...under('KE', { KEKA10: 'Fjernelse af svulst' }),
];

/** What pathologists find: place and form of growth in one code. */
export const pathologyCodes: readonly DemoCode[] = [
  { code: 'M0', text: 'Uden ondartede forandringer' },
  { code: 'M8', text: 'Svulstvæv' },
  ...under('M8', {
    M81403: 'Adenokarcinom',
    M85003: 'Duktalt karcinom',
    M87203: 'Malignt melanom',
    M80463: 'Ikke-småcellet karcinom',
    M98233: 'Lymfatisk leukæmi',
  }),
  { code: 'M4', text: 'Betændelse' },
];

/** Medicines, by the form of ATC. */
export const medicineCodes: readonly DemoCode[] = [
  { code: 'A', text: 'Fordøjelse og stofskifte' },
  ...under('A', { A10A: 'Insuliner', A10B: 'Andre midler mod diabetes' }),
  ...under('A10B', { A10BA02: 'Metformin', A10BJ06: 'Semaglutid' }),
  ...under('A10A', { A10AB05: 'Insulin, hurtig' }),
  { code: 'C', text: 'Hjerte og kredsløb' },
  ...under('C', { C07AB02: 'Metoprolol', C09AA02: 'Enalapril', C10AA05: 'Atorvastatin' }),
  { code: 'B', text: 'Blod' },
  ...under('B', { B01AF02: 'Apixaban', B01AC06: 'Acetylsalicylsyre' }),
  { code: 'L', text: 'Kræft og immunforsvar' },
  ...under('L', { L02BA01: 'Tamoxifen', L04AX03: 'Metotrexat' }),
  { code: 'N', text: 'Nervesystemet' },
  ...under('N', { N03AG01: 'Valproat', N05AH03: 'Olanzapin', N06AB04: 'Citalopram', N02BE01: 'Paracetamol' }),
  { code: 'R', text: 'Åndedræt' },
  ...under('R', { R03AC02: 'Salbutamol', R03BB04: 'Tiotropium' }),
  { code: 'J', text: 'Infektion' },
  ...under('J', { J01CE02: 'Penicillin' }),
  { code: 'H', text: 'Hormoner' },
  ...under('H', { H03AA01: 'Levothyroxin' }),
];

/** The lists as the registers name them. */
export const codeLists = [
  { system: 'demo-diagnoses', title: 'Diagnosekoder (demo)', codes: diagnosisCodes },
  { system: 'demo-procedures', title: 'Operationskoder (demo)', codes: procedureCodes },
  { system: 'demo-pathology', title: 'Patologikoder (demo)', codes: pathologyCodes },
  { system: 'demo-medicines', title: 'Lægemiddelkoder (demo)', codes: medicineCodes },
] as const;
