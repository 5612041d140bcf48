/** BCF 2.1 and 2.2: decoded to VCF text, as `bcftools view` writes it, so that one path reads both formats. */
export type { BcfHeader } from './header.ts';
export type { BcfOptions, BcfReader } from './stream.ts';
export { bcfToVcf, isBcf, makeBcfReader } from './stream.ts';
