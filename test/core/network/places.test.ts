import { strict as assert } from 'node:assert';
import { parse } from '../../../src/core/network/parse';
import { keyPathAt, placeOf, sampleAt, subjectAt } from '../../../src/core/network/places';
import type { Subject } from '../../../src/core/network/subject';
import type { TextRange } from '../../../src/core/network/text';

const text = `// A comment with 0.5 in it
{
  "inputs": ["p_1", "p_2"],
  "layers": [
    { "units": ["q_1", "q_2"], "weights": [[0.11, 0.12], [0.21, 0.22]], "biases": [1.01, 1.02] },
    { "name": "out", "units": 1, "activation": "sigmoid", "weights": [[3.1], [3.2]], "biases": false,
      "symbols": { "weight": [["v_1"], ["v_2"]], "preActivation": ["s_1"], "activation": "z_j" } }
  ],
  "loss": "halfSquaredError",
  "symbols": { "loss": "E", "target": ["g_1"], "lossTerm": ["E_1"] },
  "data": { "inputs": [[7.1, 7.2], [8.1, 8.2]], "targets": [[0.91], [0.92]] },
  "training": { "learningRate": 0.75, "precision": "float64" }
}
`;

const parsed = parse(text);

function at(word: string): TextRange {
  const offset = text.indexOf(word);
  assert.ok(offset >= 0 && !text.includes(word, offset + 1), `${word} does not stand once`);
  return { offset, length: word.length };
}

const subjects: readonly (readonly [string, Subject])[] = [
  ['0.12', { kind: 'weight', layer: 0, i: 0, j: 1 }],
  ['0.21', { kind: 'weight', layer: 0, i: 1, j: 0 }],
  ['1.02', { kind: 'bias', layer: 0, j: 1 }],
  ['3.2', { kind: 'weight', layer: 1, i: 1, j: 0 }],
  ['"q_2"', { kind: 'activation', layer: 0, j: 1 }],
  ['"p_1"', { kind: 'input', i: 0 }],
  ['"s_1"', { kind: 'preActivation', layer: 1, j: 0 }],
  ['"g_1"', { kind: 'target', k: 0 }],
  ['"E_1"', { kind: 'lossTerm', k: 0 }],
  ['"halfSquaredError"', { kind: 'loss' }],
];

describe('places', () => {
  it('is a sound file', () => {
    assert.deepEqual(parsed.diagnostics, []);
  });

  for (const [word, subject] of subjects) {
    it(`${word} is ${JSON.stringify(subject)}, and back`, () => {
      const range = at(word);
      assert.deepEqual(placeOf(parsed, subject), range);
      for (let offset = range.offset; offset <= range.offset + range.length; offset++) {
        assert.deepEqual(subjectAt(parsed, offset), subject);
      }
      assert.notDeepEqual(subjectAt(parsed, range.offset - 1), subject);
    });
  }

  it('knows other words for the same things', () => {
    assert.deepEqual(subjectAt(parsed, at('"v_2"').offset + 1), { kind: 'weight', layer: 1, i: 1, j: 0 });
    assert.deepEqual(subjectAt(parsed, at('"E"').offset), { kind: 'loss' });
    assert.deepEqual(subjectAt(parsed, at('8.2').offset), { kind: 'input', i: 1 });
    assert.deepEqual(subjectAt(parsed, at('0.92').offset), { kind: 'target', k: 0 });
    assert.equal(sampleAt(parsed, at('8.2').offset), 1);
    assert.equal(sampleAt(parsed, at('0.91').offset), 0);
    assert.equal(sampleAt(parsed, at('0.12').offset), null);
  });

  it('finds nothing where nothing stands for a quantity', () => {
    for (const word of ['A comment', '"units": 1', '"out"', '"sigmoid"', 'false', '0.75', '"z_j"']) {
      assert.equal(subjectAt(parsed, at(word).offset + 2), null, word);
    }
    assert.equal(subjectAt(parsed, text.length), null);
    assert.equal(placeOf(parsed, { kind: 'activation', layer: 1, j: 0 }), null);
    assert.equal(placeOf(parsed, { kind: 'weight', layer: 0, i: 9, j: 9 }), null);
    assert.equal(placeOf(parsed, { kind: 'weight', layer: 0, i: 0, j: 2 }), null);
    assert.equal(placeOf(parsed, { kind: 'bias', layer: 7, j: 0 }), null);
  });

  it('tells the settings', () => {
    assert.deepEqual(parsed.places.learningRate, at('0.75'));
    assert.deepEqual(parsed.places.training?.keys.get('learningRate')?.key, at('"learningRate"'));
    assert.deepEqual(parsed.places.layers[1]?.activation, at('"sigmoid"'));
    assert.equal(parsed.places.layers[0]?.weights?.columns, 2);
    assert.deepEqual(parsed.places.layers[0].weights.rows[1], at('[0.21, 0.22]'));
  });

  it('tells keys and values by their path', () => {
    assert.deepEqual(keyPathAt(parsed, at('"learningRate"').offset + 3), {
      path: ['training', 'learningRate'],
      range: at('"learningRate"'),
      isOnKey: true,
    });
    assert.deepEqual(keyPathAt(parsed, at('0.22').offset), {
      path: ['layers', 0, 'weights', 1, 1],
      range: at('0.22'),
      isOnKey: false,
    });
    assert.deepEqual(keyPathAt(parsed, at('"sigmoid"').offset)?.path, ['layers', 1, 'activation']);
    assert.equal(keyPathAt(parsed, 5), null);
    assert.equal(keyPathAt(parse(''), 0), null);
  });

  it('stays known in a file with errors', () => {
    const broken = parse(text.replace('"sigmoid"', '"sigmoi"').replace('[3.2]', '[3.2, 1]'));
    assert.equal(broken.network, null);
    assert.deepEqual(subjectAt(broken, text.indexOf('0.21')), { kind: 'weight', layer: 0, i: 1, j: 0 });
    assert.equal(broken.places.layers[1]?.weights, null);
  });
});
