import { joined } from './tensor';
import { utf8 } from './utf8';

/**
 * The wire format of Protocol Buffers, as far as ONNX files need it: fields are written in the order given.
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
