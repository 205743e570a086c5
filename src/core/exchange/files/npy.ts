import { say } from '../../words/say';
import { refuse } from '../imports/imported';
import { damaged, tensorWord } from './damaged';
import { dataTypeOf, dataTypes, type DataTypeName } from './dataTypes';
import { countOf } from './storedTensor';
import { joined, littleEndian, type Tensor } from './tensor';
import { textOfUtf8, utf8 } from './utf8';

/** One array in NumPy's own format: magic, version, length of the header, a Python literal, the numbers. */

const MAGIC: readonly number[] = [0x93, ...utf8('NUMPY')];
/** Magic, version and, in version 1.0, 2 bytes for the length of the header. */
const START = 10;
/** NumPy itself reads no longer header from a stranger. */
const LONGEST_HEADER = 10_000;
/** So much of an array shows what it is. */
export const NPY_START_BYTES = 12 + LONGEST_HEADER;

/** Version 1.0, doubles in row-major order. */
export function npyOf({ shape, values }: Tensor): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const literal = `{'descr': '<${dataTypes.float64.numpy}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const padded = `${literal.padEnd(Math.ceil((START + literal.length + 1) / 64) * 64 - START - 1)}\n`;
  const head = new Uint8Array([...MAGIC, 1, 0, 0, 0]);
  new DataView(head.buffer).setUint16(8, padded.length, true);
  return joined([head, utf8(padded), littleEndian(values)]);
}

/** What an array says of itself. */
export interface NpyHeader {
  readonly shape: readonly number[];
  readonly type: DataTypeName;
  readonly isBigEndian: boolean;
  readonly isColumnMajor: boolean;
  /** Where the numbers begin. */
  readonly offset: number;
  /** How many numbers, and bytes of them. */
  readonly count: number;
  readonly byteLength: number;
}

/**
 * The header of an array, of which the first `NPY_START_BYTES` are given; null: it holds text or truth values. Refuses
 * what is no array, and one of Python objects.
 */
export function npyHeader(name: string, start: Uint8Array): NpyHeader | null {
  const where = tensorWord(name);
  if (start.length < START || MAGIC.some((byte, n) => start[n] !== byte)) {
    return damaged(where, say('It is no array of NumPy.'));
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const version = start[6]!;
  if (version < 1 || version > 3) {
    return damaged(where, say('Its format has version {0}; 1 to 3 are known.', version));
  }
  const isShort = version === 1;
  const from = isShort ? START : START + 2;
  const length = isShort ? view.getUint16(8, true) : start.length < from ? Infinity : view.getUint32(8, true);
  if (length > LONGEST_HEADER || from + length > start.length) {
    return damaged(where, say('Its header is longer than itself, or than any that NumPy writes.'));
  }
  const fields = literalOf(textOfUtf8(start.subarray(from, from + length)) ?? '');
  if (!fields) return damaged(where, say('Its header is not one that NumPy writes.'));
  const { descr, isColumnMajor, shape } = fields;
  const [, order = '', word = ''] = /^([<>|=])(\w+)$/.exec(descr) ?? [];
  if (word.startsWith('O')) {
    return refuse(
      where,
      say('It holds Python objects (a pickle), which could run anything and are never read.'),
      say('Save plain arrays of numbers: numpy.asarray(…, dtype=float) before numpy.savez.'),
    );
  }
  if (/^[USab]/.test(word)) return null;
  const type = dataTypeOf('numpy', word);
  if (!type) {
    return refuse(
      where,
      say('Its type is {0}, which is no number that weights have.', descr.slice(0, 20)),
      say('Save it as floats: numpy.asarray(…, dtype=float).'),
    );
  }
  const count = countOf(shape);
  if (count === null) return damaged(where, say('Its shape is one that no array has.'));
  return {
    shape,
    type,
    isBigEndian: order === '>',
    isColumnMajor,
    offset: from + length,
    count,
    byteLength: count * dataTypes[type].bytes,
  };
}

interface Literal {
  readonly descr: string;
  readonly isColumnMajor: boolean;
  readonly shape: readonly number[];
}

/** The dictionary of three keys; null for anything else. A type of several fields is no string and is none. */
function literalOf(text: string): Literal | null {
  const found = new Map<string, string>();
  const body = /^\{(.*)\}\s*$/s.exec(text)?.[1];
  if (body === undefined) return null;
  const entry = /\s*(['"])(\w+)\1\s*:\s*(?:(['"])([^'"\\]*)\3|(True|False)|\(([\d,\sL]*)\))\s*(?:,|$)/y;
  for (let at = 0; body.slice(at).trim() !== ''; at = entry.lastIndex) {
    entry.lastIndex = at;
    const match = entry.exec(body);
    if (!match) return null;
    const [, , key = '', , quotedText, truth, tuple] = match;
    if (found.has(key)) return null;
    found.set(key, quotedText ?? truth ?? tuple!);
  }
  const [descr, order, tuple] = ['descr', 'fortran_order', 'shape'].map((key) => found.get(key));
  if (descr === undefined || tuple === undefined || found.size !== 3) return null;
  if (order !== 'True' && order !== 'False') return null;
  const lengths = tuple.split(',').map((length) => length.trim().replace(/L$/, ''));
  if (lengths.at(-1) === '') lengths.pop();
  if (lengths.some((length) => !/^\d{1,15}$/.test(length))) return null;
  return { descr, isColumnMajor: order === 'True', shape: lengths.map(Number) };
}
