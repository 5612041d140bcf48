/** What a box holds, compared with what was sent. */
export interface Compared {
  found: string[];
  missing: string[];
  extra: string[];
}

/** Compares scanned codes with the tubes of a shipment, one to one: a tube counts by its barcode or its id, once. */
export function compareScans(
  tubes: readonly { barcode: string; specimen: string }[],
  codes: readonly string[],
): Compared {
  const scanned = new Set(codes.map((code) => code.trim()).filter((code) => code !== ''));
  const there = tubes.filter((tube) => scanned.has(tube.barcode) || scanned.has(tube.specimen));
  const known = new Set(tubes.flatMap(({ barcode, specimen }) => [barcode, specimen]));
  return {
    found: there.map(({ barcode }) => barcode),
    missing: tubes.filter((tube) => !there.includes(tube)).map(({ barcode }) => barcode),
    extra: [...scanned].filter((code) => !known.has(code)),
  };
}
