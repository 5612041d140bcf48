export {
  checkConsent,
  consentProofs,
  type GateAnswer,
  type GateQuestion,
  type GateStage,
  openSpecimens,
  type Refusal,
  refusedSpecimens,
  type TubeProof,
} from './consent-gate.ts';
export type { PermitDeps } from './deps.ts';
export { changePermit, endPermit, keepCases, revokePart, type Upkeep } from './end.ts';
export { errors as permitErrors } from './errors.ts';
export { type IssueRequest, issuePermit } from './issue.ts';
export { listPermits, type PermitInList } from './list.ts';
export { permitMigrations } from './migrations.ts';
export type { PermitContent, PermitDetail } from './model.ts';
export { listProjects, type ProjectFilter, type PublicProject, showProject } from './projects.ts';
export { type PermitNeed, requirePermit } from './require-permit.ts';
export { basisOfChange, type ShownPermit, showPermit } from './show.ts';
export { type PermitState, permitMachine } from './status.ts';
export { activeOf } from './store.ts';
export { permitsForTubes, permitsWithTubes } from './tubes.ts';
export { visaKeys, visasOf } from './visas.ts';
