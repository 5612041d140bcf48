export * from './builds.ts';
export * from './names.ts';
export * from './recognise.ts';
