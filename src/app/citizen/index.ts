export { citizenRoutes } from './routes.ts';
