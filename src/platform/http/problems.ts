import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { type Logger, maskCpr } from '../logging/index.ts';
import { Problem, toProblem } from '../problem/index.ts';
import { errors } from './errors.ts';

function fromFastify(error: FastifyError): Problem | undefined {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const wrong = error.validation.map((issue) => ({
      where: `${error.validationContext ?? 'request'}${issue.instancePath.replaceAll('/', '.')}`,
      what: issue.message ?? 'not valid',
    }));
    const detail = wrong.map((issue) => `${issue.where}: ${issue.what}`).join('; ');
    return new Problem(errors.badRequest, `${detail}.`, { errors: wrong });
  }
  if (error instanceof Problem || isResponseSerializationError(error)) return undefined;
  if (error.statusCode === 429) {
    return new Problem(errors.tooMany, error.message, { action: 'Wait as long as Retry-After says.' });
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new Problem({ ...errors.badRequest, status: error.statusCode }, error.message);
  }
  return undefined;
}

/** What an error thrown for a request tells whoever asked. */
export function problemOf(error: FastifyError): Problem {
  return fromFastify(error) ?? toProblem(error);
}

/** Sends a Problem as RFC 9457 `application/problem+json`. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  // The body is written here: the route's own response schema describes other answers. A refusal often repeats what was asked for.
  const body = maskCpr(JSON.stringify(problem));
  return reply.code(problem.status).type('application/problem+json').serializer(String).send(body);
}

/** Every error of a route becomes a problem document; unexpected ones are logged and say nothing of the inside. */
export function registerProblems(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    return sendProblem(reply, problem);
  });
}

/** The problem of an address that leads nowhere. It does not repeat the address, which may hold anything. */
export function notFound(): Problem {
  return new Problem(errors.notFound, 'No page or service has this address.', {
    action: 'The list of services is at /api/openapi.json.',
  });
}
