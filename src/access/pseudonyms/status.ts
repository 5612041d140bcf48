import type { Machine } from '../cases/index.ts';

export type RelinkingState = 'asked' | 'agreed' | 'refused' | 'opened' | 'lapsed';

/** Who is behind a pseudonym: asked by one, agreed by another, opened once. */
export const relinkingMachine: Machine<RelinkingState> = {
  kind: 'relinking',
  title: 'Relinking of a pseudonym',
  first: 'asked',
  states: {
    asked: { words: { da: 'Afventer en anden', en: 'Waits for a second person' }, waitsFor: 'second-person', days: 7 },
    agreed: { words: { da: 'Kan åbnes', en: 'Can be opened' }, waitsFor: 'coordinator', days: 2 },
    refused: { words: { da: 'Afslået', en: 'Refused' }, waitsFor: null },
    opened: { words: { da: 'Åbnet', en: 'Opened' }, waitsFor: null },
    lapsed: { words: { da: 'Bortfaldet', en: 'Lapsed' }, waitsFor: null },
  },
  transitions: [
    { from: 'asked', to: 'agreed', by: 'second-person', when: 'a second person agrees, with a reason' },
    { from: 'asked', to: 'refused', by: 'second-person', when: 'a second person refuses' },
    { from: 'agreed', to: 'opened', by: 'coordinator', when: 'whoever asked opens it, once' },
    { from: 'asked', to: 'lapsed', by: 'rules', when: 'nobody agreed in a week' },
    { from: 'agreed', to: 'lapsed', by: 'rules', when: 'it was not opened in two days' },
  ],
};
