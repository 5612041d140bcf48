/** What a store is asked to do. */
export interface StoreOrder {
  /** `rcm_…`, the same however often it is sent: a store that keeps commands does it once. */
  id: string;
  kind: 'pick' | 'put';
  /** Where in the store, as the store writes it. */
  address: string;
  /** The code that should be scanned. */
  code: string;
}

/** What a store says when people have to empty its hatch first; what goes in may still be put. */
export const hatchFull = 'the hatch is full';

/** How a store took an order. A refused one has not been done and is not remembered. */
export type Ordered = { accepted: true } | { accepted: false; because: string };

/**
 * What a store says of an order. `never-heard`: it has certainly not been done. `forgotten`: the store cannot say (it has no memory
 * of commands, or has lost it), so one has to look.
 */
export type OrderOutcome =
  | { state: 'waiting' | 'running' | 'never-heard' | 'forgotten' }
  /** `scanned`: the code read at the hatch (of a pick) or at the place (of a put); null when none could be read. */
  | { state: 'done'; scanned: string | null }
  | { state: 'failed'; because: string };

/** How a store is. */
export interface StoreStatus {
  ready: boolean;
  /** What a person has to see to: `jammed`, `door open`, `hatch full`. */
  problem: string | null;
  /** Changes when the store has been restarted. */
  boot: string | null;
}

/** Where a tube was seen: a place of the store, the hatch where people reach in, or the arm. */
export const hatch = 'HATCH';
export const arm = 'ARM';

/** A place that was looked at. */
export interface Sighting {
  place: string;
  /** Null: empty. */
  code: string | null;
}

export interface Reading {
  probe: string;
  celsius: number;
}

/**
 * An automated store, whatever it speaks. Calls fail with IDUN_ROBOT_AWAY when the connection does, and then nobody knows
 * whether the last order arrived: `outcome` is asked on the next connection.
 */
export interface StoreDriver {
  put(order: StoreOrder): Promise<Ordered>;
  pick(order: StoreOrder): Promise<Ordered>;
  /** Whether the store had not begun and will not. */
  cancel(order: StoreOrder): Promise<boolean>;
  outcome(order: StoreOrder): Promise<OrderOutcome>;
  status(): Promise<StoreStatus>;
  /** What lies in places, the hatch and the arm; in the whole store when none are named. Empty places need not be named. */
  inventory(places?: readonly string[]): Promise<Sighting[]>;
  temperature(): Promise<Reading[]>;
  close(): void;
}
