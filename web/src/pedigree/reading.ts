import type { TFunction } from 'i18next';
import type { PedigreeLayout, PlacedPerson } from './model.ts';

/**
 * Where a key leads from somebody: left and right in the generation, up to a parent, down to the first child.
 * @returns an id, or undefined where there is nobody or the key does not move
 */
export function neighbour(layout: PedigreeLayout, from: PlacedPerson, key: string): string | undefined {
  const { person, generation, x } = from;
  const row = layout.people.filter((one) => one.generation === generation);
  const at = row.findIndex((one) => one.person.id === person.id);
  switch (key) {
    case 'ArrowLeft':
      return row[at - 1]?.person.id;
    case 'ArrowRight':
      return row[at + 1]?.person.id;
    case 'ArrowUp':
      return person.father ?? person.mother ?? undefined;
    case 'ArrowDown': {
      const children = layout.people.filter(
        (one) => one.person.father === person.id || one.person.mother === person.id,
      );
      return children.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0]?.person.id;
    }
    case 'Home':
      return row[0]?.person.id;
    case 'End':
      return row.at(-1)?.person.id;
    default:
      return undefined;
  }
}

/** Somebody in words: what the symbol shows, whose child and partner. */
export function sentenceOf(
  placed: PlacedPerson,
  layout: PedigreeLayout,
  nameOf: (person: PlacedPerson) => string,
  t: TFunction,
): string {
  const { person, label } = placed;
  const find = (id: string | null) => layout.people.find((one) => one.person.id === id);
  const said = (one: PlacedPerson | undefined) => one?.label;
  const parents = [find(person.father), find(person.mother)].map(said).filter((text) => text !== undefined);
  const partners = layout.couples.flatMap(({ a, b, consanguineous }) => {
    if (a !== person.id && b !== person.id) return [];
    const other = said(find(a === person.id ? b : a))!;
    return [consanguineous ? t('pedigree:relatedPartner', { who: other }) : other];
  });
  const parts = [
    `${label}${nameOf(placed) === '' ? '' : `, ${nameOf(placed)}`}`,
    person.proband ? t('pedigree:proband') : '',
    t(`words:sex.${person.sex}`),
    person.hidden ? t('pedigree:hidden') : affectedWord(person.affected, t),
    person.deceased ? t('pedigree:deceased') : '',
    carrierWord(person.copies, t),
    twinWord(placed, layout, t),
    parents.length > 0 ? t('pedigree:childOf', { who: parents.join(', ') }) : '',
    partners.length > 0 ? t('pedigree:partnerOf', { who: partners.join(', ') }) : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** Whose twin somebody is, in words. */
function twinWord({ person }: PlacedPerson, layout: PedigreeLayout, t: TFunction): string {
  const birth = layout.sibships.flatMap(({ twins }) => twins).find(({ children }) => children.includes(person.id));
  if (!birth) return '';
  const others = layout.people.filter((one) => one.person.id !== person.id && birth.children.includes(one.person.id));
  const who = others.map(({ label }) => label).join(', ');
  return t(birth.mono ? 'pedigree:identicalTwinOf' : 'pedigree:twinOf', { who });
}

/** Whether somebody is affected, in a word. */
export function affectedWord(affected: boolean | null, t: TFunction): string {
  if (affected === null) return t('pedigree:statusUnknown');
  return t(affected ? 'pedigree:affected' : 'pedigree:unaffected');
}

/** How many copies somebody carries, in words; nothing when nothing was asked. */
export function carrierWord(copies: 0 | 1 | 2 | null | undefined, t: TFunction): string {
  if (copies === undefined || copies === null) return '';
  return t(`pedigree:copies.${copies}`);
}
