import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { formatEdits, formatSteps } from '../../../src/core/network/format';
import { valueOf } from '../../../src/core/network/jsonTree';
import { Token } from '../../../src/core/network/jsonTokens';
import { parseJson } from '../../../src/core/network/json';
import { parse } from '../../../src/core/network/parse';
import { editedText, movedOffset } from '../../../src/core/network/text';
import { TokenReader } from '../../../src/core/network/tokenReader';
import { layeredText } from './generated';
import { mutatedText, networkFile } from './generatedFiles';

function formatted(text: string): string {
  return editedText(text, formatEdits(text));
}

/** Kind and text of every token, comments included. */
function tokensOf(text: string): string[] {
  const reader = new TokenReader(text);
  const tokens: string[] = [];
  for (;;) {
    const kind = reader.next();
    if (kind === Token.EOF) return tokens;
    tokens.push(`${kind} ${text.slice(reader.start, reader.end)}`);
  }
}

/** Spellings that JSON has for numbers; none is what JavaScript would print. */
const spelling = fc.constantFrom(
  '-0',
  '0.20',
  '1E2',
  '1e+2',
  '-1.50e-07',
  '100.000',
  '0.0',
  '12345678901234567890',
);

/** White space without meaning; the text after the tidy layout does not depend on it. */
const space = fc.constantFrom('', ' ', '\t', '\n', '\r\n', '\r', '\n   \t', '  ');

/** A valid file with its tokens pulled apart anyhow, and numbers spelled anyhow in its matrices. */
function respaced(): fc.Arbitrary<{ readonly close: string; readonly wide: string }> {
  return fc
    .tuple(networkFile(), fc.infiniteStream(space), fc.infiniteStream(spelling))
    .map(([file, spaces, numbers]) => {
      let wide = '';
      const tokens = tokensOf(JSON.stringify(file)).map((token) => {
        const text = token.slice(token.indexOf(' ') + 1);
        return /^-?[\d.e+-]{4,}$/.test(text) ? String(numbers.next().value) : text;
      });
      // No end of line first: the tidy layout takes over the file's first one.
      for (const token of tokens) wide += `${token}${String(spaces.next().value).replace(/\r\n?/g, '\n')}`;
      return { close: tokens.join(''), wide };
    });
}

