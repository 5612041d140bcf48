export * from './bitmap.ts';
export * from './count-kernel.ts';
export * from './genotype-kernel.ts';
export * from './kinship-kernel.ts';
export { infoKind, type PlainInfoKey, plainColumn, type RecordScanner } from './record-scanner.ts';
export * from './register-kernel.ts';
export { MOST_PACKED_ROWS, PACKED_ROWS, type RowPacker, unpackRows } from './row-packer.ts';
export * from './table-kernel.ts';
export { mostSharedBytes, type SharedMemory } from './wasm.ts';
