import { z } from 'zod';
import { channels, choiceScopes } from '../../trust/consent/index.ts';

const scope = z.enum(choiceScopes);
const channel = z.enum(channels);
const givenBy = z.enum(['self', 'guardian', 'proxy', 'emergency']);
const kind = z.enum(['project', 'biobank', 'care']);
const title = z.object({ da: z.string(), en: z.string() });
const instant = z.string();

export const personParams = z.object({ id: z.string().max(60) });
export const agreementParams = personParams.extend({ agreement: z.string().max(60) });

/** What staff state of everything that they write down for somebody. */
const writtenDown = {
  channel: channel.describe('How it reached you.'),
  reason: z.string().trim().min(3).max(500).describe('What was said or written, in your words; the citizen reads it.'),
};
/** Who decided: the person, or a guardian who is named. */
const decider = {
  statedBy: z.enum(['self', 'guardian']).default('self'),
  guardian: z.string().max(60).optional().describe('`per_…` of the guardian who decided.'),
};

export const choiceBody = z.object({ scope, out: z.boolean(), ...decider, ...writtenDown });
export const agreementBody = z.object({
  form: z.string().max(64),
  version: z.number().int().positive().optional(),
  givenAt: z.iso.datetime({ offset: true }).optional().describe('When it was signed; now unless given.'),
  ...decider,
  ...writtenDown,
});
export const withdrawBody = z.object({ ...decider, ...writtenDown });

const agreement = z.object({
  id: z.string(),
  form: z.object({ code: z.string(), version: z.number(), kind, title }),
  state: z.enum(['in-force', 'withdrawn', 'lapsed', 'replaced']),
  givenAt: instant,
  givenBy,
  channel: channel.nullable(),
  validTo: instant.nullable(),
  endedAt: instant.nullable(),
});

export const consentAnswer = z.object({
  person: z.string(),
  choices: z.array(
    z.object({
      scope,
      out: z.boolean(),
      since: instant.nullable(),
      source: z.enum(['register', 'citizen', 'guardian', 'staff']).nullable(),
    }),
  ),
  agreements: z.array(agreement),
  forms: z.array(z.object({ code: z.string(), version: z.number(), kind, title })),
  guardians: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
  history: z.array(
    z.object({
      scope,
      what: z.enum(['opt-out', 'opt-in']),
      at: instant,
      source: z.enum(['register', 'citizen', 'guardian', 'staff']),
      channel: channel.nullable(),
      reason: z.string().nullable(),
    }),
  ),
});
export const changedAnswer = z.object({ changed: z.boolean(), maskEpoch: z.number() });
export const agreementAnswer = changedAnswer.extend({ agreement });
