export * from './inflate.ts';
export * from './lines.ts';
export * from './open.ts';
export * from './sniff.ts';
