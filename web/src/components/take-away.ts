/** A cell of a table as it leaves the page. */
export type Cell = string | number | null | undefined;

function plain(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  return String(cell);
}

/** Rows as tab-separated text with a header line; tabs and line ends inside a cell become spaces. */
export function toTsv(head: string[], rows: Cell[][]): string {
  const line = (cells: Cell[]) => cells.map((cell) => plain(cell).replace(/[\t\r\n]+/g, ' ')).join('\t');
  return `${[head, ...rows].map(line).join('\n')}\n`;
}

/**
 * Rows as comma-separated text (RFC 4180) with a header line. A text that a spreadsheet would take for a formula gets
 * an apostrophe in front, so that opening the file runs nothing.
 */
export function toCsv(head: string[], rows: Cell[][]): string {
  const cellText = (cell: Cell) => {
    let text = plain(cell);
    if (typeof cell === 'string' && /^[=+@\t]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return `${[head, ...rows].map((cells) => cells.map(cellText).join(',')).join('\r\n')}\r\n`;
}

/** Offers a text as a file to keep. */
export function download(name: string, text: string, type: string): void {
  keepFile(name, new Blob([text], { type }));
}

/** Offers a file to keep. */
export function keepFile(name: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser needs the address until it has begun to write.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const drawn = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
];

/** A drawn picture as a file that looks the same elsewhere: computed styles become attributes, classes go. */
export function svgText(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const originals = picture.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, at) => {
    const style = getComputedStyle(originals[at]!);
    for (const property of drawn) element.setAttribute(property, style.getPropertyValue(property));
    for (const name of ['class', 'style', 'tabindex', 'data-tip']) element.removeAttribute(name);
  });
  const { width, height } = picture.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${Math.round(width)} ${Math.round(height)}`);
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', getComputedStyle(picture.closest('.panel') ?? document.body).backgroundColor);
  copy.prepend(paper);
  copy.removeAttribute('class');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${copy.outerHTML}\n`;
}
