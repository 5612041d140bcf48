import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { aliquotSpecimen, deriveSpecimen, poolSpecimens } from './derivation/derive.ts';
import { type Handling, handleSpecimen } from './handle.ts';
import { asJson, type BiobankHttp } from './http.ts';
import { labelNames } from './labels/layouts.ts';
import { makePdfLabels, makeZplLabels } from './labels/make-labels.ts';
import { conditionNames, containers, materialNames } from './material.ts';
import { runKindNames } from './runs/kinds.ts';
import { recordRun } from './runs/record-run.ts';
import { parseSprec } from './sprec.ts';
import { specimenAnswer } from './wire.ts';

const act = 'biobank.specimens.process' as const;
const byCode = z.object({ code: z.string().min(1).max(120) });
const amount = z.number().min(0).max(1e10);
const child = z.object({
  ...{
    barcode: z.string().min(1).max(80).optional(),
    amount,
    taken: amount.optional(),
    container: z.enum(containers).optional(),
  },
  concentration: z.number().min(0).max(1e6).optional(),
});
const specimens = z.object({ items: z.array(specimenAnswer) });

const handling = z.discriminatedUnion('act', [
  z.object({ act: z.literal('thaw') }),
  z.object({ act: z.literal('consume'), amount }),
  z.object({ act: z.literal('measure'), amount }),
  z.object({ act: z.enum(['hold', 'accept', 'dispose', 'lose', 'find']) }),
  z.object({ act: z.literal('relabel'), barcode: z.string().min(1).max(80) }),
  z.object({
    act: z.literal('correct'),
    ...{ condition: z.enum(conditionNames).optional(), container: z.enum(containers).optional() },
    ...{
      requisition: z.string().max(80).optional(),
      block: z.string().max(80).optional(),
      temperature: z.string().max(40).optional(),
    },
    ...{ concentration: z.number().min(0).max(1e6).optional(), collectedAt: z.iso.datetime().optional() },
    sprec: z.object({ code: z.string().max(40), version: z.enum(['2.0', '3.0', '4.0']) }).optional(),
  }),
]);

function handlingOf(body: z.infer<typeof handling>): Handling {
  if (body.act !== 'correct') return body;
  const { collectedAt, sprec, ...rest } = body;
  return {
    ...rest,
    ...(collectedAt !== undefined && { collectedAt: new Date(collectedAt) }),
    ...(sprec !== undefined && { sprec: parseSprec(sprec.code, sprec.version) }),
  };
}

/** What the laboratory does to specimens, over HTTP. */
export function handlingRoutes(app: FastifyInstance, http: BiobankHttp): void {
  derivationRoutes(app, http);
  laboratoryRoutes(app, http);
}

function derivationRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.post(
    '/api/biobank/specimens/:code/aliquots',
    {
      config: { act },
      schema: {
        summary: 'Pours a specimen into further tubes',
        params: byCode,
        body: z.object({ children: z.array(child).min(1).max(384) }),
        response: { 201: specimens },
      },
    },
    async (request, reply) =>
      reply.code(201).send(
        asJson({
          items: await aliquotSpecimen(deps, await scopeOf(request), request.params.code, request.body.children),
        }),
      ),
  );
  http.post(
    '/api/biobank/specimens/:code/derivatives',
    {
      config: { act },
      schema: {
        summary: 'Makes another material of a specimen',
        params: byCode,
        body: z.object({
          type: z.enum(materialNames),
          children: z
            .array(child.extend({ taken: amount }))
            .min(1)
            .max(384),
        }),
        response: { 201: specimens },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(asJson({ items: await deriveSpecimen(deps, await scopeOf(request), request.params.code, request.body) })),
  );
  http.post(
    '/api/biobank/pools',
    {
      config: { act },
      schema: {
        summary: 'Pours specimens together',
        body: z.object({
          parts: z
            .array(z.object({ code: z.string().min(1).max(120), taken: amount }))
            .min(2)
            .max(1000),
          child: child.omit({ taken: true }),
        }),
        response: { 201: specimenAnswer },
      },
    },
    async (request, reply) => {
      const { parts, child: pool } = request.body;
      return reply.code(201).send(asJson(await poolSpecimens(deps, await scopeOf(request), parts, pool)));
    },
  );
}

function laboratoryRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.post(
    '/api/biobank/specimens/:code/events',
    {
      config: { act },
      schema: {
        summary:
          'Records what was done to a specimen: thawed, used of, measured, relabelled, corrected, disposed of, lost, found',
        params: byCode,
        body: z.object({ handling, reason: z.string().trim().max(2000).optional() }),
        response: { 201: specimenAnswer },
      },
    },
    async (request, reply) => {
      const { handling: what, reason } = request.body;
      const answer = await handleSpecimen(deps, await scopeOf(request), request.params.code, handlingOf(what), {
        reason,
      });
      return reply.code(201).send(asJson(answer));
    },
  );
  http.post(
    '/api/biobank/runs',
    {
      config: { act },
      schema: {
        summary: 'Records an extraction or assay with its results',
        body: z.object({
          ...{
            kind: z.enum(runKindNames),
            method: z.string().trim().min(1).max(200),
            instrument: z.string().max(200).optional(),
          },
          performedAt: z.iso.datetime().optional(),
          samples: z
            .array(
              z.object({
                ...{ specimen: z.string().min(1).max(120), consumed: amount.optional() },
                product: z.object({ barcode: z.string().min(1).max(80).optional(), amount }).optional(),
                results: z.record(z.string().max(60), z.union([z.number(), z.string().max(200)])).optional(),
              }),
            )
            .min(1)
            .max(1000),
        }),
        response: {
          201: z.object({
            ...{ id: z.string(), kind: z.enum(runKindNames) },
            samples: z.array(z.object({ specimen: z.string(), product: z.string().nullable(), results: z.number() })),
          }),
        },
      },
    },
    async (request, reply) => {
      const { performedAt, ...run } = request.body;
      const given = { ...run, ...(performedAt !== undefined && { performedAt: new Date(performedAt) }) };
      return reply.code(201).send(await recordRun(deps, await scopeOf(request), given));
    },
  );
  http.post(
    '/api/biobank/labels',
    {
      config: { act },
      schema: {
        summary: 'Labels with a Data Matrix: ZPL for a label printer, or PDF',
        body: z.object({
          ...{ specimens: z.array(z.string().min(1).max(120)).min(1).max(1000), layout: z.enum(labelNames) },
          format: z.enum(['zpl', 'pdf']).default('zpl'),
        }),
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const { format, ...labels } = request.body;
      if (format === 'zpl') return reply.type('application/zpl').send(await makeZplLabels(deps, scope, labels));
      return reply.type('application/pdf').send(await makePdfLabels(deps, scope, labels));
    },
  );
}
