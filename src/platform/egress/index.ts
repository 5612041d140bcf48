export * from './egress.ts';
export * from './egress-log.ts';
