import type { Steps } from '../../network/steps';
import { say } from '../../words/say';
import { refuse } from '../imports/imported';
import { crc32 } from './crc32';
import { damaged, memberWord } from './damaged';
import { DeflateDamage, Inflater } from './inflate';
import { textOfUtf8 } from './utf8';
import { LONGEST_COMMENT, RECORD_BYTES, SIGNATURES } from './zip';

/**
 * ZIP archives, read: stored and deflated members, ZIP64, and those whose sizes stand behind them. Everything is taken
 * from the directory at the end and held against the file: nothing is made plain before its size is known to be one
 * that somebody wants. A name is a word for people; nothing is ever written to a disk.
 */

export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  /** The member as the archive has it. */
  readonly packed: Uint8Array;
  /** Bytes of the member itself, as the archive says. */
  readonly size: number;
  readonly crc: number;
}

export interface ZipArchive {
  readonly entries: readonly ZipEntry[];
  /** The text at the end of the archive; null: it is no text. */
  readonly comment: string | null;
}

/** No file of a network has more. */
const MOST_ENTRIES = 4_096;
/** DEFLATE makes at most 258 bytes of two bits. */
const LARGEST_RATIO = 1_032;
const BYTES_PER_STEP = 65_536;

const ENCRYPTED = 0x1 | 0x40;

/** The name of the member that an archive begins with; null for what begins otherwise. */
export function firstMember(bytes: Uint8Array): string | null {
  if (bytes.length < RECORD_BYTES.local) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== SIGNATURES.local) return null;
  return textOfUtf8(bytes.subarray(RECORD_BYTES.local, RECORD_BYTES.local + view.getUint16(26, true)));
}

/** Reads the directory. Refuses what does not fit the file. */
export function readZip(bytes: Uint8Array): ZipArchive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, start, size, comment } = directoryOf(bytes, view);
  if (count > MOST_ENTRIES) {
    return refuse(
      null,
      say('The archive has {0} members; at most {1} are read.', count, MOST_ENTRIES),
      say('Save the weights of the network alone.'),
    );
  }
  if (start + size > bytes.length || size < count * RECORD_BYTES.central) {
    return damaged(null, say('The directory of the archive lies outside of the file.'));
  }
  const entries: ZipEntry[] = [];
  const taken: { readonly from: number; readonly to: number; readonly name: string }[] = [];
  let at = start;
  for (let n = 0; n < count; n++) {
    if (at + RECORD_BYTES.central > start + size || view.getUint32(at, true) !== SIGNATURES.central) {
      return damaged(null, say('Entry {0} of the directory of the archive is none.', n + 1));
    }
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + RECORD_BYTES.central + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > start + size) {
      return damaged(null, say('Entry {0} of the directory of the archive is cut off.', n + 1));
    }
    const nameBytes = bytes.subarray(at + RECORD_BYTES.central, at + RECORD_BYTES.central + nameLength);
    const name = textOfUtf8(nameBytes) ?? latin(nameBytes);
    const { entry, from, to } = entryAt(bytes, view, { at, nameBytes, extraLength, name, limit: start });
    entries.push(entry);
    taken.push({ from, to, name });
    at = next;
  }
  refuseOverlaps(taken);
  return { entries, comment };
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly size: number;
  readonly comment: string | null;
}

/** The record at the end, which a comment may follow. */
function directoryOf(bytes: Uint8Array, view: DataView): Directory {
  const last = bytes.length - RECORD_BYTES.end;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) !== SIGNATURES.end || view.getUint16(at + 20, true) !== last - at) continue;
    const comment = textOfUtf8(bytes.subarray(at + RECORD_BYTES.end));
    const count = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 12, true);
    const start = view.getUint32(at + 16, true);
    if (view.getUint16(at + 4, true) !== view.getUint16(at + 6, true)) return spanned();
    const isLarge = count === 0xffff || size === 0xffffffff || start === 0xffffffff;
    if (isLarge) return { ...directory64(view, at), comment };
    return { count, size, start, comment };
  }
  return damaged(null, say('The file is no ZIP archive: it has no directory at its end.'));
}

function directory64(view: DataView, end: number): Omit<Directory, 'comment'> {
  const locator = end - RECORD_BYTES.locator64;
  if (locator < 0 || view.getUint32(locator, true) !== SIGNATURES.locator64) {
    return damaged(null, say('The archive has no ZIP64 record, which its directory needs.'));
  }
  const at = large(view, locator + 8);
  if (at > locator - RECORD_BYTES.end64 || view.getUint32(at, true) !== SIGNATURES.end64) {
    return damaged(null, say('The archive has no ZIP64 record, which its directory needs.'));
  }
  return { count: large(view, at + 32), size: large(view, at + 40), start: large(view, at + 48) };
}

function spanned(): never {
  return refuse(null, say('The archive is spread over several files.'), say('Save it as one file.'));
}

