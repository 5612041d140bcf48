export { buildHttp, type HttpDeps } from './build-http.ts';
export { errors as httpErrors } from './errors.ts';
export type { Readiness } from './health.ts';
export { type LimitName, type Limits, limitClasses } from './limits.ts';
export { type LimitSharing, shareOverDatabase } from './limits-sharing.ts';
export { notFound, sendProblem } from './problems.ts';
export {
  clearSessionCookie,
  clearSignInCookie,
  type RequestSession,
  readSignInCookie,
  readToken,
  type SessionSource,
  setSessionCookie,
  setSignInCookie,
} from './session-cookie.ts';
export { readTlsFiles, type TlsFiles } from './tls.ts';
