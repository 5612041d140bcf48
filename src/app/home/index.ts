export { homeMigrations } from './migrations.ts';
export { homeRoutes } from './routes.ts';
