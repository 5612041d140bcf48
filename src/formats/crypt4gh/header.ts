import { crypt4ghError } from './errors.ts';
import { generateKeyPair, publicKeyOf, sharedKey } from './keys.ts';
import { macSize, nonceSize, seal, unseal } from './segment.ts';

/** Crypt4GH v1 §3.2: magic, version, packet count, then packets. */
const magic = Buffer.from('crypt4gh', 'latin1');
const fixedSize = 16;
const packetFixedSize = 4 + 4 + 32 + nonceSize + macSize;
/** No honest header is longer; a longer one would only fill the memory. */
const longestHeader = 1 << 24;
const dataKeyPacket = 0;
const editListPacket = 1;

/** What the header says to one reader. */
export interface OpenedHeader {
  /** Data keys, 32 bytes each, at least one. */
  readonly dataKeys: readonly Uint8Array[];
  /** Lengths to discard and keep in turn, when the header has an edit list (§4.2). */
  readonly editList?: readonly number[];
}

/**
 * Length of the header at the start of a file, or null when more bytes are needed to know.
 * @throws FormatError IDUN_CRYPT4GH_HEADER when it is not Crypt4GH version 1
 */
export function headerSize(bytes: Uint8Array): number | null {
  const known = Math.min(bytes.length, magic.length);
  if (!magic.subarray(0, known).equals(bytes.subarray(0, known))) {
    throw crypt4ghError('HEADER', 'The file does not begin as a Crypt4GH file.', 'the letters crypt4gh');
  }
  if (bytes.length < fixedSize) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version !== 1) throw crypt4ghError('HEADER', `The file is Crypt4GH version ${version}.`, 'version 1');
  let at = fixedSize;
  for (let packets = view.getUint32(12, true); packets > 0; packets--) {
    if (at + 4 > bytes.length) return null;
    const size = view.getUint32(at, true);
    if (size < packetFixedSize) throw crypt4ghError('HEADER', `A header packet is ${size} bytes long.`, 'at least 68');
    at += size;
    if (at > longestHeader) throw crypt4ghError('HEADER', 'The header is longer than 16 MiB.', 'a shorter header');
  }
  return at <= bytes.length ? at : null;
}

/** The encrypted packets of a whole header. */
function listPackets(header: Uint8Array): Uint8Array[] {
  if (headerSize(header) === null) throw crypt4ghError('TRUNCATED', 'The file ends within its Crypt4GH header.');
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const packets: Uint8Array[] = [];
  let at = fixedSize;
  for (let count = view.getUint32(12, true); count > 0; count--) {
    const size = view.getUint32(at, true);
    packets.push(header.subarray(at, at + size));
    at += size;
  }
  return packets;
}

/** The plain content of a packet sealed to this reader, else null (§3.3.2: that is not an error). */
function openPacket(packet: Uint8Array, privateKey: Uint8Array, reader: Uint8Array): Uint8Array | null {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  if (view.getUint32(4, true) !== 0) return null;
  const writer = packet.subarray(8, 40);
  try {
    return unseal(sharedKey(privateKey, writer, reader, writer), packet.subarray(40));
  } catch {
    // A writer's key of low order has no shared secret; such a packet is nobody's.
    return null;
  }
}

/**
 * Reads a header with the reader's private key.
 * @throws FormatError IDUN_CRYPT4GH_NO_KEY when no packet is for this key, IDUN_CRYPT4GH_HEADER for two edit lists
 */
export function openHeader(header: Uint8Array, privateKey: Uint8Array): OpenedHeader {
  const reader = publicKeyOf(privateKey);
  const dataKeys: Uint8Array[] = [];
  let editList: number[] | undefined;
  for (const packet of listPackets(header)) {
    const content = openPacket(packet, privateKey, reader);
    if (content === null) continue;
    const type = content.length < 8 ? -1 : readUint32(content, 0);
    if (type === dataKeyPacket) dataKeys.push(readDataKey(content));
    else if (type !== editListPacket) throw crypt4ghError('HEADER', `A header packet is of unknown type ${type}.`);
    else if (editList !== undefined) throw crypt4ghError('HEADER', 'The header has two edit lists.', 'at most one');
    else editList = readEditList(content);
  }
  if (dataKeys.length === 0) {
    throw crypt4ghError('NO_KEY', 'No packet of the Crypt4GH header can be opened with this private key.');
  }
  return editList === undefined ? { dataKeys } : { dataKeys, editList };
}

function readUint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

function readDataKey(content: Uint8Array): Uint8Array {
  const encryption = readUint32(content, 4);
  if (encryption !== 0 || content.length < 40) {
    throw crypt4ghError('UNSUPPORTED', `The data are encrypted by method ${encryption}.`, 'method 0');
  }
  return Uint8Array.from(content.subarray(8, 40));
}

function readEditList(content: Uint8Array): number[] {
  const count = readUint32(content, 4);
  if (content.length < 8 + 8 * count) throw crypt4ghError('HEADER', 'The edit list is shorter than it says.');
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: count }, (_, i) => Number(view.getBigUint64(8 + 8 * i, true)));
}

/** A header that tells the data keys, and an edit list if any, to each recipient's public key. */
export function sealHeader(content: OpenedHeader, recipients: readonly Uint8Array[]): Uint8Array {
  if (recipients.length === 0) throw crypt4ghError('NO_KEY', 'There is no recipient to encrypt to.', 'a public key');
  const plain = content.dataKeys.map(dataKeyContent);
  if (content.editList !== undefined) plain.push(editListContent(content.editList));
  const writer = generateKeyPair();
  const packets = recipients.flatMap((reader) => {
    const key = sharedKey(writer.privateKey, reader, reader, writer.publicKey);
    return plain.map((bytes) => framePacket(writer.publicKey, seal(key, bytes)));
  });
  return Buffer.concat([magic, uint32(1), uint32(packets.length), ...packets]);
}

/**
 * The same file for other readers: only the header changes, the data segments stay as they are.
 * @param header the file's header, `headerSize` bytes
 * @param privateKey of a present reader
 */
export function reencryptHeader(
  header: Uint8Array,
  privateKey: Uint8Array,
  recipients: readonly Uint8Array[],
): Uint8Array {
  return sealHeader(openHeader(header, privateKey), recipients);
}

function framePacket(writer: Uint8Array, sealed: Uint8Array): Uint8Array {
  return Buffer.concat([uint32(8 + writer.length + sealed.length), uint32(0), writer, sealed]);
}

function dataKeyContent(key: Uint8Array): Uint8Array {
  return Buffer.concat([uint32(dataKeyPacket), uint32(0), key]);
}

function editListContent(lengths: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(8 + 8 * lengths.length);
  bytes.writeUInt32LE(editListPacket, 0);
  bytes.writeUInt32LE(lengths.length, 4);
  for (const [i, length] of lengths.entries()) bytes.writeBigUInt64LE(BigInt(length), 8 + 8 * i);
  return bytes;
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
