import { strict as assert } from 'node:assert';
import { parse, type ParsedNetwork } from '../../../src/core/network/parse';

/** A text with `|` where the cursor stands. */
export interface Typed {
  readonly parsed: ParsedNetwork;
  readonly offset: number;
}

/** Reads a text with one mark `|`, which is taken out. */
export function typedAt(marked: string): Typed {
  const offset = marked.indexOf('|');
  assert.ok(offset >= 0 && !marked.includes('|', offset + 1), `not one mark: ${marked}`);
  return { parsed: parse(marked.slice(0, offset) + marked.slice(offset + 1)), offset };
}
