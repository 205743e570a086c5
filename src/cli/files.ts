import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { dataFileSizeLimit, decodeCsv } from '../core/engine/csv';
import { dataFilePath } from '../core/network/dataPath';
import { Lines } from '../core/network/lines';
import { CommandError, fileError, type Problem } from './problem';

/** A network file as it was read. */
export interface SourceFile {
  /** As the person gave it. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Without a byte order mark. */
  readonly text: string;
  readonly hasByteOrderMark: boolean;
}

/** The largest network file that is read, in bytes: a million weights and as many samples are 40 MB. */
const sourceSizeLimit = 64 * 1024 * 1024;

/** The first character. */
export const fileStart = { line: 1, column: 1 } as const;

/** Reads a network file; throws a CommandError for what is no text in UTF-8. */
export function readSource(file: string): SourceFile {
  const refuse = (code: string, message: string, place: Problem['place'] = null): CommandError =>
    new CommandError({ file, place, severity: 'error', code, message });
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(file, sourceSizeLimit);
  } catch (error) {
    throw refuse('file.read', `This file is not read: ${reasonOf(error)}.`);
  }
  // First of all: without a mark UTF-16 of ASCII text is valid UTF-8, full of NUL characters.
  if (isUtf16(bytes)) throw refuse('file.encoding', 'This file is UTF-16. Save it as UTF-8.', fileStart);
  const text = decodeUtf8(bytes);
  if (text !== null) {
    const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return { file, bytes, text, hasByteOrderMark };
  }
  const before = decodablePrefix(bytes);
  throw refuse(
    'file.encoding',
    'The bytes from here on are not UTF-8. Save the file as UTF-8.',
    new Lines(before).place(before.length),
  );
}

/** The bytes of a file of another tool; throws a CommandError where there are none, or more than `limit`. */
export function readBytes(file: string, limit: number): Uint8Array {
  try {
    return readRegularFile(file, limit);
  } catch (error) {
    throw fileError(file, 'file.read', `This file is not read: ${reasonOf(error)}.`);
  }
}

/** The bytes of a regular file; throws for anything else, before opening it: a pipe would wait for ever. */
function readRegularFile(path: string, limit: number): Uint8Array {
  if (path.includes('\0')) throw new Refusal('its name holds a NUL character');
  const stat = statSync(path);
  if (stat.isDirectory()) throw new Refusal('it is a folder');
  if (!stat.isFile()) throw new Refusal('it is not a regular file');
  const descriptor = openSync(path, 'r');
  try {
    const opened = fstatSync(descriptor);
    if (!opened.isFile()) throw new Refusal('it is not a regular file');
    if (opened.size > limit) {
      const [size, most] = [opened.size, limit].map((count) => Math.ceil(count / 1024 / 1024));
      throw new Refusal(`it has ${String(size)} MB; the limit is ${String(most)} MB`);
    }
    // One byte more than it has said to have, so that a file that grows meanwhile is not cut in silence.
    const bytes = new Uint8Array(opened.size + 1);
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
      if (length === bytes.length) throw new Refusal('it grew while it was read; try again');
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Why a file is not read, as the end of a sentence. */
class Refusal extends Error {}

/** Why the file system refused, without its own words: those hold paths. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'it is not permitted';
    case 'ELOOP':
      return 'its links go round in a circle';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      if (typeof code === 'string') return `the file system answered ${code}`;
      throw error;
  }
}

/** The text without its byte order mark; null where the bytes are no UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null; // what a fatal decoder throws
    throw error;
  }
}

/** A mark, or every other byte of the first two characters 0, as in ASCII text. */
function isUtf16(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  return (a === 0 && b !== 0 && c === 0 && d !== 0) || (a !== 0 && b === 0 && c !== 0 && d === 0);
}

/** The text before the first byte that no UTF-8 could have there. */
function decodablePrefix(bytes: Uint8Array): string {
  const decode = (length: number): string | null => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  };
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decode(middle) === null) bad = middle;
    else good = middle;
  }
  return decode(good) ?? '';
}

/**
 * The text of the CSV file that a network file names: inside the network file's folder with every link followed,
 * a regular file of at most 64 MB in UTF-8. Else why it was not read, a sentence that quotes the reference and
 * nothing of any content.
 */
export function readDataText(
  networkFile: string,
  reference: string,
): { readonly text: string } | { readonly problem: string } {
  const refuse = (reason: string) => ({
    problem: `The data file ${JSON.stringify(reference)} is not read: ${reason}.`,
  });
  const path = dataFilePath(reference);
  if ('refused' in path) return refuse(path.refused);
  try {
    const folder = realpathSync(dirname(networkFile));
    const real = realpathSync(join(folder, path.ok));
    const way = relative(folder, real);
    if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      return refuse('it leads out of the folder of the network file');
    }
    const decoded = decodeCsv(readRegularFile(real, dataFileSizeLimit), decodeUtf8);
    if ('text' in decoded) return decoded;
    return { problem: `${JSON.stringify(reference)}: ${decoded.problem.message}` };
  } catch (error) {
    return refuse(reasonOf(error));
  }
}
