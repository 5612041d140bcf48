import { FormatError } from '../error.ts';

/** What is met in a document, in its order. Names are without their prefix. */
export interface XmlHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const mostDepth = 64;
const longestToken = 1 << 20;

/** The text that entities stand for: the five of XML, and characters by number. @throws FormatError IDUN_XML */
function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));|&/g, (_all, hex, decimal, name) => {
    const code = hex !== undefined ? Number.parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : undefined;
    const found =
      code === undefined ? named[name as string] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    if (found === undefined) throw xmlError('an entity that is not one of XML’s own');
    return found;
  });
}

const xmlError = (found: string): FormatError =>
  new FormatError('IDUN_XML', `It is not the XML it should be: ${found}.`);

const withoutPrefix = (name: string): string => name.slice(name.indexOf(':') + 1);

function readTag(tag: string): { name: string; attributes: Record<string, string> } {
  const [, name = '', rest = ''] = /^([^\s/>]+)([\s\S]*)$/.exec(tag) ?? [];
  const attributes: Record<string, string> = {};
  for (const [, key, double, single] of rest.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes[withoutPrefix(key!)] = decode(double ?? single ?? '');
  }
  return { name: withoutPrefix(name), attributes };
}

/**
 * Reads XML as programs exchange it, in pieces and in constant memory. A document type is refused, so nothing in the file can
 * swell it or reach outside; there is no other way than XML's own entities.
 * @throws FormatError IDUN_XML
 */
export async function readXml(chunks: AsyncIterable<string>, handler: XmlHandler): Promise<void> {
  const reader = makeXmlReader(handler);
  for await (const chunk of chunks) reader.write(chunk);
  reader.end();
}

/** The same, given its text piece by piece. */
export function makeXmlReader({ open, text, close }: XmlHandler): { write(chunk: string): void; end(): void } {
  let rest = '';
  const depth: string[] = [];
  function take(tag: string): void {
    if (tag.startsWith('/')) {
      const name = withoutPrefix(tag.slice(1).trim());
      if (depth.pop() !== name) throw xmlError(`</${name.slice(0, 40)}> closes nothing`);
      close?.(name);
      return;
    }
    const empty = tag.endsWith('/');
    const { name, attributes } = readTag(empty ? tag.slice(0, -1) : tag);
    if (name === '') throw xmlError('a tag without a name');
    open?.(name, attributes);
    if (empty) close?.(name);
    else if (depth.push(name) > mostDepth) throw xmlError('it is nested too deep');
  }
  // Where what begins at `at` ends; -1 when that has not come yet.
  function endOf(at: number): { end: number; skip: number; kind: 'comment' | 'cdata' | 'other' | 'tag' } {
    const of = (mark: string, kind: 'comment' | 'cdata' | 'other') => ({
      end: rest.indexOf(mark, at + 2),
      skip: mark.length,
      kind,
    });
    if (rest.startsWith('<!--', at)) return of('-->', 'comment');
    if (rest.startsWith('<![CDATA[', at)) return of(']]>', 'cdata');
    if (rest.startsWith('<?', at)) return of('?>', 'other');
    if (rest.startsWith('<!D', at)) throw xmlError('a document type');
    if (rest.startsWith('<!', at) && rest.length - at < 9) return { end: -1, skip: 0, kind: 'other' };
    return { end: tagEnd(rest, at), skip: 1, kind: 'tag' };
  }
  return {
    write(chunk) {
      rest += chunk;
      let at = 0;
      for (;;) {
        const next = rest.indexOf('<', at);
        if (next < 0) break;
        if (next > at && depth.length > 0) text?.(decode(rest.slice(at, next)));
        at = next;
        const { end, skip, kind } = endOf(at);
        if (end < 0) break;
        if (kind === 'tag') take(rest.slice(at + 1, end));
        else if (kind === 'cdata') text?.(rest.slice(at + 9, end));
        at = end + skip;
      }
      rest = rest.slice(at);
      if (rest.length > longestToken) throw xmlError('a piece without end');
    },
    end() {
      if (depth.length > 0 || rest.includes('<')) throw xmlError('it ends too early');
    },
  };
}

// A tag ends at the first > that is outside quotes.
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let i = from + 1; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return i;
  }
  return -1;
}
