import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const resolve = createRequire(import.meta.url).resolve;
const font = (weight: number): Buffer =>
  readFileSync(resolve(`@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-${weight}-normal.woff`));

/** Embeds the faces `text` and `strong`. */
export function registerFonts(doc: PDFKit.PDFDocument): void {
  doc.registerFont('text', font(400));
  doc.registerFont('strong', font(600));
}
