/** A place in a BGZF file: the block's file offset and the byte within its uncompressed content (SAMv1 §4.1.1). */
export interface VirtualOffset {
  readonly block: number;
  readonly within: number;
}

/** The 64-bit number that indexes store. */
export function packVirtualOffset({ block, within }: VirtualOffset): bigint {
  return (BigInt(block) << 16n) | BigInt(within);
}

export function unpackVirtualOffset(packed: bigint): VirtualOffset {
  return { block: Number(packed >> 16n), within: Number(packed & 0xffffn) };
}
