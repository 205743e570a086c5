import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionSteps, referenceSteps } from '../../../src/core/language/unitUses';
import { parse } from '../../../src/core/network/parse';
import { placeOf } from '../../../src/core/network/places';
import { runToEnd } from '../../../src/core/network/steps';
import type { TextRange } from '../../../src/core/network/text';

const text = `{
  "inputs": ["p_1", "p_2"],
  "layers": [
    { "units": ["q_1", "q_2", "q_3"], "weights": [[0.11, 0.12, 0.13], [0.21, 0.22, 0.23]], "biases": [1.01, 1.02, 1.03],
      "symbols": { "preActivation": ["s_1", "s_2", "s_3"], "bias": "c_{q_j}" } },
    { "units": 1, "weights": [[3.1], [3.2], [3.3]], "biases": false,
      "symbols": { "weight": [["v_{q_1}"], ["v_2"], ["v_3"]], "preActivation": "o_j", "activation": "z_{o_j}" } }
  ],
  "symbols": { "target": ["g_1"], "lossTerm": "E_{o_k}" },
  "data": { "inputs": [[7.1, 7.2], [8.1, 8.2]], "targets": [[0.91], [0.92]] },
  "training": { "learningRate": 0.75 },
  "sweep": { "learningRate": [0.5, 0.25], "epochs": [7] }
}
`;

const parsed = parse(text);
const words = (ranges: readonly TextRange[]): readonly string[] =>
  ranges.map(({ offset, length }) => text.slice(offset, offset + length));
const offsetOf = (word: string, shift = 1): number => {
  const offset = text.indexOf(word);
  assert.ok(offset >= 0, word);
  return offset + shift;
};
const definitions = (word: string, shift?: number): readonly string[] =>
  words(runToEnd(definitionSteps(parsed, offsetOf(word, shift))).map(({ target }) => target));
const references = (word: string, shift?: number, withNames = true): readonly string[] =>
  words(runToEnd(referenceSteps(parsed, offsetOf(word, shift), withNames)));

describe('definitions', () => {
  it('is a sound file', () => {
    assert.deepEqual(parsed.diagnostics, []);
  });

  const tables: readonly (readonly [string, readonly string[], number?])[] = [
    ['0.12', ['"p_1"', '"q_2"']],
    ['0.23', ['"p_2"', '"q_3"']],
    ['3.1', ['"q_1"', '1', '"v_{q_1}"']],
    ['"v_2"', ['3.2']],
    ['1.02', ['"q_2"']],
    ['"s_2"', ['"q_2"']],
    ['"q_2"', ['"q_2"']],
    ['q_1}', ['q_1']],
    ['o_j}', ['o_j']],
    ['o_k', ['o_j']],
    ['7.2', ['"p_2"']],
    ['0.92', ['1']],
    ['"g_1"', ['1']],
    ['"learningRate": [', ['"learningRate"']],
    ['"epochs": [', []],
    ['"training"', []],
    ['0.75', []],
    ['"inputs"', []],
  ];
  for (const [word, expected, shift] of tables) {
    it(`of ${word}`, () => {
      assert.deepEqual(definitions(word, shift), expected);
    });
  }

  it('of a swept key is the key of "training"', () => {
    const [definition] = runToEnd(definitionSteps(parsed, offsetOf('"learningRate": [')));
    assert.equal(definition!.target.offset, text.indexOf('"learningRate"'));
  });

  it('of a column is the input that it is for', () => {
    const source = `{ "inputs": ["a", "b"], "layers": [{ "units": ["y"] }],
      "data": { "file": "x.csv", "inputs": ["length", "width"], "targets": ["kind"] } }`;
    const at = (word: string): readonly string[] =>
      runToEnd(definitionSteps(parse(source), source.indexOf(word) + 1)).map(({ target }) =>
        source.slice(target.offset, target.offset + target.length),
      );
    assert.deepEqual(at('"width"'), ['"b"']);
    assert.deepEqual(at('"kind"'), ['"y"']);
  });
});

describe('references', () => {
  const tables: readonly (readonly [string, readonly string[]])[] = [
    ['"p_2"', ['p_2', '0.21', '0.22', '0.23', '7.2', '8.2']],
    ['"q_2"', ['q_2', '0.12', '0.22', '1.02', 's_2', '3.2']],
    ['"q_1"', ['q_1', '0.11', '0.21', '1.01', 's_1', '3.1', 'q_1']],
    ['1.03', ['q_3', '0.13', '0.23', '1.03', 's_3', '3.3']],
    ['"g_1"', ['1', '3.1', '3.2', '3.3', 'g_1', '0.91', '0.92']],
    ['0.91', ['1', '3.1', '3.2', '3.3', 'g_1', '0.91', '0.92']],
    ['3.2', ['3.2', 'v_2']],
    ['"v_2"', ['3.2', 'v_2']],
    ['"o_j"', ['o_j', 'o_j', 'o_k']],
    ['"sweep"', []],
    ['0.75', []],
  ];
  for (const [word, expected] of tables) {
    it(`of ${word}`, () => {
      assert.deepEqual(references(word), expected);
    });
  }

  it('leave the name out where it is not asked for', () => {
    assert.deepEqual(references('"q_2"', 1, false), ['0.12', '0.22', '1.02', 's_2', '3.2']);
  });

  it('of a unit and definitions agree: each number leads back to the unit', () => {
    for (const file of [text, readFileSync(join('media', 'examples', 'network-b.backprop.json'), 'utf8')]) {
      const located = parse(file);
      const { network } = located;
      assert.ok(network);
      let count = 0;
      for (const [layer, { units }] of [[-1, network.inputs] as const, ...network.layers.entries()]) {
        for (let j = 0; j < units; j++) {
          const name =
            layer < 0
              ? placeOf(located, { kind: 'input', i: j })
              : placeOf(located, { kind: 'activation', layer, j });
          if (!name) continue;
          for (const use of runToEnd(referenceSteps(located, name.offset + 1, false))) {
            const written = file.slice(use.offset, use.offset + use.length);
            if (!/^[\d.-]+$/.test(written)) continue;
            const targets = runToEnd(definitionSteps(located, use.offset)).map(({ target }) => target.offset);
            assert.ok(
              targets.includes(name.offset),
              `${written} does not lead to unit ${j} of layer ${layer}`,
            );
            count++;
          }
        }
      }
      assert.ok(count >= 6, String(count));
    }
  });

  it('of a unit with very many weights are bounded', () => {
    const rows = Array.from({ length: 2_000 }, () => '[0.5]').join(',');
    const wide = parse(`{ "inputs": 2000, "layers": [{ "units": ["y"], "weights": [${rows}] }] }`);
    const found = runToEnd(referenceSteps(wide, wide.text.indexOf('"y"') + 1, true));
    assert.equal(found.length, 1_001);
  });
});
