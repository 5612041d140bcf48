export { type RtfBlock, writeRtf } from './write-rtf.ts';
