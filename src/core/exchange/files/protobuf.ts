import { say } from '../../words/say';
import { refuse } from '../imports/imported';
import { damaged } from './damaged';
import { joined } from './tensor';
import { textOfUtf8, utf8 } from './utf8';

/**
 * The wire format of Protocol Buffers, as far as ONNX files need it: fields are written in the order given, and read in
 * the order found.
 * Source: the encoding page of the Protocol Buffers documentation.
 */
export type Field = Uint8Array;

/** A whole number from 0 to 2⁵³ − 1. */
export function integerField(number: number, value: number): Field {
  return joined([varint(number * 8), varint(value)]);
}

export function bytesField(number: number, bytes: Uint8Array): Field {
  return joined([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

export function textField(number: number, text: string): Field {
  return bytesField(number, utf8(text));
}

/** A message inside a message. */
export function messageField(number: number, fields: readonly Field[]): Field {
  return bytesField(number, joined(fields));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return new Uint8Array([...bytes, rest]);
}

/** How a field is laid out. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A field as it was found: what its number means, only its message knows. */
export interface ReadField {
  readonly number: number;
  readonly wire: (typeof WIRE)[keyof typeof WIRE];
  /** Of a varint; negative numbers have 64 bits. */
  readonly integer: bigint;
  /** What is no varint. */
  readonly bytes: Uint8Array;
}

/** A message of a network has far fewer: nobody is kept busy with fields that nobody asks for. */
const MOST_FIELDS = 100_000;

/**
 * The fields of a message, one after the other. Refuses what is none.
 *
 * @param where the message, in a few words.
 */
export function* fieldsOf(bytes: Uint8Array, where: string | null): Generator<ReadField, void, undefined> {
  const reader = new VarintReader(bytes, where);
  for (let count = 0; reader.at < bytes.length; count++) {
    if (count === MOST_FIELDS) return tooLong(where);
    const key = reader.next();
    const number = Number(key >> 3n);
    const wire = Number(key & 7n);
    if (number < 1 || number > 0x1fffffff) return broken(where);
    if (wire === WIRE.varint) {
      yield { number, wire, integer: reader.next(), bytes: bytes.subarray(0, 0) };
      continue;
    }
    if (wire !== WIRE.bytes && wire !== WIRE.fixed64 && wire !== WIRE.fixed32) return broken(where);
    const length = wire === WIRE.bytes ? Number(reader.next()) : wire === WIRE.fixed64 ? 8 : 4;
    if (length > bytes.length - reader.at) return broken(where);
    yield { number, wire, integer: 0n, bytes: bytes.subarray(reader.at, reader.at + length) };
    reader.at += length;
  }
}

/** Varints that stand side by side, as a packed field has them, or the one of a field. Throws as `fieldsOf` does. */
export function* integersOf(
  { wire, integer, bytes }: ReadField,
  where: string | null,
): Generator<bigint, void, undefined> {
  if (wire === WIRE.varint) yield integer;
  const reader = new VarintReader(bytes, where);
  while (reader.at < bytes.length) yield reader.next();
}

/** The text of a field; refuses what is no UTF-8. */
export function stringOf({ bytes }: ReadField, where: string | null): string {
  return textOfUtf8(bytes) ?? broken(where);
}

class VarintReader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #where: string | null;

  constructor(bytes: Uint8Array, where: string | null) {
    this.#bytes = bytes;
    this.#where = where;
  }

  /** Seven bits in a byte, the least first; at most 64 bits. */
  next(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) return broken(this.#where);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return broken(this.#where);
  }
}

function tooLong(where: string | null): never {
  return refuse(
    where,
    say('A message of Protocol Buffers in it has more than {0} fields.', MOST_FIELDS),
    say('Export the dense layers alone.'),
  );
}

function broken(where: string | null): never {
  return damaged(where, say('The bytes are no message of Protocol Buffers.'));
}
