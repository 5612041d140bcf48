import { randomBytes } from 'node:crypto';
import type { ActorRef } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { maskCprNumbers } from './mask-cpr.ts';
import { hashEntry } from './merkle/index.ts';

/** What was asked for. */
export interface Access {
  /** `area.verb`, for example `variants.show`. */
  action: string;
  /** What it was asked of, for example `GRCh38:1-55051215-G-A` or an id. */
  object: string;
  detail?: object;
  /** Ids (`per_…`, `gen_…`) of those whose data were read or changed, when `object` and `detail` do not name them all. */
  subjects?: readonly string[];
  /** Why, in the person's own words. */
  reason?: string;
}

/** Who did it, as what and why it was lawful. */
export interface AccessBy {
  actor: ActorRef;
  role: string | null;
  /** `org_…` */
  organisation: string | null;
  organisationName: string | null;
  purpose: string;
  legalBasis: string;
  /** `scp_…` */
  scope: string | null;
  maskEpoch: number | null;
}

/** An entry's canonical JSON as it stands in the log; people, genomes and free text are under pseudonyms. */
export interface EntryBody {
  v: 1;
  id: string;
  at: string;
  actor: string;
  role?: string;
  organisation?: string;
  organisationName?: string;
  scope?: string;
  purpose: string;
  legalBasis: string;
  maskEpoch?: number;
  action: string;
  object: string;
  detail?: unknown;
  subjects?: string[];
  reason?: string;
}

/** A row of trust.audit_entries, with whom it is about. */
export interface EntryRow {
  id: string;
  recordedAt: Date;
  action: string;
  actor: string;
  role: string | null;
  organisation: string | null;
  entry: Buffer;
  salt: Buffer;
  leafHash: Buffer;
  pseudonyms: string[];
  text: { ref: string; text: string; key: Buffer } | null;
}

const personalId = /\b(?:per|gen)_[0-9A-Za-z]{22}\b/g;
const pseudonymForm = /\bpsd_[0-9A-Za-z]{22}\b/g;

/** An entry before its pseudonyms are known. */
export interface EntryDraft {
  id: string;
  at: Date;
  /** Canonical JSON with the real ids in it. */
  plain: string;
  /** The ids of people and genomes in it. */
  subjects: string[];
  by: AccessBy;
  action: string;
  text: EntryRow['text'];
}

/** Writes an entry, still with the ids themselves. @param name gives a text its name, from its key */
export function draftEntry(
  by: AccessBy,
  access: Access,
  at: Date,
  name: (key: Buffer, text: string) => string,
): EntryDraft {
  const id = newId('aud');
  let text: EntryRow['text'] = null;
  if (access.reason !== undefined && access.reason !== '') {
    const key = randomBytes(32);
    const masked = maskCprNumbers(access.reason);
    text = { ref: `txt_${name(key, masked)}`, text: masked, key };
  }
  const plain = canonicalJson({
    v: 1,
    id,
    at: at.toISOString(),
    actor: `${by.actor.kind}:${by.actor.id}`,
    role: by.role ?? undefined,
    organisation: by.organisation ?? undefined,
    organisationName: by.organisationName ?? undefined,
    scope: by.scope ?? undefined,
    purpose: by.purpose,
    legalBasis: by.legalBasis,
    maskEpoch: by.maskEpoch ?? undefined,
    action: access.action,
    object: access.object,
    detail: access.detail,
    subjects: access.subjects === undefined || access.subjects.length === 0 ? undefined : [...access.subjects].sort(),
    reason: text?.ref,
  });
  return {
    id,
    at,
    plain,
    subjects: [...new Set(plain.match(personalId) ?? [])].sort(),
    by,
    action: access.action,
    text,
  };
}

/** Puts pseudonyms in the place of ids, salts and hashes. */
export function sealEntry(draft: EntryDraft, pseudonyms: ReadonlyMap<string, string>): EntryRow {
  const entry = Buffer.from(draft.plain.replace(personalId, (subject) => pseudonyms.get(subject)!));
  const salt = randomBytes(32);
  return {
    id: draft.id,
    recordedAt: draft.at,
    action: draft.action,
    actor: `${draft.by.actor.kind}:${draft.by.actor.id}`,
    role: draft.by.role,
    organisation: draft.by.organisation,
    entry,
    salt,
    leafHash: hashEntry(salt, entry),
    pseudonyms: draft.subjects.map((subject) => pseudonyms.get(subject)!),
    text: draft.text,
  };
}

/** The pseudonyms that stand in an entry, each once. */
export function pseudonymsIn(text: string): string[] {
  return text.includes('psd_') ? [...new Set(text.match(pseudonymForm) ?? [])] : [];
}

/** Reads an entry's bytes. */
export function readEntry(entry: Uint8Array): EntryBody {
  return JSON.parse(Buffer.from(entry).toString('utf8')) as EntryBody;
}
