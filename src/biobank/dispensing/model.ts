import type { ChoiceScope } from '../../trust/consent/index.ts';
import type { ConsentReason, MaterialName, SpecimenState, Unit } from '../specimens/index.ts';

/** What became of a promised tube. */
export type PromiseState =
  | 'promised'
  | 'picked'
  | 'packed'
  | 'sent'
  | 'delivered'
  | 'missing'
  | 'returned'
  | 'used-up'
  | 'withdrawn'
  | 'cancelled';

/** Why a tube was not promised, or is not any more. */
export type RefusalReason = Exclude<ConsentReason, 'nothing-against' | 'consented'> | SpecimenState | 'unknown-code';

/** A tube that was left out, with why. */
export interface Refused {
  code: string;
  specimen: string | null;
  because: RefusalReason;
}

/** A promised tube. */
export interface PromisedTube {
  specimen: string;
  barcode: string;
  type: MaterialName;
  amount: number;
  unit: Unit;
  state: PromiseState;
  because: string | null;
  condition: string | null;
}

/** A reservation with its tubes. */
export interface Reservation {
  id: string;
  biobank: string;
  project: string;
  permit: string | null;
  scopes: ChoiceScope[];
  state: 'open' | 'closed' | 'cancelled';
  madeAt: Date;
  madeBy: string;
  expiresOn: string | null;
  tubes: PromisedTube[];
  shipments: string[];
}

/** A line of a pick list, in the order of walking. */
export interface PickLine {
  specimen: string;
  barcode: string;
  type: MaterialName;
  /** Where it stands; null when nobody has said. */
  position: string | null;
}
