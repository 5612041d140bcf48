export { buildHttp, type HttpDeps } from './build-http.ts';
export { errors as httpErrors } from './errors.ts';
export type { Readiness } from './health.ts';
export { notFound, sendProblem } from './problems.ts';
export {
  clearSessionCookie,
  type RequestSession,
  readToken,
  type SessionSource,
  setSessionCookie,
} from './session-cookie.ts';
