const minute = 60_000;
const hour = 60 * minute;

/** How long things hold that let somebody in, in milliseconds. */
export const limits = {
  /** The operator's one-time link, and the session it opens. */
  link: 24 * hour,
  operatorSession: 12 * hour,
  /** A person's session ends this long after its last request, and at the latest after `personSession`. */
  idle: 30 * minute,
  personSession: 10 * hour,
  /** After fresh strong authentication dangerous acts are open for this long. */
  stepUp: 10 * minute,
  /** A passkey ceremony or a visit to an outside issuer must be finished within this. */
  ceremony: 5 * minute,
  /** A service's access token. */
  accessToken: 10 * minute,
  /** A role in an organisation, unless its grant says otherwise. */
  holding: 365 * 24 * hour,
  /** A role from an outside provider's claims, renewed at each sign-in. */
  claims: 24 * hour,
  /** The furthest end of a token that a person makes for a program. */
  apiToken: 366 * 24 * hour,
} as const;
