export { type LabelSheet, makeLabelSheet, type PdfLabel } from './label-sheet.ts';
export { makePdf, type PdfBlock, type PdfGiven } from './tagged-pdf.ts';
