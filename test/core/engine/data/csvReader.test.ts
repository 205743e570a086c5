// The package has no types of its own.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./papaparse.d.ts" />
import assert from 'node:assert/strict';
import fc from 'fast-check';
import Papa from 'papaparse';
import { parseCsv, parseCsvSteps } from '../../../../src/core/engine/csv';
import { CsvReader } from '../../../../src/core/engine/csvReader';

/** What stands in the fields: everything that means something to the reader, and a little that does not. */
const fieldText = fc.string({
  unit: fc.constantFrom('"', '""', ',', '\n', '\r', '\r\n', ' ', '\t', ';', '1', '.', 'x', 'ß', '\u{1F600}'),
  maxLength: 6,
});

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

/** A table, and a file of it: any line ends, any blank lines, quotes where they must be and where they may be. */
const written = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.record({
    rows: fc.array(fc.array(fieldText, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 6,
    }),
    isQuoted: fc.infiniteStream(fc.boolean()),
    ends: fc.infiniteStream(lineEnd),
    blanks: fc.infiniteStream(fc.constantFrom(0, 0, 0, 1, 2)),
    hasLastEnd: fc.boolean(),
    hasMark: fc.boolean(),
  }),
);

function file({ rows, isQuoted, ends, blanks, hasLastEnd, hasMark }: FileOf<typeof written>): string {
  const spelled = (field: string, isAlone: boolean): string => {
    const must = /[",\r\n]/.test(field) || (isAlone && field === '');
    return must || isQuoted.next().value ? `"${field.replaceAll('"', '""')}"` : field;
  };
  const lines = rows.map((row) => row.map((field) => spelled(field, row.length === 1)).join(','));
  const endOf = (): string => ends.next().value as string;
  const blank = (): string => Array.from({ length: blanks.next().value as number }, endOf).join('');
  const text = lines.map((line, n) => {
    const end = n < lines.length - 1 || hasLastEnd ? endOf() + blank() : '';
    return (n === 0 ? blank() : '') + line + end;
  });
  return (hasMark ? '\uFEFF' : '') + text.join('');
}

type FileOf<T> = T extends fc.Arbitrary<infer U> ? U : never;

/** Reads `count` characters at a time. */
function readBy(text: string, count: number): ReturnType<typeof parseCsv> {
  const reader = new CsvReader(text);
  while (!reader.run(count));
  return reader.result();
}

describe('the reader of CSV', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(written, (given) => {
        const result = parseCsv(file(given));
        assert.deepEqual('rows' in result ? result.rows : result.problem, given.rows);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads what papaparse reads', () => {
    const texts = fc.string({ unit: fc.constantFrom('"', '""', ',', '\n', '1', 'x', ' '), maxLength: 30 });
    let accepted = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseCsv(text);
        if ('problem' in result) return;
        accepted++;
        assert.deepEqual(result.rows, papaRows(text));
      }),
      { numRuns: 5000 },
    );
    assert.ok(accepted > 500, `${accepted} texts were compared`);
  });

  it('gives the same however few characters it reads at a time', () => {
    const texts = fc.string({
      unit: fc.constantFrom('"', '""', ',', '\n', '\r', '\r\n', '1', 'x', '\u0001'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 7 }), (text, count) => {
        assert.deepEqual(readBy(text, count), parseCsv(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('names the first problem of the file, whatever its kind', () => {
    const kindOf = (text: string): unknown => {
      const result = parseCsv(text);
      return 'problem' in result && [result.problem.kind, result.problem.line];
    };
    assert.deepEqual(kindOf('a,b\n1\n2,"3" \n'), ['width', 2]);
    assert.deepEqual(kindOf('a,b\n1,2"\n3\n'), ['quote', 2]);
    assert.deepEqual(kindOf('a,b\n1,\u00002"\n'), ['character', 2]);
    assert.deepEqual(kindOf('a,b\n1,"\n\u007f"\n'), ['character', 3]);
  });

  it('pauses every few characters, whatever they are', () => {
    const size = 1 << 20;
    for (const unit of ['1,2\n', '"1","2"\n', '""', ',', '\n', 'x', '","', '\r\n']) {
      for (const frame of [(text: string) => text, (text: string) => `"${text}`]) {
        const text = frame(unit.repeat(size / unit.length));
        const steps = parseCsvSteps(text);
        let pauses = 0;
        let step = steps.next();
        for (; !step.done; step = steps.next()) pauses++;
        if ('rows' in step.value) assert.ok(pauses >= 31, `${pauses} pauses for ${JSON.stringify(unit)}`);
        else assert.ok(step.value.problem.message.length < 200);
      }
    }
  });
});

/** The records of a text whose lines end with line feeds, without blank lines. */
function papaRows(text: string): string[][] {
  const rows: string[][] = [];
  let start = 0;
  Papa.parse(text, {
    delimiter: ',',
    newline: '\n',
    step: ({ data, meta }) => {
      const isBlank = meta.cursor === start || (meta.cursor === start + 1 && text[start] === '\n');
      if (!isBlank) rows.push(data);
      start = meta.cursor;
    },
  });
  return rows;
}
