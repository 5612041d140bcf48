/** Danish law by the short English names that scopes and log entries state, and its own names. */
const laws: readonly (readonly [english: RegExp, danish: string])[] = [
  [/\bHealth Act\b/g, 'sundhedsloven'],
  [/\bData Protection Act\b/g, 'databeskyttelsesloven'],
  [/\bCommittee Act\b/g, 'komitéloven'],
  [/\bGDPR\b/g, 'databeskyttelsesforordningen'],
  [/ and the order on reporting to the genome centre/g, ' og bekendtgørelsen om indberetning til genomcenteret'],
  [/\(control of look-ups\)/g, '(kontrol med opslag)'],
  [/(\d|[a-z]|\)) and (\d)/g, '$1 og $2'],
];

/** What a use is for, as entries of the log state it. */
const uses: Readonly<Record<string, string>> = {
  'treatment of the patient by those who take part in it': 'behandling af patienten ved dem, der deltager i den',
  'urgent treatment of a patient outside one’s own care relations':
    'akut behandling af en patient uden for egne behandlingsrelationer',
  'a research project with the permissions it needs': 'et forskningsprojekt med de tilladelser, det kræver',
  'published aggregate statistics': 'offentliggjort samlet statistik',
  'the duty to report genomes from comprehensive analyses': 'pligten til at indberette genomer fra omfattende analyser',
  'operation of the database by its controller and processors':
    'drift af databasen ved den dataansvarlige og databehandlerne',
  'the citizen’s own access': 'borgerens egen indsigt',
  'the citizen’s own choice': 'borgerens eget valg',
  'handling of a citizen’s rights': 'varetagelse af en borgers rettigheder',
  'control that use is lawful': 'kontrol af, at brugen er lovlig',
  'security of processing': 'behandlingssikkerhed',
};

/** A legal basis in the reader's language; a text that nobody knows stays as it is, with the laws by their Danish names. */
export function lawText(text: string, language: string): string {
  if (language !== 'da') return text;
  const use = Object.keys(uses).find((one) => text.startsWith(one));
  const told = use === undefined ? text : `${uses[use]}${text.slice(use.length)}`;
  return laws.reduce((so, [english, danish]) => so.replace(english, danish), told);
}
