export { jobMigrations } from './migrations.ts';
export * from './queue.ts';
export { type RunJobsOptions, runJobs, type Task, type TaskContext } from './runner.ts';
