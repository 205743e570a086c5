import { joined, littleEndian, type Tensor } from './tensor';
import { utf8 } from './utf8';

/**
 * An .npz file of NumPy: a ZIP archive whose members are stored as they are, one .npy of doubles for each tensor. Names
 * of tensors are words of ASCII: NumPy makes keys of them.
 */
export function writeNpz(tensors: readonly Tensor[]): Uint8Array<ArrayBuffer> {
  return writeZip(tensors.map((tensor) => ({ name: tensor.name + '.npy', bytes: npyOf(tensor) })));
}

/** Version 1.0: magic, length of the header in 2 bytes, the header as a Python literal, the numbers. */
function npyOf({ shape, values }: Tensor): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const literal = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`;
  const start = 10;
  const padded = `${literal.padEnd(Math.ceil((start + literal.length + 1) / 64) * 64 - start - 1)}\n`;
  const head = new Uint8Array([0x93, ...utf8('NUMPY'), 1, 0, 0, 0]);
  new DataView(head.buffer).setUint16(8, padded.length, true);
  return joined([head, utf8(padded), littleEndian(values)]);
}

interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** 1 January 1980, the earliest that the format knows: the same network gives the same bytes on every day. */
const DATE = 0x0021;

function writeZip(members: readonly Member[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of members) {
    const encoded = utf8(name);
    const shared = fields([
      [2, 20],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, DATE],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, encoded.length],
      [2, 0],
    ]);
    const local = joined([fields([[4, 0x04034b50]]), shared, encoded, bytes]);
    directory.push(
      joined([
        fields([
          [4, 0x02014b50],
          [2, 20],
        ]),
        shared,
        fields([
          [2, 0],
          [2, 0],
          [2, 0],
          [4, 0],
          [4, at],
        ]),
        encoded,
      ]),
    );
    parts.push(local);
    at += local.length;
  }
  const central = joined(directory);
  const end = fields([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, members.length],
    [2, members.length],
    [4, central.length],
    [4, at],
    [2, 0],
  ]);
  return joined([...parts, central, end]);
}

/** Whole numbers of 2 or 4 bytes, least significant byte first. */
function fields(values: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array {
  const out = new Uint8Array(values.reduce((sum, [bytes]) => sum + bytes, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [bytes, value] of values) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return out;
}

/** The check sum of ZIP (ISO 3309), polynomial 0xEDB88320 reflected. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});
