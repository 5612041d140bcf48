export { type DataMatrix, type DataMatrixOptions, encodeDataMatrix } from './encode.ts';
