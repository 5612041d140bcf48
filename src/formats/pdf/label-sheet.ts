import PDFDocument from 'pdfkit';
import { registerFonts } from './fonts.ts';

/** A label: a symbol of square modules beside lines of text, the first of them strong. */
export interface PdfLabel {
  symbol: { rows: number; columns: number; dark(row: number, column: number): boolean };
  lines: readonly string[];
}

export interface LabelSheet {
  /** Size of a label, in millimetres. */
  width: number;
  height: number;
  labels: readonly PdfLabel[];
  title: string;
  language: string;
  madeAt: Date;
}

const points = (millimetres: number): number => (millimetres * 72) / 25.4;

/** Draws one page a label. */
export async function drawLabelSheet({ width, height, labels, title, language, madeAt }: LabelSheet): Promise<Buffer> {
  const page: [number, number] = [points(width), points(height)];
  const doc = new PDFDocument({
    ...{
      size: page,
      margin: 0,
      autoFirstPage: false,
      pdfVersion: '1.7',
      tagged: true,
      lang: language,
      displayTitle: true,
    },
    info: { Title: title, Producer: 'Idun', Creator: 'Idun', CreationDate: madeAt },
  });
  registerFonts(doc);
  const root = doc.struct('Document');
  doc.addStructure(root);
  for (const label of labels) {
    doc.addPage();
    root.add(drawLabel(doc, label, page));
  }
  root.end();
  const parts: Buffer[] = [];
  const finished = new Promise<void>((done, failed) => {
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', done);
    doc.on('error', failed);
  });
  doc.end();
  await finished;
  return Buffer.concat(parts);
}

function drawLabel(doc: PDFKit.PDFDocument, { symbol, lines }: PdfLabel, [width, height]: [number, number]) {
  const edge = points(1);
  // A module more on each side is the quiet zone that a scanner needs.
  const module = Math.min((height - 2 * edge) / (symbol.rows + 2), width / 2 / (symbol.columns + 2));
  const top = (height - module * symbol.rows) / 2;
  doc.markContent('Artifact', { type: 'Layout' });
  doc.fillColor('#000000');
  for (let row = 0; row < symbol.rows; row++) {
    for (let column = 0; column < symbol.columns; column++) {
      if (symbol.dark(row, column)) doc.rect(edge + module * (column + 1), top + module * row, module, module);
    }
  }
  doc.fill();
  doc.endMarkedContent();
  const left = edge + module * (symbol.columns + 3);
  const size = Math.min(7, (height - 2 * edge) / (lines.length * 1.25));
  const content = doc.markStructureContent('P');
  lines.forEach((line, i) => {
    doc.font(i === 0 ? 'strong' : 'text').fontSize(size);
    doc.text(line, left, edge + i * size * 1.25, {
      width: width - left - edge,
      height: size * 1.25,
      lineBreak: false,
      ellipsis: true,
    });
  });
  doc.endMarkedContent();
  return doc.struct('P', {}, [content]);
}
