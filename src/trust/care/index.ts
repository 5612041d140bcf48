export type { CareDeps } from './deps.ts';
export { listOpenings, openInEmergency, reviewOpening } from './emergency.ts';
export { careMigrations } from './migrations.ts';
export { type CareRelation, type EmergencyOpening, type RelationKind, relationKindNames } from './model.ts';
export * from './patients.ts';
export { beginRelation, endRelation, listRelations } from './relations.ts';
