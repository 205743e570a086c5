import fc from 'fast-check';

/** Network files for property tests. */

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });

/** How a file spells one number. */
const numberText = fc.oneof(
  finite.map((value) => (Object.is(value, -0) ? '-0' : String(value))),
  fc.integer({ min: -99, max: 99 }).map((value) => `${value}.50`),
  fc.integer({ min: 0, max: 9 }).map((value) => `${value}E-1`),
);

/** White space and comments between tokens. */
function gap(lineEnd: string): fc.Arbitrary<string> {
  return fc.constantFrom(
    '',
    '',
    ' ',
    '\t',
    lineEnd,
    `${lineEnd}    `,
    '/* c */',
    ` // d${lineEnd}`,
    ` /*e*/ ${lineEnd}`,
  );
}

function list(entries: fc.Arbitrary<string>[], space: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.tuple(...entries),
      fc.array(space, { minLength: entries.length * 2 + 1, maxLength: entries.length * 2 + 1 }),
      fc.boolean(),
    )
    .map(([texts, spaces, isTrailing]) => {
      const inner = texts.map(
        (text, index) => `${spaces[2 * index] ?? ''}${text}${spaces[2 * index + 1] ?? ''}`,
      );
      const comma = isTrailing && texts.length > 0 ? ',' : '';
      return `${inner.join(',')}${comma}${spaces[spaces.length - 1] ?? ''}`;
    });
}

function layer(before: number, units: number, space: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const row = list(
    Array.from({ length: units }, () => numberText),
    space,
  ).map((text) => `[${text}]`);
  const weights = list(
    Array.from({ length: before }, () => row),
    space,
  ).map((text) => `"weights": [${text}]`);
  const numbers = list(
    Array.from({ length: units }, () => numberText),
    space,
  ).map((text) => `"biases":[${text}]`);
  return fc
    .record({
      name: fc.constantFrom(null, '"name": "a // b"', '"name": "[1, 2]"'),
      weights: fc.option(weights, { freq: 4 }),
      biases: fc.oneof(numbers, fc.constantFrom(null, '"biases": false')),
      isFirst: fc.boolean(),
    })
    .chain((parts) => {
      const count = `"units":${units}`;
      const keys = [
        parts.name,
        parts.isFirst ? count : parts.weights,
        parts.biases,
        parts.isFirst ? parts.weights : count,
      ];
      const present = keys.filter((key) => key !== null).map((key) => fc.constant(key));
      return list(present, space).map((text) => `{${text}}`);
    });
}

/** A valid file of one to three layers in any layout: comments, trailing commas, line ends, a byte order mark. */
export function layeredText(): fc.Arbitrary<string> {
  return fc
    .record({
      widths: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 }),
      lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
      hasMark: fc.boolean(),
    })
    .chain(({ widths, lineEnd, hasMark }) => {
      const space = gap(lineEnd);
      const layers = widths.slice(1).map((units, l) => layer(widths[l]!, units, space));
      const keys = [
        fc.constant(`"inputs":${widths[0]!}`),
        list(layers, space).map((text) => `"layers":[${text}]`),
      ];
      return list(keys, space).map((text) => `${hasMark ? '\uFEFF' : ''}${lineEnd}{${text}}${lineEnd}`);
    });
}
