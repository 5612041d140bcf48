import PDFDocument from 'pdfkit';
import { registerFonts } from './fonts.ts';

/** A piece of a document, in reading order. */
export type PdfBlock =
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'table'; head: readonly string[]; rows: readonly (readonly string[])[]; widths?: readonly number[] };

export interface PdfGiven {
  title: string;
  /** RFC 5646, for example `da`. */
  language: string;
  blocks: readonly PdfBlock[];
  /** The line below each page. */
  footer(page: number, pages: number): string;
  madeAt: Date;
}

const margin = 50;
const sizes = { 1: 20, 2: 14, 3: 11 } as const;
const roles = { 1: 'H1', 2: 'H2', 3: 'H3' } as const;
const ink = '#1a1f24';
const rule = '#c5ccd3';
const pad = 4;

// Letters outside the embedded font would be drawn as boxes.
const drawable = (text: string): string => text.replace(/[^\u0020-\u00ff–—’‘“”…\u20ac\n]/g, '?');

/** Writes one document; content and structure are made in the same order. */
class Writer {
  private readonly doc: PDFKit.PDFDocument;
  private readonly root: PDFKit.PDFStructureElement;

  constructor(given: PdfGiven) {
    this.doc = new PDFDocument({
      size: 'A4',
      margins: { top: margin, bottom: margin + 20, left: margin, right: margin },
      pdfVersion: '1.7',
      tagged: true,
      lang: given.language,
      displayTitle: true,
      bufferPages: true,
      info: { Title: given.title, Producer: 'Idun', Creator: 'Idun', CreationDate: given.madeAt },
    });
    registerFonts(this.doc);
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
  }

  private get width(): number {
    return this.doc.page.width - 2 * margin;
  }

  private get bottom(): number {
    return this.doc.page.height - margin - 20;
  }

  private room(height: number): boolean {
    if (this.doc.y + height <= this.bottom) return false;
    this.doc.addPage();
    return true;
  }

  private marked(role: string, write: () => void): PDFKit.PDFStructureElement {
    const content = this.doc.markStructureContent(role);
    write();
    this.doc.endMarkedContent();
    return this.doc.struct(role, {}, [content]);
  }

  private artifact(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.doc.endMarkedContent();
  }

  write(block: PdfBlock): void {
    if (block.kind === 'table') this.table(block);
    else if (block.kind === 'heading') this.heading(block);
    else this.text(block.text);
  }

  private heading({ level, text }: { level: 1 | 2 | 3; text: string }): void {
    this.doc.font('strong').fontSize(sizes[level]).fillColor(ink);
    // A heading stays with what it is of.
    this.room(sizes[level] + 60);
    if (level > 1) this.doc.moveDown(0.6);
    this.root.add(
      this.marked(roles[level], () => this.doc.text(drawable(text), margin, this.doc.y, { width: this.width })),
    );
    this.doc.moveDown(0.3);
  }

  private text(text: string): void {
    this.doc.font('text').fontSize(10).fillColor(ink);
    const lines = drawable(text);
    this.room(this.doc.heightOfString(lines, { width: this.width }));
    this.root.add(this.marked('P', () => this.doc.text(lines, margin, this.doc.y, { width: this.width })));
    this.doc.moveDown(0.4);
  }

  private table({ head, rows, widths }: Extract<PdfBlock, { kind: 'table' }>): void {
    const shares = widths ?? head.map(() => 1);
    const sum = shares.reduce((a, b) => a + b, 0);
    const columns = shares.map((share) => (share / sum) * this.width);
    const table = this.doc.struct('Table');
    this.root.add(table);
    this.row(table, head, columns, 'TH');
    for (const row of rows) this.row(table, row, columns, 'TD', head);
    table.end();
    this.doc.moveDown(0.5);
  }

  private row(
    table: PDFKit.PDFStructureElement,
    cells: readonly string[],
    columns: readonly number[],
    role: 'TH' | 'TD',
    head: readonly string[] = [],
  ): void {
    const face = role === 'TH' ? 'strong' : 'text';
    this.doc.font(face).fontSize(9).fillColor(ink);
    const texts = cells.map(drawable);
    const heights = texts.map((text, i) => this.doc.heightOfString(text || ' ', { width: columns[i]! - 2 * pad }));
    const height = Math.min(Math.max(...heights) + 2 * pad, this.bottom - margin);
    // On a new page the head is drawn again, for the eye only.
    if (this.room(height) && role === 'TD') this.artifact(() => this.cells(head.map(drawable), columns, 'strong'));
    this.doc.font(face).fontSize(9);
    const top = this.doc.y;
    const line = this.doc.struct('TR');
    table.add(line);
    let x = margin;
    texts.forEach((text, i) => {
      const at = x + pad;
      line.add(
        this.marked(role, () =>
          this.doc.text(text, at, top + pad, { width: columns[i]! - 2 * pad, height: height - 2 * pad }),
        ),
      );
      x += columns[i]!;
    });
    line.end();
    this.artifact(() =>
      this.doc
        .moveTo(margin, top + height)
        .lineTo(margin + this.width, top + height)
        .lineWidth(0.5)
        .stroke(rule),
    );
    this.doc.x = margin;
    this.doc.y = top + height;
  }

  private cells(texts: readonly string[], columns: readonly number[], face: string): void {
    this.doc.font(face).fontSize(9).fillColor(ink);
    const top = this.doc.y;
    let x = margin;
    let low = top;
    texts.forEach((text, i) => {
      this.doc.text(text, x + pad, top + pad, { width: columns[i]! - 2 * pad });
      low = Math.max(low, this.doc.y);
      x += columns[i]!;
    });
    this.doc.y = low + pad;
  }

  /** Ends the document. */
  async end(footer: PdfGiven['footer']): Promise<Buffer> {
    const { start, count } = this.doc.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      this.doc.switchToPage(page);
      this.doc.page.margins.bottom = 0;
      this.artifact(() => {
        this.doc.font('text').fontSize(8).fillColor('#5b6670');
        this.doc.text(drawable(footer(page + 1, count)), margin, this.doc.page.height - 40, {
          width: this.width,
          lineBreak: false,
        });
      });
    }
    this.root.end();
    const parts: Buffer[] = [];
    const finished = new Promise<void>((done, failed) => {
      this.doc.on('data', (part: Buffer) => parts.push(part));
      this.doc.on('end', done);
      this.doc.on('error', failed);
    });
    this.doc.end();
    await finished;
    return Buffer.concat(parts);
  }
}

/** Draws a document block by block. */
export async function drawPdf(given: PdfGiven): Promise<Buffer> {
  const writer = new Writer(given);
  for (const block of given.blocks) writer.write(block);
  return await writer.end(given.footer);
}
