import type { BodyKind } from '../approvals/index.ts';
import type { Words } from '../cases/index.ts';

/** What a question can be about, and who knows: data, with guidance to read before asking. */
export interface Topic {
  key: string;
  words: Words;
  /** To whom it goes at once: the body of the thing it is about, the kind of body, or the coordinating centre. */
  to: 'resource' | BodyKind | 'centre';
  /** Page of the guidance that may answer it. */
  guide: string;
}

export const topics: readonly Topic[] = [
  {
    key: 'collection',
    words: { da: 'En bestemt samling eller et register', en: 'A certain collection or register' },
    ...{ to: 'resource', guide: 'what-there-is' },
  },
  {
    key: 'cohort',
    words: { da: 'At finde personer og prøver', en: 'Finding people and specimens' },
    ...{ to: 'centre', guide: 'count-first' },
  },
  {
    key: 'ethics',
    words: { da: 'Videnskabsetisk tilladelse', en: 'Ethics permission' },
    ...{ to: 'centre', guide: 'ethics' },
  },
  {
    key: 'data-protection',
    words: { da: 'Databeskyttelse', en: 'Data protection' },
    ...{ to: 'data-protection', guide: 'data-protection' },
  },
  {
    key: 'price-and-time',
    words: { da: 'Pris og tid', en: 'Price and time' },
    ...{ to: 'centre', guide: 'price-and-time' },
  },
  {
    key: 'company',
    words: { da: 'Samarbejde med en virksomhed', en: 'Working with a company' },
    ...{ to: 'centre', guide: 'companies' },
  },
  { key: 'other', words: { da: 'Andet', en: 'Something else' }, to: 'centre', guide: 'steps' },
];
