import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completionsAt } from '../../../src/core/language/completion';
import { cursorAt } from '../../../src/core/language/cursor';
import { keyHelpAt } from '../../../src/core/language/keyHelp';
import { outlineOf, type OutlineEntry } from '../../../src/core/language/outline';
import { definitionSteps, referenceSteps } from '../../../src/core/language/unitUses';
import { parse } from '../../../src/core/network/parse';
import { runToEnd } from '../../../src/core/network/steps';
import { mutatedText } from '../network/generatedFiles';

/** Names and details, two spaces for each level. */
function lines(entries: readonly OutlineEntry[], indent = ''): readonly string[] {
  return entries.flatMap(({ name, detail, children }) => [
    `${indent}${name}${detail === '' ? '' : ` · ${detail}`}`,
    ...lines(children, `${indent}  `),
  ]);
}

const outline = (text: string): readonly string[] => lines(outlineOf(parse(text)));

function assertNested(entries: readonly OutlineEntry[], low: number, high: number): number {
  let count = 0;
  for (const { range, focus, children } of entries) {
    assert.ok(low <= range.offset && range.offset + range.length <= high, 'a part lies outside of the whole');
    assert.ok(range.offset <= focus.offset && focus.offset + focus.length <= range.offset + range.length);
    count += 1 + assertNested(children, range.offset, range.offset + range.length);
  }
  return count;
}

describe('the outline', () => {
  it('tells network, inputs, layers, units, rows, data, training and sweep', () => {
    assert.deepEqual(
      outline(`{ "name": "small", "inputs": ["x_1", "x_2"],
        "layers": [
          { "name": "hidden", "units": ["h_1"], "activation": "tanh", "weights": [[1], [2]], "biases": [0] },
          { "units": 2, "activation": { "formula": "a^2" }, "weights": [[1, 2]], "biases": false } ],
        "data": { "generator": "xor", "samples": 20 }, "training": { "epochs": 5, "optimizer": { "type": "adam" } },
        "sweep": { "epochs": [1, 2] } }`),
      [
        'small · 2-1-2',
        '  inputs · 2 inputs',
        '    x₁ · unit 1',
        '    x₂ · unit 2',
        '  hidden · 1 unit, tanh',
        '    h₁ · unit 1',
        '    weights · 2 rows',
        '      from x₁ · 1 weight',
        '      from x₂ · 1 weight',
        '    biases · 1 number',
        '  layer 2 · 2 units, "a^2"',
        '    weights · 1 row',
        '      from h₁ · 2 weights',
        '    biases · false',
        '  data · xor',
        '    generator · xor',
        '    samples · 20',
        '  training · epochs, optimizer',
        '    epochs · 5',
        '    optimizer · adam',
        '  sweep · epochs',
        '    epochs · 2 numbers',
      ],
    );
  });

  it('tells of a broken file what is there', () => {
    assert.deepEqual(outline('{ "inputs": 2, "layers": [{ "units": 3, "weights": [[1, 2'), [
      'network · 2-3',
      '  inputs · 2 inputs',
      '  layer 1 · 3 units',
      '    weights · 1 row',
      '      from unit 1 · 2 weights',
    ]);
    assert.deepEqual(outline(''), []);
    assert.deepEqual(outline('[1, 2]'), []);
  });

  it('shows what cannot be seen in a name, and stays short', () => {
    const [network] = outlineOf(parse(`{ "name": "a\\u202eb${'x'.repeat(300)}" }`));
    assert.ok(
      network!.name.startsWith('a⟨U+202E⟩b') && Array.from(network!.name).length <= 60,
      network!.name,
    );
  });

  it('is bounded for large layers', () => {
    const names = JSON.stringify(Array.from({ length: 4_000 }, (_, j) => `n${j}`));
    const rows = Array.from({ length: 4_000 }, () => '[1]').join(',');
    const text = `{ "inputs": ${names}, "layers": [{ "units": 1, "weights": [${rows}] }] }`;
    assert.ok(lines(outlineOf(parse(text))).length < 500);
  });

  it('has each part inside the whole', () => {
    for (const name of ['network-b', 'grains', 'classic-2-2-2']) {
      const text = readFileSync(join('media', 'examples', `${name}.backprop.json`), 'utf8');
      assert.ok(assertNested(outlineOf(parse(text)), 0, text.length) > 10);
    }
  });
});

describe('the help for a key', () => {
  const at = (text: string, word: string) => keyHelpAt(parse(text), text.indexOf(word) + 1);

  it('explains it, says what it may be, and which words it knows', () => {
    const text =
      '{ "inputs": 1, "layers": [{ "units": 1, "activation": "tanh" }], "training": { "l2": 0.1 } }';
    const activation = at(text, '"activation"');
    assert.match(activation!.explanation, /Default `linear`/);
    assert.equal(activation!.words.length, 11);
    assert.equal(at(text, '"l2"')!.expected, 'a number, at least 0');
    assert.equal(at(text, '"tanh"'), null);
    assert.equal(at('{ "nonsense": 1 }', '"nonsense"'), null);
  });
});

describe('whatever the text', () => {
  it('every answer is there and lies in the text', () => {
    for (const text of fc.sample(mutatedText(), { numRuns: 150, seed: 9 })) {
      const parsed = parse(text);
      assertNested(outlineOf(parsed), 0, text.length);
      for (let offset = 0; offset <= text.length; offset += 1 + Math.floor(text.length / 40)) {
        const { word } = cursorAt(text, parsed.root, offset);
        assert.ok(word.offset <= offset && offset <= word.offset + word.length);
        const entries = completionsAt(parsed, offset, {
          columns: ['c'],
          files: [{ name: 'd.csv', isFolder: false }],
        });
        const labels = entries.map(({ label }) => label);
        assert.equal(new Set(labels).size, labels.length, `${text}\n${offset}`);
        keyHelpAt(parsed, offset);
        for (const { target } of runToEnd(definitionSteps(parsed, offset))) {
          assert.ok(target.offset >= 0 && target.offset + target.length <= text.length);
        }
        for (const range of runToEnd(referenceSteps(parsed, offset, true))) {
          assert.ok(range.offset >= 0 && range.offset + range.length <= text.length);
        }
      }
    }
  });
});
