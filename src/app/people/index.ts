export { mergeFollowers, mergeIdentities, unmergeIdentities } from './merge-identities.ts';
export { peopleRoutes } from './routes.ts';
