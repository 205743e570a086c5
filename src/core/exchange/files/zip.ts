import { crc32 } from './crc32';
import { joined } from './tensor';
import { utf8 } from './utf8';

/**
 * ZIP archives, written; `zipReader.ts` reads them by the same signatures and lengths. Source: PKWARE's APPNOTE.TXT 6.3.
 */

export interface ZipMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What each record begins with. */
export const SIGNATURES = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;

/** Bytes of each record without its names and extra fields. */
export const RECORD_BYTES = { local: 30, central: 46, end: 22, end64: 56, locator64: 20 } as const;

/** The comment of an archive is at most as long as two bytes can say. */
export const LONGEST_COMMENT = 0xffff;

/** 1 January 1980, the earliest that the format knows: the same network gives the same bytes on every day. */
const DATE = 0x0021;

/** Members stored as they are, under names of ASCII. A comment that is too long is left out. */
export function writeZip(members: readonly ZipMember[], comment = ''): Uint8Array<ArrayBuffer> {
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
    const local = joined([fields([[4, SIGNATURES.local]]), shared, encoded, bytes]);
    directory.push(
      joined([
        fields([
          [4, SIGNATURES.central],
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
  const text = utf8(comment);
  const told = text.length > LONGEST_COMMENT ? new Uint8Array() : text;
  const end = fields([
    [4, SIGNATURES.end],
    [2, 0],
    [2, 0],
    [2, members.length],
    [2, members.length],
    [4, central.length],
    [4, at],
    [2, told.length],
  ]);
  return joined([...parts, central, end, told]);
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
