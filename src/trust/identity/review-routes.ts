import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { administeredBy, findOrganisation } from '../organisations/index.ts';
import { administration } from './account-routes.ts';
import { reviewListSchema, reviewSchema, toReview, toReviewList } from './account-schemas.ts';
import type { IdentityDeps } from './deps.ts';
import { decideItem, listReviews, openReview, readReview } from './reviews.ts';

/** /api/reviews: rights to confirm or end, organisation by organisation. */
export async function reviewRoutes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const review = { config: { act: 'accounts.review' } } as const;
  const idParams = z.object({ id: z.string().max(40) });

  typed.get(
    '/api/reviews',
    { ...review, schema: { response: { 200: z.object({ items: z.array(reviewSchema) }) } } },
    async (request) => {
      const { db, who } = administration(deps, request);
      return { items: (await listReviews(db, await administeredBy(db, who))).map(toReview) };
    },
  );

  typed.get(
    '/api/reviews/:id',
    { ...review, schema: { params: idParams, response: { 200: reviewListSchema } } },
    async (request) => {
      const acting = administration(deps, request);
      const found = await readReview(acting, request.params.id);
      await deps.recordAct(acting.db, acting.who, { action: 'reviews.show', object: found.id });
      return toReviewList(found);
    },
  );

  typed.post(
    '/api/reviews',
    {
      ...review,
      schema: {
        body: z.object({ organisation: z.string().max(200), due: z.iso.datetime().optional() }),
        response: { 201: reviewSchema },
      },
    },
    async (request, reply) => {
      const acting = administration(deps, request);
      const { organisationNo } = await findOrganisation(acting.db, request.body.organisation);
      const dueAt = request.body.due === undefined ? undefined : new Date(request.body.due);
      return reply.code(201).send(toReview(await openReview(acting, { organisationNo, dueAt })));
    },
  );

  typed.post(
    '/api/reviews/:id/items/:holding',
    {
      ...review,
      schema: {
        params: idParams.extend({ holding: z.string().max(40) }),
        body: z.object({ decision: z.enum(['confirmed', 'ended']) }),
        response: { 200: reviewListSchema },
      },
    },
    async (request) => {
      const { id, holding } = request.params;
      const given = { review: id, holding, decision: request.body.decision };
      return toReviewList(await decideItem(administration(deps, request), given));
    },
  );
}