describe('the tidy layout of network files', () => {
  it('of 1,000 generated files is kept when made again, and has the same tokens and the same value', () => {
    fc.assert(
      fc.property(layeredText(), (text) => {
        const once = formatted(text);
        assert.equal(formatted(once), once);
        assert.deepEqual(tokensOf(once), tokensOf(text));
        assert.deepEqual(valueOf(parseJson(once).root!), valueOf(parseJson(text).root!));
        assert.equal(once.startsWith('\uFEFF'), text.startsWith('\uFEFF'));
        assert.deepEqual(parse(once).network, parse(text).network);
      }),
      { numRuns: 1_000, seed: 1 },
    );
  });

  it('depends on no white space: 500 files, each pulled apart anyhow', () => {
    fc.assert(
      fc.property(respaced(), ({ close, wide }) => {
        const blank = /\n[ \t]*\n/;
        const tidy = formatted(close);
        assert.equal(
          formatted(wide)
            .split('\n')
            .filter((line) => line !== '')
            .join('\n'),
          tidy.trimEnd(),
        );
        assert.doesNotMatch(tidy, blank);
        assert.deepEqual(tokensOf(tidy), tokensOf(close));
        assert.equal(formatted(tidy), tidy);
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it('changes white space between tokens and nothing else, whatever the text is', () => {
    let untouched = 0;
    fc.assert(
      fc.property(fc.oneof(mutatedText(), layeredText()), (text) => {
        const edits = formatEdits(text);
        if (edits.length === 0) untouched++;
        let end = 0;
        for (const { range, newText } of edits) {
          assert.ok(range.offset >= end);
          end = range.offset + range.length;
          assert.match(text.slice(range.offset, end), /^[ \t\r\n]*$/);
          assert.match(newText, /^[ \t\r\n]*$/);
          assert.notEqual(text.slice(range.offset, end), newText);
        }
      }),
      { numRuns: 1_000, seed: 3 },
    );
    assert.ok(untouched > 100, 'broken texts were among them');
  });

  it('leaves a text alone that is not one value', () => {
    const broken = [
      '',
      '\uFEFF',
      ' // nothing\n',
      '{ "a" : 1 ',
      '{ "a" : 1 } }',
      '{ "a"   1 }',
      '{ "a" : 1   "b": 2 }',
      '[ 1  2 ]',
      '[ , ]',
      '[ 1 ,, 2 ]',
      '[ 1 }',
      '{ 1 : 2 }',
      '[ .5 ]',
      '[ 01 ]',
      '[  "a\n" ]',
      '[ 1 /* open ',
      '[ 1\u00a0]',
      '[  NaN ]',
      `${'[ '.repeat(65)}${']'.repeat(65)}`,
      ',',
      '1   2',
    ];
    for (const text of broken) assert.deepEqual(formatEdits(text), [], JSON.stringify(text));
    assert.notDeepEqual(formatEdits(`${'[ '.repeat(64)}${']'.repeat(64)}`), []);
  });

  it('has rows on lines, numbers in columns with point below point, and short things on one line', () => {
    const text = `{"inputs":2,"layers":[{"units":3,"weights":[[0.25,-10,1e-3],[12.5,0.125,-1]],"biases":[0.5,
      1,2]},{"units":["y"],"activation":{"type":"leakyRelu","slope":0.10}}],


      "training":{"epochs":3,"optimizer":{"type":"momentum","momentum":0.5}},"sweep":{"optimizer":["sgd",{"type":"adam"}],
      "schedule":[{"type":"step","every":3}]}}`;
    assert.equal(
      formatted(text),
      `{
  "inputs": 2,
  "layers": [
    {
      "units": 3,
      "weights": [
        [ 0.25, -10,      1e-3],
        [12.5,    0.125, -1]
      ],
      "biases": [0.5, 1, 2]
    },
    { "units": ["y"], "activation": { "type": "leakyRelu", "slope": 0.10 } }
  ],

  "training": { "epochs": 3, "optimizer": { "type": "momentum", "momentum": 0.5 } },
  "sweep": {
    "optimizer": ["sgd", { "type": "adam" }],
    "schedule": [
      { "type": "step", "every": 3 }
    ]
  }
}
`,
    );
  });

  it('keeps comments where they are: on their line, behind an entry, or within it', () => {
    const text = `// first
/* second */ {   // behind the brace
"inputs" /* how many */ : /* two */ 2 , // behind


// of its own
/* before */ "layers": [ {"units":1, /* why
  not */ "biases": false}, /* last */ ] // end
  , "data": {"inputs":[[1,2],// sample
  [3, /* inside */ 40], [5,
  // apart
  6]],"targets":[]
  }, "training": {"epochs": 3, /* kept */
  "seed": 1}
} // after
`;
    assert.equal(
      formatted(text),
      `// first
/* second */ { // behind the brace
  "inputs" /* how many */: /* two */ 2, // behind

  // of its own
  /* before */ "layers": [
    {
      "units": 1,
      /* why
  not */ "biases": false
    }, /* last */
  ] // end
    ,
  "data": {
    "inputs": [
      [1,  2], // sample
      [3, /* inside */ 40],
      [
        5,
        // apart
        6
      ]
    ],
    "targets": []
  },
  "training": {
    "epochs": 3, /* kept */
    "seed": 1
  }
} // after
`,
    );
  });

  it('tells where a place in a number goes', () => {
    fc.assert(
      fc.property(layeredText(), fc.nat(), (text, choice) => {
        const reader = new TokenReader(text);
        const places: { readonly offset: number; readonly rest: string }[] = [];
        while (reader.next() !== Token.EOF) {
          places.push({ offset: reader.start + 1, rest: text.slice(reader.start + 1, reader.end) });
        }
        const { offset, rest } = places[choice % places.length]!;
        const edits = formatEdits(text);
        const moved = movedOffset(offset, edits);
        const tidy = editedText(text, edits);
        assert.equal(tidy.slice(moved, moved + rest.length), rest);
        const count = (one: string): number => one.replace(/[ \t\r\n]/g, '').length;
        assert.equal(count(tidy.slice(0, moved)), count(text.slice(0, offset)));
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('takes the indentation it is given and the line ends of the file', () => {
    const text = '{"inputs":1,\r\n"layers":[{"units":1}]}';
    const expected = '{\r\n\t"inputs": 1,\r\n\t"layers": [\r\n\t\t{ "units": 1 }\r\n\t]\r\n}\r\n';
    assert.equal(editedText(text, formatEdits(text, { indent: '\t', indentWidth: 4 })), expected);
  });

  it('fills lines with names, and keeps a row of many numbers on one', () => {
    const names = Array.from({ length: 40 }, (_, n) => `"h_{${n + 1}}"`);
    const text = `{"inputs":[${names.join(',')}],"layers":[{"units":1,"biases":[${'0.25,'.repeat(60)}1]}]}`;
    const lines = formatted(text).split('\n');
    assert.equal(lines[1], '  "inputs": [');
    assert.ok(lines.every((line) => line.length <= 110 || line.includes('"biases": [0.25, 0.25')));
    assert.ok(lines[2]!.length > 95, lines[2]);
    assert.equal(lines.filter((line) => line.includes('h_{')).length, 4);
    assert.ok(lines.includes(`      "biases": [${'0.25, '.repeat(60)}1]`));
  });

  it('makes no room in every row for one endless number', () => {
    const rows = Array.from({ length: 1_000 }, () => '[1,2]').join(',');
    const text = `[[1.${'0'.repeat(10_000)},3],${rows}]`;
    assert.ok(formatted(text).length < 2 * text.length + 10_000);
    assert.match(formatted(text), /\n {2}\[1, 2\],\n/);
  });

  it('is that of every example', () => {
    const folder = 'media/examples';
    const names = readdirSync(folder).filter((name) => name.endsWith('.backprop.json'));
    assert.ok(names.length > 5);
    for (const name of names) {
      const text = readFileSync(`${folder}/${name}`, 'utf8');
      assert.equal(formatted(text), text, name);
    }
  });

  it('of a file of 2 MB is made in many short steps', () => {
    const row = `[${Array.from({ length: 100 }, (_, n) => `${n}.125`).join(',')}]`;
    const text = `{"weights":[${Array.from({ length: 3_000 }, () => row).join(',')}]}`;
    assert.ok(text.length > 2_000_000);
    const steps = formatSteps(text, { indent: '  ', indentWidth: 2 });
    let pauses = 0;
    while (!steps.next().done) pauses++;
    // A token is white space and at most a few operations: 4,000 of them are about a millisecond.
    assert.ok(pauses >= 300, String(pauses));
  });
});
