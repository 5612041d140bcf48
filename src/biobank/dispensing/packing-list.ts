import { makePdf } from '../../formats/pdf/index.ts';
import { marksOf } from './packing-rules.ts';
import type { Shipment } from './shipments.ts';

type Language = 'da' | 'en';

const words = {
  da: {
    title: 'Pakkeliste',
    from: 'Fra',
    to: 'Til',
    responsible: 'Ansvarlig',
    project: 'Projekt',
    marks: 'Mærkning på den ydre emballage',
    contents: 'Indhold',
    head: ['Nr.', 'Stregkode', 'Materiale', 'Mængde', 'Modtaget'],
    packing:
      'Tætte primære rør, absorberende materiale, tæt sekundær emballage og stiv ydre emballage (mindst 10 × 10 cm, romben mindst 5 cm).',
    check: 'Skan hvert rør ved modtagelsen. Rør der mangler eller er for mange meldes til afsenderen samme dag.',
    page: (page: number, pages: number) => `side ${page} af ${pages}`,
  },
  en: {
    title: 'Packing list',
    from: 'From',
    to: 'To',
    responsible: 'Responsible',
    project: 'Project',
    marks: 'Marks on the outer packaging',
    contents: 'Contents',
    head: ['No.', 'Barcode', 'Material', 'Amount', 'Received'],
    packing:
      'Leak-proof primary tubes, absorbent, leak-proof secondary and rigid outer packaging (at least 10 × 10 cm, diamond at least 5 cm).',
    check: 'Scan each tube on arrival. Report missing or additional tubes to the sender the same day.',
    page: (page: number, pages: number) => `page ${page} of ${pages}`,
  },
} as const;

/** The list that lies between the secondary and the outer packaging. It names tubes and no people. */
export async function makePackingList(shipment: Shipment, language: Language = 'da'): Promise<Buffer> {
  const text = words[language];
  const amount = (value: number, unit: string): string => `${value} ${unit === 'ul' ? 'µl' : unit}`;
  const rows = shipment.tubes.map((tube, i) => [
    `${i + 1}`,
    tube.barcode,
    tube.type,
    amount(tube.amount, tube.unit),
    '',
  ]);
  return await makePdf({
    title: `${text.title} ${shipment.id}`,
    language,
    madeAt: shipment.packedAt,
    footer: (page, pages) => `${shipment.id} · ${text.page(page, pages)}`,
    blocks: [
      { kind: 'heading', level: 1, text: `${text.title} ${shipment.id}` },
      { kind: 'text', text: `${text.from}: ${shipment.biobank}` },
      { kind: 'text', text: `${text.to}: ${shipment.recipient}, ${shipment.address}` },
      { kind: 'text', text: `${text.responsible}: ${shipment.responsible}, ${shipment.phone}` },
      { kind: 'text', text: `${text.project}: ${shipment.project}` },
      { kind: 'heading', level: 2, text: text.marks },
      ...marksOf(shipment).map((mark) => ({ kind: 'text' as const, text: mark })),
      { kind: 'text', text: text.packing },
      { kind: 'heading', level: 2, text: `${text.contents} (${rows.length})` },
      { kind: 'table', head: text.head, rows, widths: [1, 4, 3, 2, 2] },
      { kind: 'text', text: text.check },
    ],
  });
}
