export { type PlacedResource, readResources } from './read-resources.ts';
export * from './resource.ts';
