import type { LabelSheet } from './label-sheet.ts';
import type { PdfGiven } from './tagged-pdf.ts';

export type { LabelSheet, PdfLabel } from './label-sheet.ts';
export type { PdfBlock, PdfGiven } from './tagged-pdf.ts';

// The library that draws is large: it is loaded with the first document.

/** A tagged PDF 1.7: structure, language and title for screen readers, text in an embedded font. */
export async function makePdf(given: PdfGiven): Promise<Buffer> {
  const { drawPdf } = await import('./tagged-pdf.ts');
  return await drawPdf(given);
}

/** One page a label, as label printers take it. Each symbol has its text beside it, for people and for screen readers. */
export async function makeLabelSheet(sheet: LabelSheet): Promise<Buffer> {
  const { drawLabelSheet } = await import('./label-sheet.ts');
  return await drawLabelSheet(sheet);
}
