import { Problem } from '../../platform/problem/index.ts';
import { addYears, ageOn, type Guardianship, latestDay, type PersonRecord } from '../people/index.ts';
import { errors } from './errors.ts';

/** What somebody decides about, or sees. */
export type Matter = 'opt-out' | 'project' | 'biobank' | 'care' | 'see';

export interface DecisionRule {
  matter: Matter;
  /** From this age the person decides, and the guardian no longer does. */
  selfFromAge: number;
  /** Where the age comes from; ages change with the law, so they are here and nowhere else. */
  source: string;
  /** Whether the text was read again, or is from general knowledge. */
  verified: boolean;
}

// Denmark's. No text at hand states them in its own words, so none is marked as verified: a lawyer reads them before they are used.
const danishRules: readonly DecisionRule[] = [
  {
    matter: 'opt-out',
    selfFromAge: 15,
    source: 'Sundhedsloven §§ 14, 17 og 29; Bekendtgørelse om Vævsanvendelsesregisteret § 2',
    verified: false,
  },
  { matter: 'care', selfFromAge: 15, source: 'Sundhedsloven §§ 14 og 17', verified: false },
  { matter: 'project', selfFromAge: 18, source: 'Komitéloven §§ 3-4', verified: false },
  { matter: 'biobank', selfFromAge: 18, source: 'Komitéloven §§ 3-4', verified: false },
  { matter: 'see', selfFromAge: 15, source: 'Sundhedsloven §§ 14 og 37', verified: false },
];

let inForce = danishRules;

/** Who may decide at which age. A form of consent may state another age for itself (an ethics committee's condition). */
export const decisionRules = (): readonly DecisionRule[] => inForce;

/** Puts a nation's own ages in force, for the whole process. */
export function setDecisionRules(rules: readonly DecisionRule[]): void {
  inForce = rules;
}

/** Why somebody may not decide. */
export type Refusal = 'guardian-decides' | 'decides-self' | 'deceased' | 'stranger';

export type Decision = { allowed: true; as: 'self' | 'guardian' } | { allowed: false; reason: Refusal };

/** The age from which a person decides on a matter themselves. */
export const selfFromAge = (matter: Matter): number => inForce.find((rule) => rule.matter === matter)!.selfFromAge;

/**
 * Whether somebody may decide for a person on a day. After death nobody changes a choice that was made; what the person decided
 * holds. A guardian appointed by an authority decides for an adult too; the holder of custody for a child only. Of somebody whose
 * birth is not known to the day the last possible day counts, and whoever's birth is not known is taken for an adult.
 * @param fromAge the age that a form of consent states instead of the rule's
 */
export function mayDecide(
  matter: Matter,
  person: Pick<PersonRecord, 'personNo' | 'born' | 'died' | 'kind'>,
  by: { personNo: number; guardianOf: readonly Guardianship[] },
  day: string,
  fromAge = selfFromAge(matter),
): Decision {
  const own = by.personNo === person.personNo;
  const ward = by.guardianOf.find(({ childNo }) => childNo === person.personNo);
  if (!own && ward === undefined) return { allowed: false, reason: 'stranger' };
  if (person.died !== null && matter !== 'see') return { allowed: false, reason: 'deceased' };
  const grown = person.kind === 'person' && (person.born === null || ageOn(person.born, day) >= fromAge);
  if (own) {
    // The own page may be seen at any age; deciding waits.
    return grown || matter === 'see' ? { allowed: true, as: 'self' } : { allowed: false, reason: 'guardian-decides' };
  }
  if (grown && ward!.kind === 'custody') return { allowed: false, reason: 'decides-self' };
  return { allowed: true, as: 'guardian' };
}

/** The day from which a person decides on a matter themselves; null when it is past every question or not known. */
export function decidesSelfFrom(matter: Matter, { born }: Pick<PersonRecord, 'born'>): string | null {
  return born === null ? null : addYears(latestDay(born), selfFromAge(matter));
}

/** The refusal of a decision that is somebody else's. */
export function notYoursToDecide(reason: Refusal): Problem {
  const details: Readonly<Record<Refusal, string>> = {
    'guardian-decides': 'Until a person is old enough, the guardian decides.',
    'decides-self': 'The person is old enough to decide.',
    deceased: 'After death nobody changes what the person decided.',
    stranger: 'Nobody decides for somebody they are not guardian of.',
  };
  return new Problem(errors.notYours, details[reason], { reason: `reason.${reason}` });
}
