export { type LocalCopy, signatureOf } from './local-copy.ts';
export { type GivenFile, type PreparedFile, prepareFiles } from './prepare-files.ts';
export { requireFile } from './require-file.ts';
