import { bcfError } from './errors.ts';
import { endFloatBits, missingFloatBits, putFloat } from './float-text.ts';
import type { BcfHeader } from './header.ts';
import type { TextBuffer } from './text-buffer.ts';
import { putByte, putBytes, putInteger, reserve } from './text-buffer.ts';

// types of VCFv4.5 §6.3.3
const INT8 = 1;
const INT16 = 2;
const INT32 = 3;
const FLOAT = 5;
const CHAR = 7;
const widths: readonly number[] = [0, 1, 2, 4, 0, 4, 0, 1];
const DOT = 46;
const COMMA = 44;
const TAB = 9;

/** Decodes the records of one BCF file to lines of VCF text. */
export interface RecordDecoder {
  /**
   * Writes one record as a line with its line feed.
   *
   * @param bytes the file's bytes
   * @param start offset of the record's shared part, after the two lengths
   * @param record 1-based, for messages
   * @throws FormatError when the record does not fit its own lengths or the header
   */
  decode(
    bytes: Uint8Array,
    start: number,
    sharedBytes: number,
    individualBytes: number,
    record: number,
    out: TextBuffer,
  ): void;
}

/** A decoder for the records under a header (VCFv4.5 §6.3). */
export function makeRecordDecoder(header: BcfHeader, file?: string): RecordDecoder {
  const sampleCount = header.vcf.samples.length;
  let bytes: Uint8Array = new Uint8Array(0);
  let view = new DataView(bytes.buffer);
  let at = 0;
  let limit = 0;
  let record = 0;
  // the type and length last read
  let type = 0;
  let count = 0;
  // fields of the sample columns of one record
  let keys = new Int32Array(32);
  let types = new Int32Array(32);
  let counts = new Int32Array(32);
  let starts = new Int32Array(32);

  function malformed(what: string): Error {
    return bcfError('MALFORMED', what, record, file);
  }

  function take(size: number): number {
    const from = at;
    at += size;
    if (at > limit || size < 0) throw malformed('a value runs over the end of the record.');
    return from;
  }

  function readType(): void {
    const byte = bytes[take(1)]!;
    type = byte & 15;
    count = byte >> 4;
    if (count === 15) {
      const kind = bytes[take(1)]!;
      const size = kind >> 4;
      if (size !== 1) throw malformed('the length of a vector is not one integer.');
      count = integer(take(widths[kind & 15] ?? 0), kind & 15);
    }
    if (count < 0 || (count > 0 && !widths[type])) throw malformed(`a value has type ${type} and length ${count}.`);
  }

  function integer(offset: number, kind: number): number {
    if (kind === INT8) return view.getInt8(offset);
    if (kind === INT16) return view.getInt16(offset, true);
    if (kind === INT32) return view.getInt32(offset, true);
    throw malformed(`an integer has type ${kind}.`);
  }

  function typedInteger(): number {
    readType();
    if (count !== 1) throw malformed('an integer was expected.');
    return integer(take(widths[type]!), type);
  }

  function name(index: number): Uint8Array {
    const found = header.strings[index];
    if (!found) throw malformed(`the header has no key with index ${index}.`);
    return found;
  }

  function putName(out: TextBuffer, index: number): void {
    const found = name(index);
    putBytes(out, found, 0, found.length);
  }

  // `count` values of `type` at an offset, separated by commas; '.' for none
  function putValues(out: TextBuffer, offset: number, kind: number, values: number): void {
    if (kind === CHAR) {
      putText(out, offset, values);
      return;
    }
    let written = 0;
    reserve(out, values * 14 + 1);
    for (let i = 0; i < values; i++) {
      const from = offset + i * widths[kind]!;
      if (kind === FLOAT) {
        const bits = view.getUint32(from, true);
        if (bits === endFloatBits) break;
        if (written++ > 0) putByte(out, COMMA);
        if (bits === missingFloatBits) putByte(out, DOT);
        else {
          const value = view.getFloat32(from, true);
          if (Number.isNaN(value) && bits >>> 31) putByte(out, 45);
          putFloat(out, value);
        }
      } else {
        const value = integer(from, kind);
        const missing = kind === INT8 ? -128 : kind === INT16 ? -32768 : -2147483648;
        if (value === missing + 1) break;
        if (written++ > 0) putByte(out, COMMA);
        if (value === missing) putByte(out, DOT);
        else putInteger(out, value);
      }
    }
    if (written === 0) putByte(out, DOT);
  }

  // text is padded with zeros; 0x07 is the missing value
  function putText(out: TextBuffer, offset: number, size: number): void {
    let end = offset;
    while (end < offset + size && bytes[end] !== 0) end++;
    reserve(out, 1);
    if (end === offset || (end === offset + 1 && bytes[offset] === 7)) putByte(out, DOT);
    else putBytes(out, bytes, offset, end);
  }

  function putTypedText(out: TextBuffer): void {
    readType();
    const from = take(count);
    if (count > 0 && type !== CHAR) throw malformed('text was expected.');
    putText(out, from, count);
  }

  function putTab(out: TextBuffer): void {
    reserve(out, 2);
    putByte(out, TAB);
  }

  function putFilters(out: TextBuffer): void {
    readType();
    const from = take(count * widths[type]!);
    if (count === 0) putByte(out, DOT);
    for (let i = 0; i < count; i++) {
      if (i > 0) putByte(out, 59);
      const index = integer(from + i * widths[type]!, type);
      putName(out, index);
      reserve(out, 2);
    }
  }

  function putInfo(out: TextBuffer, entries: number): void {
    if (entries === 0) putByte(out, DOT);
    for (let i = 0; i < entries; i++) {
      reserve(out, 2);
      if (i > 0) putByte(out, 59);
      const key = typedInteger();
      putName(out, key);
      readType();
      const from = take(count * widths[type]!);
      if (count === 0 || header.flags[key]) continue;
      reserve(out, 2);
      putByte(out, 61);
      putValues(out, from, type, count);
    }
    reserve(out, 2);
  }

  function readFields(fields: number, samples: number): void {
    if (fields > keys.length) {
      keys = new Int32Array(fields);
      types = new Int32Array(fields);
      counts = new Int32Array(fields);
      starts = new Int32Array(fields);
    }
    for (let i = 0; i < fields; i++) {
      keys[i] = typedInteger();
      readType();
      types[i] = type;
      counts[i] = count;
      starts[i] = take(count * widths[type]! * samples);
    }
  }

  // Genotypes are allele number + 1, shifted by one, with the phase in the lowest bit (§6.3.3).
  function putGenotype(out: TextBuffer, offset: number, kind: number, alleles: number): void {
    const width = widths[kind]!;
    const end = kind === INT8 ? -127 : kind === INT16 ? -32767 : -2147483647;
    reserve(out, alleles * 12 + 2);
    let ploidy = 0;
    let unphased = false;
    for (; ploidy < alleles; ploidy++) {
      const value = integer(offset + ploidy * width, kind);
      if (value === end) break;
      if (ploidy > 0 && (value & 1) === 0) unphased = true;
    }
    if (ploidy === 0) {
      putByte(out, DOT);
      return;
    }
    // only a set bit says something: older programs never set that of the first allele
    if (header.firstPhase && unphased && integer(offset, kind) & 1) putByte(out, 124);
    for (let i = 0; i < ploidy; i++) {
      const value = integer(offset + i * width, kind);
      if (i > 0) putByte(out, value & 1 ? 124 : 47);
      const allele = (value >> 1) - 1;
      if (allele < 0) putByte(out, DOT);
      else putInteger(out, allele);
    }
  }

  function putSamples(out: TextBuffer, fields: number, samples: number): void {
    putTab(out);
    if (fields === 0) putByte(out, DOT);
    for (let i = 0; i < fields; i++) {
      if (i > 0) putByte(out, 58);
      putName(out, keys[i]!);
      reserve(out, 2);
    }
    for (let sample = 0; sample < samples; sample++) {
      putTab(out);
      if (fields === 0) putByte(out, DOT);
      for (let i = 0; i < fields; i++) {
        reserve(out, 2);
        if (i > 0) putByte(out, 58);
        const kind = types[i]!;
        const size = counts[i]!;
        const from = starts[i]! + sample * size * widths[kind]!;
        if (keys[i] === header.gtKey && kind !== CHAR && size > 0) putGenotype(out, from, kind, size);
        else if (size === 0) putByte(out, DOT);
        else putValues(out, from, kind, size);
      }
    }
  }

  return {
    decode(data, start, sharedBytes, individualBytes, number, out) {
      if (data !== bytes) {
        bytes = data;
        view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      }
      record = number;
      at = start;
      limit = start + sharedBytes;
      const fixed = take(24);
      const contigIndex = view.getInt32(fixed, true);
      const contig = header.contigs[contigIndex];
      if (!contig) throw malformed(`the header has no contig with index ${contigIndex}.`);
      const infos = view.getUint16(fixed + 16, true);
      const alleles = view.getUint16(fixed + 18, true);
      const samples = view.getUint32(fixed + 20, true) & 0xffffff;
      const fields = view.getUint8(fixed + 23);
      if (samples !== sampleCount) throw malformed(`it has ${samples} samples; the header has ${sampleCount}.`);
      putBytes(out, contig, 0, contig.length);
      putTab(out);
      putInteger(out, view.getInt32(fixed + 4, true) + 1);
      putTab(out);
      putTypedText(out);
      for (let i = 0; i < alleles; i++) {
        reserve(out, 2);
        putByte(out, i < 2 ? TAB : COMMA);
        putTypedText(out);
      }
      for (let i = alleles; i < 2; i++) {
        putTab(out);
        putByte(out, DOT);
      }
      putTab(out);
      putValues(out, fixed + 12, FLOAT, 1);
      putTab(out);
      putFilters(out);
      putTab(out);
      putInfo(out, infos);
      at = start + sharedBytes;
      limit = at + individualBytes;
      if (samples > 0) {
        readFields(fields, samples);
        putSamples(out, fields, samples);
      }
      reserve(out, 1);
      putByte(out, 10);
    },
  };
}
