import assert from 'node:assert/strict';
import fc from 'fast-check';
import { initialParameters } from '../../../src/core/engine/initialise';
import {
  isSame,
  networkDiffSteps,
  type ComparedNetwork,
  type NetworkDiff,
} from '../../../src/core/insight/networkDiff';
import { networkDiffLines } from '../../../src/core/insight/networkDiffWords';
import { formatEdits } from '../../../src/core/network/format';
import { parse } from '../../../src/core/network/parse';
import { runToEnd } from '../../../src/core/network/steps';
import { editedText } from '../../../src/core/network/text';
import { networkFile } from '../network/generatedFiles';

function networkIn(text: string): ComparedNetwork {
  const { network, diagnostics } = parse(text);
  assert.ok(network, JSON.stringify(diagnostics));
  return { network, parameters: initialParameters(network) };
}

function diffOf(before: string, after: string, most = 3): NetworkDiff {
  return runToEnd(networkDiffSteps(networkIn(before), networkIn(after), most));
}

const old = `{
  "name": "first",
  "inputs": 2,
  "layers": [
    { "name": "hidden", "units": 2, "activation": "tanh", "weights": [[0.1, 0.2], [0.3, 0.4]], "biases": [0, 0] },
    { "name": "output", "units": 1, "init": "zeros", "biases": false }
  ],
  "data": { "inputs": [[1, 2], [3, 4]], "targets": [[0], [1]] },
  "training": { "learningRate": 0.5, "stopWhen": { "patience": 3 } }
}`;

describe('what distinguishes two networks', () => {
  it('is told in sentences and tables: settings by section, numbers largest difference first', () => {
    const now = old
      .replace('"name": "first",', '// same but\\n  "description": "other\\u202e",'.replace('\\n', '\n'))
      .replace('"tanh"', '{ "type": "leakyRelu", "slope": 0.2 }')
      .replace(
        '[[0.1, 0.2], [0.3, 0.4]], "biases": [0, 0]',
        '[[0.1, 0.25], [0.3, -4]], "biases": [1e-9, 0.125]',
      )
      .replace('[[0], [1]]', '[[0.5], [1.0]]')
      .replace('0.5, "stop', '0.1, "optimizer": "adam", "stop')
      .replace('"patience": 3', '"lossBelow": 0.01')
      .replace(/\}$/, ', "sweep": { "learningRate": [1, 2] } }');
    assert.equal(
      `${networkDiffLines(diffOf(old, now), 'old.backprop.json', 'new.backprop.json').join('\n')}\n`,
      `old: old.backprop.json
new: new.backprop.json

The file
  name          first → none
  description   none → other⟨U+202E⟩

Layers
  activation of hidden   tanh → leakyRelu (slope 0.2)

Training
  optimizer            sgd → adam (beta1 0.9, beta2 0.999, epsilon 1e-8)
  learningRate         0.5 → 0.1
  stopWhen.patience    3 → none
  stopWhen.lossBelow   none → 0.01

Sweep
  learningRate   none → [1,2]

Samples: 1 of 6 differ, the largest difference first
  target 1 of sample 1   0 → 0.5   +0.5

Weights and biases: 4 of 8 differ, the largest difference first
  w₂₂     0.4 → -4     -4.4
  b⁽¹⁾₂   0 → 0.125    +0.125
  w₁₂     0.2 → 0.25   +0.05
  and 1 more

Unchanged: 30 settings, 5 numbers of the samples, 4 weights and biases.
`,
    );
  });

  it('is nothing between a file and the same in other white space, order, spelling and comments', () => {
    const same = `/* */ ${old.replace('0.5, "stop', '5.0e-1, "epochs": 100, "stop')}`.replace(
      '"name": "first",\n  "inputs": 2,',
      '"inputs": 2, // two\n "name": "first",',
    );
    assert.deepEqual(networkDiffLines(diffOf(old, same), 'a', 'b'), [
      'old: a',
      'new: b',
      '',
      'The two networks are the same.',
    ]);
    fc.assert(
      fc.property(networkFile(), (file) => {
        const text = JSON.stringify(file);
        const diff = diffOf(text, editedText(text, formatEdits(text)));
        assert.ok(isSame(diff));
        assert.deepEqual(diff.settings, []);
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  it('finds one number that was changed, wherever it is, in 200 files', () => {
    let found = 0;
    fc.assert(
      fc.property(networkFile(), fc.nat(), (file, choice) => {
        const one = networkIn(JSON.stringify(file));
        const index = choice % one.parameters.length;
        const parameters = one.parameters.slice();
        parameters[index] = parameters[index]! + 1;
        const diff = runToEnd(networkDiffSteps(one, { ...one, parameters }, 10));
        assert.equal(diff.parameters.changed, 1);
        assert.equal(diff.parameters.unchanged, parameters.length - 1);
        assert.equal(diff.parameters.changes[0]!.after, parameters[index]);
        assert.equal(isSame(diff), false);
        found++;
      }),
      { numRuns: 200, seed: 7 },
    );
    assert.equal(found, 200);
  });

  it('compares no weights of layers that have another shape, and says which', () => {
    const wider = old.replace(
      '"units": 2, "activation": "tanh", "weights": [[0.1, 0.2], [0.3, 0.4]], "biases": [0, 0]',
      '"units": 3',
    );
    const longer = wider.replace('"biases": false }', '"biases": false }, { "name": "last", "units": 1 }');
    const lines = networkDiffLines(diffOf(old, longer), 'a', 'b');
    assert.deepEqual(lines.slice(-5, -1), [
      'The weights of hidden are not compared: they were 2 × 2 and are 2 × 3.',
      'The weights of output are not compared: they were 2 × 1 and are 3 × 1.',
      'Only the new network has last; its weights are compared with none.',
      '',
    ]);
    assert.ok(lines.includes('  layers            2 → 3'), lines.join('\n'));
    assert.ok(lines.includes('  units of hidden   2 → 3'));
  });

  it('keeps the largest of many differences and counts the others', () => {
    const row = (value: (n: number) => number) =>
      JSON.stringify([Array.from({ length: 4_000 }, (_, n) => value(n))]);
    const file = (value: (n: number) => number) =>
      `{"inputs":1,"layers":[{"units":4000,"weights":${row(value)},"biases":false}]}`;
    const { parameters } = diffOf(file(() => 0), file((n) => (n * 1_237) % 4_000), 2); // prettier-ignore
    assert.equal(parameters.changed, 3_999);
    assert.deepEqual(parameters.changes.map(({ after }) => after), [3_999, 3_998]); // prettier-ignore
  });
});
