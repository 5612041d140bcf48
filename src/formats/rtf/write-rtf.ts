/** A part of a document to be filled in with any word processor. */
export type RtfBlock =
  | { title: string }
  | { heading: string }
  | { text: string }
  | { hint: string }
  | { blank: number };

/** A text as RTF has it: its own signs escaped, what is not ASCII by its number in UTF-16, with a sign for readers that know none. */
function escapeText(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x0a) out += '\\line ';
    else if (code < 0x20) continue;
    else if (code > 0x7e) out += `\\u${code > 0x7fff ? code - 0x10000 : code}?`;
    else out += '\\{}'.includes(text[i]!) ? `\\${text[i]}` : text[i];
  }
  return out;
}

const paragraph = (look: string, text: string): string => `{\\pard ${look} ${escapeText(text)}\\par}\n`;

function write(block: RtfBlock): string {
  if ('title' in block) return paragraph('\\sa240\\b\\fs36\\outlinelevel0', block.title);
  if ('heading' in block) return paragraph('\\sb240\\sa60\\keepn\\b\\fs26\\outlinelevel1', block.heading);
  if ('hint' in block) return paragraph('\\sa60\\keepn\\i\\cf1\\fs20', block.hint);
  if ('text' in block) return paragraph('\\sa120\\fs22', block.text);
  return '{\\pard \\fs22\\par}\n'.repeat(block.blank);
}

const languageCodes = { da: 1030, en: 2057 } as const;

/** Writes a document as RTF 1.5, which every word processor opens and none can run anything from. */
export function writeRtf(blocks: readonly RtfBlock[], language: 'da' | 'en'): string {
  const head = `{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0\\deflang${languageCodes[language]}{\\fonttbl{\\f0\\fswiss Arial;}}{\\colortbl;\\red90\\green90\\blue90;}\n`;
  return `${head}\\paperw11906\\paperh16838\\margl1134\\margr1134\\margt1134\\margb1134\n${blocks.map(write).join('')}}\n`;
}
