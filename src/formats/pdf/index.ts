export { makePdf, type PdfBlock, type PdfGiven } from './tagged-pdf.ts';
