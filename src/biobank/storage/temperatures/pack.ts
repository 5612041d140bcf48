/** A reading as it is packed: seconds and hundredths of a degree, whole numbers both. */
export interface PackedReading {
  second: number;
  hundredths: number;
}

// Small differences either way become small whole numbers: 0, −1, 1, −2 … are 0, 1, 2, 3 …
const fold = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unfold = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/** Packs readings in order of time: differences from the reading before, seven bits a byte. */
export function packReadings(readings: readonly PackedReading[]): Buffer {
  const bytes: number[] = [];
  const write = (value: number): void => {
    let rest = value;
    while (rest > 127) {
      bytes.push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    bytes.push(rest);
  };
  let second = 0;
  let step = 0;
  let hundredths = 0;
  for (const reading of readings) {
    const next = reading.second - second;
    // A thermometer keeps its pace: what is written is how much the pace changed.
    write(fold(next - step));
    write(fold(reading.hundredths - hundredths));
    step = next;
    ({ second, hundredths } = reading);
  }
  return Buffer.from(bytes);
}

/** The readings that were packed. */
export function unpackReadings(packed: Uint8Array): PackedReading[] {
  const readings: PackedReading[] = [];
  let at = 0;
  const read = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = packed[at++]!;
      value += (byte % 128) * scale;
      if (byte < 128) return unfold(value);
      scale *= 128;
    }
  };
  let second = 0;
  let step = 0;
  let hundredths = 0;
  while (at < packed.length) {
    step += read();
    second += step;
    hundredths += read();
    readings.push({ second, hundredths });
  }
  return readings;
}
