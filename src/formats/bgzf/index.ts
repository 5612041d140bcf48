export * from './block.ts';
export * from './gzi.ts';
export * from './random-access.ts';
export * from './reader.ts';
export * from './scan.ts';
export * from './virtual-offset.ts';
export * from './writer.ts';
