import { strict as assert } from 'node:assert';
import type { Diagnostic } from '../../../src/core/network/diagnostic';
import { parse, type ParsedNetwork } from '../../../src/core/network/parse';

/** A text with its marks taken out: `«` and `»` around each place where something is expected. */
export interface Marked {
  readonly text: string;
  readonly ranges: readonly { readonly offset: number; readonly length: number }[];
}

export function unmark(marked: string): Marked {
  const ranges: { offset: number; length: number }[] = [];
  const open: number[] = [];
  let text = '';
  for (const character of marked) {
    if (character === '«') open.push(text.length);
    else if (character === '»') {
      const offset = open.pop();
      assert.ok(offset !== undefined, 'a mark is not open');
      ranges.push({ offset, length: text.length - offset });
    } else text += character;
  }
  assert.equal(open.length, 0, 'a mark is not closed');
  ranges.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, ranges };
}

/** Text with the first fix of a diagnostic made. */
export function mended(text: string, diagnostic: Diagnostic, fix = 0): string {
  const edits = diagnostic.fixes?.[fix]?.edits ?? [];
  return [...edits]
    .sort((a, b) => b.range.offset - a.range.offset)
    .reduce(
      (current, { range, newText }) =>
        current.slice(0, range.offset) + newText + current.slice(range.offset + range.length),
      text,
    );
}

/**
 * Parses a marked text and compares what is reported with `expected` (`severity code`), one for each mark in file
 * order.
 */
export function assertReported(marked: string, ...expected: readonly string[]): ParsedNetwork {
  const { text, ranges } = unmark(marked);
  const parsed = parse(text);
  const told = parsed.diagnostics.map(({ severity, code, message }) => ({
    kind: `${severity} ${code}`,
    message,
  }));
  assert.deepEqual(
    told.map(({ kind }) => kind),
    expected,
    told.map(({ message }) => message).join('\n'),
  );
  assert.deepEqual(
    parsed.diagnostics.map(({ range }) => ({
      ...range,
      text: text.slice(range.offset, range.offset + range.length),
    })),
    ranges.map((range) => ({ ...range, text: text.slice(range.offset, range.offset + range.length) })),
  );
  assert.equal(
    parsed.network === null,
    expected.some((one) => one.startsWith('error')),
  );
  return parsed;
}
