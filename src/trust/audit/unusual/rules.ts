import type { BothLanguages } from '../words/both.ts';

export type Severity = 'notice' | 'warning' | 'serious';

interface Rule {
  title: BothLanguages;
  explanation: BothLanguages;
  severity: Severity;
  parameters: Record<string, number | string>;
}

/** What counts as unusual reading. Data: a security officer changes a number here, and it is shown beside every finding. */
export const unusualRules = {
  'many-patients': {
    title: { da: 'Langt flere personer end kolleger', en: 'Far more people than colleagues' },
    explanation: {
      da: 'På én dag har en medarbejder set oplysninger om mindst «atLeast» personer og «times» gange så mange som medianen af kolleger med samme rolle i samme organisation. Med færre end «colleagues» kolleger sammenlignes med rollen i hele landet, og med færre end det gælder «alone» personer.',
      en: 'On one day somebody saw information about at least «atLeast» people and «times» times the median of colleagues with the same role in the same organisation. With fewer than «colleagues» colleagues the role in the whole country is compared, and with fewer than that «alone» people count.',
    },
    severity: 'warning',
    parameters: { atLeast: 20, times: 5, colleagues: 3, alone: 100 },
  },
  'own-family': {
    title: { da: 'Egne oplysninger eller egen familie', en: 'Oneself or one’s own family' },
    explanation: {
      da: 'En medarbejder har i en anden rolle end borger set oplysninger om sig selv, en forælder, et barn, en søskende eller en person i sin varetægt.',
      en: 'Somebody saw, in another role than citizen, information about themselves, a parent, a child, a sibling or somebody in their care.',
    },
    severity: 'serious',
    parameters: {},
  },
  'outside-hours': {
    title: { da: 'Læsning uden for arbejdstid', en: 'Reading outside hours' },
    explanation: {
      da: 'Mindst «atLeast» opslag om personer mellem kl. «from» og «to» eller i en weekend, og «times» gange så mange som medianen af kolleger: hvor der arbejdes om natten, er det ikke usædvanligt.',
      en: 'At least «atLeast» look-ups of people between «from» and «to» o’clock or at a weekend, and «times» times the median of colleagues: where nights are worked, it is not unusual.',
    },
    severity: 'notice',
    parameters: { atLeast: 10, times: 5, from: 22, to: 6, zone: 'Europe/Copenhagen' },
  },
  'break-glass': {
    title: { da: 'Nødåbning', en: 'Emergency opening' },
    explanation: {
      da: 'Hver åbning af en patient uden behandlingsrelation skal ses af nogen.',
      en: 'Every opening of a patient without a care relation is to be looked at.',
    },
    severity: 'warning',
    parameters: {},
  },
  'many-refusals': {
    title: { da: 'Mange afvisninger', en: 'Many refusals' },
    explanation: {
      da: 'Mindst «atLeast» afviste forespørgsler inden for en time: nogen prøver døre.',
      en: 'At least «atLeast» refused requests within an hour: somebody is trying doors.',
    },
    severity: 'warning',
    parameters: { atLeast: 10 },
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof unusualRules;

function filled(text: string, parameters: Record<string, number | string>): string {
  return text.replaceAll(/«(\w+)»/g, (whole, name: string) => String(parameters[name] ?? whole));
}

/** The rules with their numbers in the words. */
export function describeRules() {
  return Object.entries(unusualRules).map(([id, { title, explanation, parameters }]) => ({
    id,
    title,
    explanation: { da: filled(explanation.da, parameters), en: filled(explanation.en, parameters) },
    parameters: { ...parameters } as Record<string, number | string>,
  }));
}