/** A number of 8 bytes; beyond 2⁵³ it is only known to be too large. */
function large(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

interface CentralEntry {
  readonly at: number;
  readonly nameBytes: Uint8Array;
  readonly extraLength: number;
  readonly name: string;
  /** Where the directory begins: members lie before. */
  readonly limit: number;
}

function entryAt(
  bytes: Uint8Array,
  view: DataView,
  central: CentralEntry,
): { readonly entry: ZipEntry; readonly from: number; readonly to: number } {
  const { at, nameBytes, name, limit } = central;
  const where = memberWord(name);
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const crc = view.getUint32(at + 16, true);
  if (flags & ENCRYPTED) {
    return refuse(where, say('It is encrypted.'), say('Save the archive without a password.'));
  }
  if (method !== 0 && method !== 8) {
    return refuse(
      where,
      say('It is packed by method {0}; stored and deflated members are read.', method),
      say('Save the archive with the usual compression, or with none.'),
    );
  }
  const { packedSize, size, from } = sizesAt(view, central);
  const isInside = from + RECORD_BYTES.local <= limit;
  if (!isInside || view.getUint32(from, true) !== SIGNATURES.local) {
    return damaged(where, say('It is not where the directory of the archive says.'));
  }
  const ownName = from + RECORD_BYTES.local;
  const ownLength = view.getUint16(from + 26, true);
  const start = ownName + ownLength + view.getUint16(from + 28, true);
  if (start + packedSize > limit) return damaged(where, say('It goes on beyond the end of the archive.'));
  if (ownLength !== nameBytes.length || nameBytes.some((byte, n) => bytes[ownName + n] !== byte)) {
    return damaged(
      where,
      say('The directory of the archive has another name for it than the member itself.'),
    );
  }
  const isDeflated = method === 8;
  if (isDeflated ? size > packedSize * LARGEST_RATIO : size !== packedSize) {
    return damaged(where, say('Its {0} bytes cannot come from the {1} in the archive.', size, packedSize));
  }
  const to = start + packedSize;
  return { entry: { name, isDeflated, packed: bytes.subarray(start, to), size, crc }, from, to };
}

/** Sizes and place, of which those that need 8 bytes stand in an extra field. */
function sizesAt(
  view: DataView,
  { at, nameBytes, extraLength, name }: CentralEntry,
): { readonly packedSize: number; readonly size: number; readonly from: number } {
  const short = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  const extra = at + RECORD_BYTES.central + nameBytes.length;
  let wide = -1;
  let wideEnd = -1;
  for (let field = extra; field + 4 <= extra + extraLength;) {
    const end = field + 4 + view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1 && end <= extra + extraLength) [wide, wideEnd] = [field + 4, end];
    field = end;
  }
  const [size, packedSize, from] = short.map((value) => {
    if (value !== 0xffffffff) return value;
    if (wide < 0 || wide + 8 > wideEnd) {
      return damaged(memberWord(name), say('Its sizes are missing in the directory of the archive.'));
    }
    wide += 8;
    return large(view, wide - 8);
  });
  return { size: size!, packedSize: packedSize!, from: from! };
}

/** Members that share bytes make much of little. */
function refuseOverlaps(
  taken: { readonly from: number; readonly to: number; readonly name: string }[],
): void {
  taken.sort((a, b) => a.from - b.from);
  taken.forEach(({ from, name }, n) => {
    const before = taken[n - 1];
    if (before && from < before.to) damaged(memberWord(name), say('It lies in the bytes of another member.'));
  });
}

/** Code page 437 is not asked for: an old name is shown by its bytes. */
function latin(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** The first `most` bytes of a member, fewer where it is shorter. Their check sum is not asked for. */
export function* zipStart({ name, isDeflated, packed }: ZipEntry, most: number): Steps<Uint8Array> {
  if (!isDeflated) return packed.subarray(0, most);
  const inflater = new Inflater(packed, most);
  yield* inflate(inflater, name);
  return inflater.output;
}

/** A whole member. Its size is one that somebody wants: so many bytes are allocated. */
export function* zipContent({ name, isDeflated, packed, size, crc }: ZipEntry): Steps<Uint8Array> {
  let content = packed;
  if (isDeflated) {
    const inflater = new Inflater(packed, size);
    yield* inflate(inflater, name);
    if (inflater.isFull || inflater.output.length !== size || inflater.consumed !== packed.length) {
      return damaged(memberWord(name), say('It does not have the size that the archive says.'));
    }
    content = inflater.output;
  }
  let sum = 0;
  for (let at = 0; at < size; at += BYTES_PER_STEP) {
    sum = crc32(content.subarray(at, at + BYTES_PER_STEP), sum);
    yield undefined;
  }
  if (sum !== crc) return damaged(memberWord(name), say('Its check sum is wrong.'));
  return content;
}

function* inflate(inflater: Inflater, name: string): Steps<void> {
  try {
    while (!inflater.run(BYTES_PER_STEP)) yield undefined;
  } catch (error) {
    if (!(error instanceof DeflateDamage)) throw error;
    damaged(memberWord(name), say('Its compressed bytes are damaged.'));
  }
}
