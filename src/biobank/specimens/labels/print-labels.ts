import { z } from 'zod';
import { encodeDataMatrix } from '../../../formats/datamatrix/index.ts';
import { makeLabelSheet } from '../../../formats/pdf/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { type LabelName, labelLayouts, labelNames } from './layouts.ts';
import { formatZpl } from './zpl.ts';

/** What is printed on one label: the code in its symbol, and lines beside it. */
export interface LabelText {
  code: string;
  lines: readonly string[];
  /** What it is for, to be named when the code cannot be printed. */
  of: string;
}

/** Labels as they leave, with their media type. */
export interface PrintedLabels {
  type: 'application/zpl' | 'application/pdf';
  body: string | Buffer;
}

/** What every route that prints labels is asked. */
export const labelRequest = { layout: z.enum(labelNames), format: z.enum(['zpl', 'pdf']).default('zpl') };

/**
 * Labels with a Data Matrix: ZPL for a label printer, or PDF with one page each, in the size of the label.
 * @throws Problem IDUN_LABEL_REFUSED
 */
export async function printLabels(
  texts: readonly LabelText[],
  given: { layout: LabelName; format: 'zpl' | 'pdf'; madeAt: Date },
): Promise<PrintedLabels> {
  const layout = labelLayouts[given.layout];
  const labels = texts.map(({ code, lines, of }) => {
    try {
      return {
        symbol: encodeDataMatrix(code, { shape: layout.shape }),
        lines: lines.filter((line) => line !== '').slice(0, layout.lines),
      };
    } catch (cause) {
      const detail = 'A barcode is too long, or not of Latin letters.';
      throw new Problem(errors.label, detail, { specimen: of }, { cause });
    }
  });
  if (given.format === 'zpl') {
    const body = labels.map(({ symbol, lines }) => formatZpl(symbol, lines, layout)).join('');
    return { type: 'application/zpl', body };
  }
  const { width, height } = layout;
  const { madeAt } = given;
  const body = await makeLabelSheet({ width, height, labels, title: 'Labels', language: 'en', madeAt });
  return { type: 'application/pdf', body };
}
