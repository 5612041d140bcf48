import type { FastifyInstance } from 'fastify';
import type { Db } from '../../../platform/database/index.ts';
import { recordAccessBy } from '../audit.ts';

const personalId = /\b(?:per|gen)_[0-9A-Za-z]{22}\b/g;

/**
 * Puts each refused request of somebody who has signed in on the record before the refusal is sent: what was asked by its pattern, and
 * whom it was about, so that the person sees the attempt.
 * @param db a database whose audit tables the application may write
 */
export function recordRefusals(app: FastifyInstance, db: Db): void {
  app.addHook('onSend', async (request, reply) => {
    const { session } = request;
    if (session === null || reply.statusCode !== 403) return;
    const { url, config } = request.routeOptions;
    const subjects = [
      ...new Set(decodeURIComponent(request.url.replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25')).match(personalId) ?? []),
    ];
    await recordAccessBy(
      db,
      {
        actor: { kind: session.kind, id: session.accountId ?? session.id },
        role: session.role,
        organisation: session.organisationId,
        organisationName: session.organisation,
        purpose: session.purpose,
        legalBasis: 'security of processing (GDPR art. 32)',
        scope: null,
        maskEpoch: null,
      },
      {
        action: 'request.refused',
        object: `${request.method} ${url ?? 'none'}`,
        detail: { act: config.act },
        subjects,
      },
    );
  });
}
