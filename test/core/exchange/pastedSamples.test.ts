import assert from 'node:assert/strict';
import { fileData, fileDataEdits, isInData, pasteEdits, pasteWays } from '../../../src/core/exchange/newData';
import { readPastedSamples } from '../../../src/core/exchange/pastedSamples';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';
import { editedText } from '../../../src/core/network/text';

const text = `{
  "inputs": ["x_1", "x_2"],
  "layers": [{ "units": ["y_1"] }],
  "data": {
    "inputs": [
      [0, 1], // first
      [1, 0]
    ],
    "targets": [[1], [0]], // by hand
    "testFraction": 0.5
  }
}`;

function networkIn(source: string): Network {
  const { network, diagnostics } = parse(source);
  assert.ok(network, `${JSON.stringify(diagnostics)}\n${source}`);
  return network;
}

const network = networkIn(text);

/** `inputs | targets` of each row, or null. */
function read(pasted: string): string[] | null {
  const samples = readPastedSamples(pasted, network);
  return samples?.inputs.map((row, s) => `${row.join(' ')} | ${samples.targets[s]!.join(' ')}`) ?? null;
}

describe('a copied table as samples', () => {
  const tables: readonly [what: string, pasted: string, rows: string[] | null][] = [
    ['commas', '1,2,3\n4,5,6\n', ['1 2 | 3', '4 5 | 6']],
    ['semicolons and decimal commas', '0,5;1,25;1\n-3;4;0\n', ['0.5 1.25 | 1', '-3 4 | 0']],
    ['tabs, as a spreadsheet copies', '1\t2\t3\r\n4\t5\t6', ['1 2 | 3', '4 5 | 6']],
    [
      'spellings: kept where JSON has them, else mended',
      '0.10,+1,.5\n1e3,5.,-0\n',
      ['0.10 1 | 0.5', '1e3 5 | -0'],
    ],
    ['a header in another order, with more columns', 'id,y_1,x_2,x_1\na,1,2,3\n', ['3 2 | 1']],
    ['a header in plain spelling, of targets', 'x1,x2,t1\n1,2,3', ['1 2 | 3']],
    ['a header that says nothing', 'a,b,c\n1,2,3', ['1 2 | 3']],
    ['quotes', '"x_1","x_2","t ""1"""\n"1",2,"3"\n', ['1 2 | 3']],
    ['a byte order mark and blank lines', '\uFEFF1,2,3\n\n4,5,6\n\n', ['1 2 | 3', '4 5 | 6']],
    ['one row without a header may be a row of any matrix', '1,2,3', null],
    ['too few columns', '1,2\n3,4', null],
    ['too many columns', '1,2,3,4\n5,6,7,8', null],
    ['rows of several lengths', '1,2,3\n4,5\n', null],
    ['a word among the numbers', '1,2,3\n4,five,6', null],
    ['an empty cell', '1,2,3\n4,,6', null],
    ['a number beyond the doubles', '1,2,3\n4,1e999,6', null],
    ['rows of JSON', '[1, 2, 3],\n[4, 5, 6]', null],
    ['an open quote', '"1,2,3\n4,5,6', null],
    ['a header with some names, where they belong', 'x_1,b,y_1\n1,2,3\n', ['1 2 | 3']],
    ['a header with names in another order and one that is missing', 'x_2,x_1,y\n1,2,3\n', null],
    ['words', 'hello', null],
    ['nothing', '', null],
  ];
  for (const [what, pasted, rows] of tables) {
    it(`${rows ? 'is read' : 'is refused'}: ${what}`, () => {
      assert.deepEqual(read(pasted), rows);
    });
  }

  const samples = readPastedSamples('0.10,2,3\n4,5,6\n', network)!;

  it('is added behind the rows there are, in their layout', () => {
    const edits = pasteEdits(parse(text), samples, 'add');
    assert.deepEqual(pasteWays(parse(text)), ['add', 'replace']);
    const expected = text
      .replace('[1, 0]', '[1, 0],\n      [0.10, 2],\n      [4, 5]')
      .replace('[0]]', '[0], [3], [6]]');
    assert.equal(editedText(text, edits!), expected);
    assert.ok(networkIn(expected));
  });

  it('replaces the rows there are, and nothing else of the data', () => {
    const replaced = editedText(text, pasteEdits(parse(text), samples, 'replace')!);
    assert.equal(
      replaced,
      `{
  "inputs": ["x_1", "x_2"],
  "layers": [{ "units": ["y_1"] }],
  "data": {
    "inputs": [
      [0.10, 2],
      [4, 5]
    ],
    "targets": [
      [3],
      [6]
    ], // by hand
    "testFraction": 0.5
  }
}`,
    );
  });

  it('takes the place of any other data, be it a value that is not there yet', () => {
    for (const value of ['{ "generator": "xor", "testFraction": 0.5 }', '{}', '']) {
      const source = `{\n  "inputs": 2,\n  "layers": [{ "units": 1 }],\n  "data": ${value}\n}`;
      const parsed = parse(source);
      assert.ok(isInData(parsed, source.indexOf('"data"') + 8 + Math.min(1, value.length)), value);
      assert.equal(isInData(parsed, 3), false);
      assert.deepEqual(pasteWays(parsed), ['replace']);
      const share = value.includes('testFraction') ? ',\n    "testFraction": 0.5' : '';
      assert.equal(
        editedText(source, pasteEdits(parsed, samples, 'replace')!),
        `{\n  "inputs": 2,\n  "layers": [{ "units": 1 }],\n  "data": {\n    "inputs": [\n      [0.10, 2],\n      [4, 5]\n    ],\n    "targets": [\n      [3],\n      [6]\n    ]${share}\n  }\n}`,
      );
    }
    assert.equal(pasteEdits(parse('{"inputs": 2}'), samples, 'add'), null);
  });
});

describe('a CSV file as data', () => {
  it('has its columns by name, by number, or the last one as target, and categories where they are no numbers', () => {
    const columns = (header: string, row: string) => {
      const data = fileData('a.csv', [header.split(','), row.split(',')], network);
      return data && [data.inputs.join(), data.targets.join(), data.oneHot.join()];
    };
    assert.deepEqual(columns('id,t1,x_2,x_1', '7,1,2,3'), ['x_1,x_2', 't1', '']);
    assert.deepEqual(columns('a,b,c', '1,2,3'), ['a,b', 'c', '']);
    assert.deepEqual(columns('a,b,c,kind', '1,2,3,rye'), ['a,b,c', 'kind', 'kind']);
    assert.equal(columns('a', '1'), null);
  });

  it('is written in the place of the data, or behind the last key', () => {
    const data = fileData('sub/a.csv', [['x_1', 'x_2', 'kind'], ['1', '2', 'rye']], network)!; // prettier-ignore
    const value = `{
    "file": "sub/a.csv",
    "inputs": ["x_1", "x_2"],
    "targets": ["kind"],
    "oneHot": ["kind"],
    "testFraction": 0.5
  }`;
    const start = text.indexOf('"data": ') + 8;
    assert.equal(editedText(text, fileDataEdits(parse(text), data)!), `${text.slice(0, start)}${value}\n}`);
    const bare = '{\n  "inputs": 2,\n  "layers": [{ "units": 1 }] // end\n}\n';
    const without = value.replace(',\n    "testFraction": 0.5', '');
    assert.equal(
      editedText(bare, fileDataEdits(parse(bare), data)!),
      bare.replace('] // end', `], // end\n  "data": ${without}`),
    );
  });
});
