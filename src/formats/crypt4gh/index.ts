export * from './decrypt.ts';
export * from './edit-list.ts';
export * from './encrypt.ts';
export * from './header.ts';
export * from './key-files.ts';
export { generateKeyPair, type KeyPair, publicKeyOf } from './keys.ts';
export * from './random-access.ts';
export { segmentCipherSize, segmentPlainSize } from './segment.ts';
