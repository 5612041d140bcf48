import { inflateSync } from 'node:zlib';

// Objects by number: the dictionary as text, and the stream inflated.
function readObjects(pdf: Buffer): Map<number, { text: string; stream: string }> {
  const source = pdf.toString('latin1');
  const objects = new Map<number, { text: string; stream: string }>();
  for (const [, number, body] of source.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const at = body!.indexOf('stream\n');
    const text = at < 0 ? body! : body!.slice(0, at);
    const raw = at < 0 ? '' : body!.slice(at + 7, body!.lastIndexOf('\nendstream'));
    const stream = text.includes('/FlateDecode') ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw;
    objects.set(Number(number), { text, stream });
  }
  return objects;
}

const utf16 = (hex: string): string => Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');

// Glyph numbers to letters, as the font says to readers that copy text.
function readUnicodeMap(cmap: string): Map<number, string> {
  const letters = new Map<number, string>();
  for (const [, first, , list] of cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi)) {
    [...list!.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex], i) => {
      letters.set(Number.parseInt(first!, 16) + i, utf16(hex!));
    });
  }
  return letters;
}

const referenceOf = (text: string, name: string): number =>
  Number(new RegExp(`/${name} (\\d+) 0 R`).exec(text)?.[1] ?? Number.NaN);

/**
 * The words of a document that `makePdf` or `makeLabelSheet` made, page by page and in the order in which they are drawn, as a
 * reader would copy them (ISO 32000-1, 9.10: ToUnicode). For tests: what a PDF says, not only that it is one.
 * @returns each run of text on a line of its own
 */
export function readPdfText(pdf: Buffer): string {
  const objects = readObjects(pdf);
  const at = (number: number) => objects.get(number) ?? { text: '', stream: '' };
  const lines: string[] = [];
  for (const page of objects.values()) {
    if (!/\/Type \/Page\n/.test(page.text)) continue;
    const resources = at(referenceOf(page.text, 'Resources')).text;
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, number]) => {
        return [name!, readUnicodeMap(at(referenceOf(at(Number(number)).text, 'ToUnicode')).stream)];
      }),
    );
    let letters = new Map<number, string>();
    for (const [, font, shown] of at(referenceOf(page.text, 'Contents')).stream.matchAll(
      /\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g,
    )) {
      if (font !== undefined) letters = fonts.get(font) ?? new Map();
      else {
        const codes = [...shown!.matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex]) => hex!.match(/.{4}/g) ?? []);
        lines.push(codes.map((code) => letters.get(Number.parseInt(code, 16)) ?? '\ufffd').join(''));
      }
    }
  }
  return lines.join('\n');
}
