import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PrivacyRouteDeps } from '../routes.ts';
import { actOnBreach, affectedBy, listBreaches, registerBreach, setReach, showBreach } from './breaches.ts';
import { breachActNames, breachActs, breachStates } from './states.ts';

const config = { act: 'gdpr.breach.manage' } as const;
const byId = z.object({ id: z.string().max(60) });
const text = z.string().trim().min(1).max(5000);
const instant = z.iso.datetime({ offset: true });

/** The register of breaches and its 72-hour clock over HTTP. */
export function breachRoutes(app: FastifyInstance, deps: PrivacyRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const { scopeOf } = deps;
  http.get(
    '/api/gdpr/breaches/states',
    { config, schema: { summary: 'States of a breach, and what can be done in each' } },
    async () => ({
      states: Object.entries(breachStates).map(([state, facts]) => ({ state, ...facts })),
      acts: Object.entries(breachActs).map(([act, facts]) => ({ act, ...facts })),
    }),
  );
  http.get(
    '/api/gdpr/breaches',
    {
      config,
      schema: {
        summary: 'Breaches of personal data with their clocks',
        querystring: z.object({ open: z.stringbool().default(false) }),
      },
    },
    async (request) => ({ items: await listBreaches(deps, await scopeOf(request), request.query.open) }),
  );
  http.post(
    '/api/gdpr/breaches',
    {
      config,
      schema: {
        summary: 'Registers a breach; its clock runs from the discovery (GDPR art. 33)',
        body: z.object({
          title: text.max(200),
          description: text,
          discoveredAt: instant.transform((value) => new Date(value)),
          kinds: z
            .array(z.enum(['confidentiality', 'integrity', 'availability']))
            .min(1)
            .max(3),
        }),
      },
    },
    async (request, reply) => reply.code(201).send(await registerBreach(deps, await scopeOf(request), request.body)),
  );
  http.get(
    '/api/gdpr/breaches/:id',
    { config, schema: { summary: 'A breach with its history', params: byId } },
    async (request) => await showBreach(deps, await scopeOf(request), request.params.id),
  );
  http.post(
    '/api/gdpr/breaches/:id/acts',
    {
      config,
      schema: {
        summary: 'Assesses, reports, dismisses, closes … a breach',
        params: byId,
        body: z.object({
          act: z.enum(breachActNames),
          note: text.optional(),
          risk: z.enum(['none', 'risk', 'high']).optional(),
          assessment: text.optional(),
          reportReference: text.max(200).optional(),
          delayReason: text.optional(),
          notReportableReason: text.optional(),
          notToldReason: text.optional(),
        }),
      },
    },
    async (request) => {
      const { act, note = null, ...fields } = request.body;
      return await actOnBreach(deps, await scopeOf(request), request.params.id, { act, note, fields });
    },
  );
  http.put(
    '/api/gdpr/breaches/:id/reach',
    {
      config,
      schema: {
        summary: 'States which entries of the log the breach is about',
        params: byId,
        body: z.object({
          actor: z.string().max(100).nullable().default(null),
          action: z.string().max(100).nullable().default(null),
          from: instant,
          to: instant,
        }),
      },
    },
    async (request) => await setReach(deps, await scopeOf(request), request.params.id, request.body),
  );
  http.get(
    '/api/gdpr/breaches/:id/affected',
    { config, schema: { summary: 'Whose data the breach is about, from the log', params: byId } },
    async (request) => await affectedBy(deps, await scopeOf(request), request.params.id),
  );
}
