import type { NewEntry } from '../../../register/catalogue/index.ts';

/** Whom a made-up biobank's questions go to. */
export const contact = (id: string, firstName: string, lastName: string, city: string) => ({
  ...{ id: `demo-contact-${id}`, firstName, lastName, phone: '+45 00 00 00 00', email: `${id}@biobank.example` },
  ...{ address: 'Demovej 1', zip: '0000', city, country: 'DK' },
});

/** A made-up biobank. */
export interface Bank {
  id: string;
  /** Its word in the register. */
  word: string;
  name: string;
  acronym: string;
  danish: { name: string; description: string };
  description: string;
  owner: string;
  city: string;
  contact: ReturnType<typeof contact>;
  more?: Record<string, unknown>;
  collections: readonly Held[];
}

interface Held {
  word: string;
  name: string;
  danish: { name: string; description: string };
  description: string;
  record: Record<string, unknown>;
}

export const human = { sampleSource: 'human', status: 'active', sex: ['female', 'male'] } as const;
export const health = ['DUO:0000006', 'DUO:0000021', 'DUO:0000029'];

/** A biobank and its collections as entries. */
export function entriesOf(bank: Bank): NewEntry[] {
  const { id, word, name, acronym, danish, description, owner, city, contact: who, more = {}, collections } = bank;
  const link = (collection: string | null) => ({ world: 'synthetic' as const, biobank: word, collection });
  return [
    {
      kind: 'biobank',
      link: link(null),
      record: {
        ...{ id, name, acronym, description, juristicPerson: owner, country: 'DK', city, contact: who },
        ...{ infrastructure: ['samples', 'data'], translated: { da: danish }, ...more },
      },
    },
    ...collections.map(
      (one): NewEntry => ({
        kind: 'collection',
        link: link(one.word),
        record: {
          ...{
            id: `${id}:${one.word}`,
            biobank: id,
            name: one.name,
            description: one.description,
            contact: who,
            country: 'DK',
          },
          ...{ translated: { da: one.danish }, ...one.record },
        },
      }),
    ),
  ];
}
