import type { ProblemSpec } from '../problem/index.ts';

export const errors = {
  badHost: { code: 'IDUN_HOST_REFUSED', status: 421, title: 'This server does not answer under that name.' },
  badOrigin: { code: 'IDUN_ORIGIN_REFUSED', status: 403, title: 'A page of another site may not do this.' },
  badToken: { code: 'IDUN_TOKEN_REFUSED', status: 401, title: 'The token is not accepted.' },
  badRequest: { code: 'IDUN_REQUEST_INVALID', status: 400, title: 'The request is not in order.' },
  notFound: { code: 'IDUN_NOT_FOUND', status: 404, title: 'There is nothing here.' },
  tooMany: { code: 'IDUN_TOO_MANY_REQUESTS', status: 429, title: 'Too many requests in a short time.' },
  tls: { code: 'IDUN_TLS_BAD', status: 400, title: 'The certificate of the server cannot be used.' },
} as const satisfies Record<string, ProblemSpec>;
