import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { decodeCsv, parseCsv, parseNumberCell } from '../../../../src/core/engine/csv';

interface CsvCase {
  readonly name: string;
  readonly base64?: string;
  readonly rows?: string[][];
  readonly problem?: string;
  readonly cell?: string;
  readonly number?: number | string | null;
}

const { cases } = JSON.parse(readFileSync('test/fixtures/csv-edge/cases.json', 'utf8')) as {
  readonly cases: readonly CsvCase[];
};

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function read(bytes: Uint8Array): ReturnType<typeof parseCsv> {
  const decoded = decodeCsv(bytes, decode);
  return 'problem' in decoded ? decoded : parseCsv(decoded.text);
}

function problemOf(text: string) {
  const result = parseCsv(text);
  assert.ok('problem' in result, `${JSON.stringify(text)} was accepted`);
  return result.problem;
}

function rowsOf(text: string) {
  const result = parseCsv(text);
  assert.ok('rows' in result, 'problem' in result ? result.problem.message : '');
  return result;
}

describe('csv-edge', () => {
  const texts = cases.filter(({ base64 }) => base64 !== undefined);
  const cells = cases.filter(({ cell }) => cell !== undefined);

  it('has 31 texts and 28 cells', () => {
    assert.deepEqual([texts.length, cells.length], [31, 28]);
  });

  for (const { name, base64, rows, problem } of texts) {
    it(`${name}: ${problem ?? 'as given'}`, () => {
      const result = read(Buffer.from(base64!, 'base64'));
      if (problem === undefined) assert.deepEqual('rows' in result ? result.rows : result.problem, rows);
      else assert.equal('problem' in result ? result.problem.kind : result.rows, problem);
    });
  }

  for (const { name, cell, number } of cells) {
    it(name, () => {
      const expected = number === '-0' ? -0 : number;
      assert.ok(Object.is(parseNumberCell(cell!), expected), `${parseNumberCell(cell!)}`);
    });
  }
});

describe('parseCsv', () => {
  it('gives each record the line it starts on', () => {
    const { rows, lines } = rowsOf('\uFEFFa,b\r\n\r\n1,"x\ny\r\nz"\n\n"2",3\r4,5');
    assert.deepEqual(rows, [
      ['a', 'b'],
      ['1', 'x\ny\r\nz'],
      ['2', '3'],
      ['4', '5'],
    ]);
    assert.deepEqual(lines, [1, 3, 7, 8]);
  });

  it('takes a quoted empty field for a record and a blank line for none', () => {
    assert.deepEqual(rowsOf('a\n""\n\n1\n""').rows, [['a'], [''], ['1'], ['']]);
    assert.deepEqual(rowsOf('\n\na\n1\n\n').rows, [['a'], ['1']]);
    assert.deepEqual(rowsOf('\n').rows, []);
  });

  it('reads quotes doubled at either end of a field', () => {
    assert.deepEqual(rowsOf('a,b\n"""x""",""""\n"""""",","').rows, [
      ['a', 'b'],
      ['"x"', '"'],
      ['""', ','],
    ]);
  });

  it('names the line of a wrong quote', () => {
    assert.deepEqual(
      [problemOf('a,b\n1,2\n3,"4\n5,6').kind, problemOf('a,b\n1,2\n3,"4\n5,6').line],
      ['quote', 3],
    );
    assert.equal(problemOf('a,b\n"1\n2"x,2\n').line, 3);
    assert.equal(problemOf('a,b\n"1" ,2\n').line, 2);
    assert.equal(problemOf('a,b\n1, "2"\n').line, 2);
    assert.equal(problemOf('a,b\n1,2\n3,4"').line, 3);
    assert.equal(problemOf('"').kind, 'quote');
    // The doubled quote on line 3 does not open a field.
    assert.equal(problemOf('a\n"x\n""y').line, 2);
    assert.match(problemOf('a,b\n"1,2\n3,4\n').message, /opens on line 2 .* never closed/);
  });

  it('names the line and both widths of a record of another width', () => {
    assert.deepEqual(problemOf('a,b\n\n1\n'), {
      kind: 'width',
      line: 3,
      message:
        'Line 3 has 1 field, the header 2 fields. Give every line the same number of fields; a field with a comma needs quotes.',
    });
    assert.match(problemOf('a;b\n1,5;2\n').message, /separated by semicolons/);
    assert.match(problemOf('a\tb\n1,5\t2\n').message, /separated by tabs/);
  });

  it('refuses control characters, with their line', () => {
    assert.match(problemOf('a,b\n1,2\u0000\n').message, /Line 2 .* U\+0000/);
    assert.equal(problemOf('a,b\n1,2\n\u001a').line, 3);
    assert.deepEqual(rowsOf('a,b\n\t1,2\n').rows[1], ['\t1', '2']);
  });

  it('reads 200,000 records, and a field of a million quotes, without a deep stack', () => {
    assert.equal(rowsOf(`a,b\n${'1,2\n'.repeat(200_000)}`).rows.length, 200_001);
    assert.equal(rowsOf(`a\n"${'""'.repeat(1_000_000)}"\n`).rows[1]![0]!.length, 1_000_000);
    assert.equal(problemOf(`a\n"${'" x'.repeat(100_000)}`).kind, 'quote');
  });
});

describe('decodeCsv', () => {
  it('names the line that is not UTF-8', () => {
    const bytes = Uint8Array.of(...Buffer.from('größe\n1\n2\n'), 0xc3, 0x28, 0x0a);
    const result = decodeCsv(bytes, decode);
    assert.deepEqual('problem' in result && result.problem, {
      kind: 'encoding',
      line: 4,
      message: 'Line 4 is not UTF-8. Save the file as UTF-8.',
    });
  });

  it('calls UTF-16 by its name', () => {
    const result = decodeCsv(Uint8Array.of(0xfe, 0xff, 0, 0x61), decode);
    assert.match('problem' in result ? result.problem.message : '', /UTF-16/);
  });
});

describe('parseNumberCell', () => {
  it('gives what Number gives, to the last bit and the sign of 0, for cells as files have them', () => {
    const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{0,${most}}$`));
    const cell = fc
      .tuple(
        fc.constantFrom('', '', '-', '+', ' '),
        digits(16),
        fc.constantFrom('', '.', '.', '..'),
        digits(16),
      )
      .map((parts) => parts.join(''));
    const isNumber = (text: string) => /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text);
    let numbers = 0;
    fc.assert(
      fc.property(cell, (text) => {
        const expected = isNumber(text.trim()) ? Number(text) : null;
        if (expected !== null) numbers++;
        assert.ok(Object.is(parseNumberCell(text), expected), text);
      }),
      { numRuns: 20_000, seed: 7 },
    );
    assert.ok(numbers > 8000, String(numbers));
  });

  it('trims, and refuses what is no number for sure', () => {
    assert.equal(parseNumberCell('  -1.5e+2\t'), -150);
    for (const cell of ['.', '+', 'e5', '1e', '1e+', '--1', '1.2.3', '0b1', '1n', '١', '5%', '1e5.0', "'1"]) {
      assert.equal(parseNumberCell(cell), null, cell);
    }
  });

  it('takes a long cell in one pass', () => {
    assert.equal(parseNumberCell(`${'1'.repeat(200_000)}x`), null);
    assert.equal(parseNumberCell(`0.${'0'.repeat(200_000)}1`), 0);
  });
});
