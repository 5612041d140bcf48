export { normaliseVariant } from './normalise-variant.ts';
export * from './variant-text.ts';
