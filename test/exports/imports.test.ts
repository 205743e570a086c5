import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel, createTrace } from '../../src/core/engine/model';
import { forward } from '../../src/core/engine/propagate';
import { csvSnippet } from '../../src/core/exchange/imports/csv/readCsv';
import { npzSnippet, safetensorsSnippet } from '../../src/core/exchange/imports/weightFile';
import { sklearnSnippet } from '../../src/core/exchange/imports/readSklearn';
import { importFile, type ImportKindName } from '../../src/core/exchange/imports/importKinds';
import type { Network } from '../../src/core/network/network';
import { parse } from '../../src/core/network/parse';
import { itWith, tools } from './running';

/*
 * The snippets that Import… offers, run where they are meant to be run: what they write is imported, and the network answers
 * as the library does.
 */

/** Fits a model, runs the snippet, and prints what the model itself answers. */
const fitted = (model: string, data: string, answer: string): string => `
import warnings
import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor
warnings.simplefilter("ignore")
X = np.array([[0.1, -0.4, 1.0], [0.7, 0.2, -1.0], [-0.3, 0.9, 0.5], [0.5, -0.8, 0.25], [0.0, 0.3, -0.6], [0.2, 0.2, 0.2]])
${data}
model = ${model}.fit(X, y)
${sklearnSnippet}
print(json.dumps([[float(v) for v in np.ravel(row)] for row in ${answer}]))
print(json.dumps(float(model.loss_)))
print(json.dumps(X.tolist()))
`;

function outputsOf(network: Network, rows: readonly (readonly number[])[]): number[][] {
  const model = createModel(network);
  const parameters = initialParameters(network);
  const trace = createTrace(model);
  return rows.map((row) => {
    forward(model, parameters, Float64Array.from(row), 0, trace);
    return Array.from(trace.layers.at(-1)!.activations);
  });
}

const suite = 'the snippets of Import…';

describe(suite, function () {
  this.timeout(120_000);
  const { python } = tools();
  let folder = '';

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'backprop-imports-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the program prints, line by line. */
  function run(program: string): string[] {
    const { status, stdout, stderr, error } = spawnSync(python, ['-X', 'utf8', '-c', program], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (error) throw error;
    assert.equal(status, 0, stderr);
    return stdout.trim().split('\n');
  }

  function importWritten(
    kind: ImportKindName,
    name: string,
    choices: Readonly<Record<string, string>> = {},
  ): Network {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const result = importFile(kind, { name, bytes, choices: new Map(Object.entries(choices)) });
    assert.ok(result.kind === 'network', JSON.stringify(result));
    const { network } = parse(result.text);
    assert.ok(network);
    return network;
  }

  const models: readonly (readonly [string, string, string, string])[] = [
    ['MLPRegressor(hidden_layer_sizes=[4, 3], activation="tanh", max_iter=30, random_state=1)', 'y = X[:, 0] - 2 * X[:, 1]', '[[v] for v in model.predict(X)]', 'halfSquaredError'],
    ['MLPRegressor(hidden_layer_sizes=[5], activation="logistic", solver="sgd", batch_size=2, max_iter=9, random_state=2)', 'y = np.stack([X[:, 0], X[:, 2]], axis=1)', 'model.predict(X)', 'halfSquaredError'],
    ['MLPClassifier(hidden_layer_sizes=[4], activation="relu", solver="lbfgs", max_iter=20, random_state=3)', 'y = np.array(["no", "yes", "no", "yes", "yes", "no"])', '[[p[1]] for p in model.predict_proba(X)]', 'binaryCrossEntropy'],
    ['MLPClassifier(hidden_layer_sizes=[2, 2], activation="identity", max_iter=15, random_state=4)', 'y = np.array(["a", "b", "c", "a", "b", "c"])', 'model.predict_proba(X)', 'categoricalCrossEntropy'],
  ]; // prettier-ignore
  for (const [model, data, answer, loss] of models) {
    itWith('sklearn', suite, `scikit-learn writes what answers alike: ${model}`, () => {
      const lines = run(fitted(model, data, answer));
      const expected = JSON.parse(lines[0]!) as number[][];
      const network = importWritten('sklearn', 'network.json');
      assert.equal(network.loss.type, loss);
      const found = outputsOf(network, JSON.parse(lines[2]!) as number[][]);
      expected.forEach((row, s) => {
        row.forEach((value, k) => {
          const other = found[s]![k]!;
          assert.ok(Math.abs(other - value) <= 1e-12 * (1 + Math.abs(value)), `${other} for ${value}`);
        });
      });
    });
  }

  itWith('numpy', suite, 'NumPy writes weights that are read without a question about their rows', () => {
    const program = `import numpy as np
weights = [np.array([[0.1, 5e-324, -0.0], [1/3, 1e300, 2.0]]), np.array([[1.0], [2.0], [3.0]])]
biases = [np.array([0.1 + 0.2, 0.0, -1.0]), np.array([7.0])]
${csvSnippet}`;
    run(program);
    const network = importWritten('csv', 'weights.csv', { hidden: 'tanh', output: 'linear' });
    assert.deepEqual(network.layers[0]!.weights, [[0.1, 5e-324, -0], [1 / 3, 1e300, 2]]); // prettier-ignore
    assert.ok(Object.is(network.layers[0]!.weights[0]![2], -0));
    assert.deepEqual(network.layers[0]!.biases, [0.30000000000000004, 0, -1]);
    assert.deepEqual(network.layers[1]!.biases, [7]);
  });

  itWith(
    'numpy',
    suite,
    'NumPy writes archives that are read without a question about their matrices',
    () => {
      run(`import numpy as np
weights = [np.array([[0.1, 5e-324, -0.0], [1/3, 1e300, 2.0]]), np.array([[1.0], [2.0], [3.0]])]
biases = [np.array([0.1 + 0.2, 0.0, -1.0]), np.array([7.0])]
${npzSnippet}`);
      const choices = { hidden: 'tanh', output: 'linear', loss: 'huber' };
      const network = importWritten('npz', 'network.npz', choices);
      assert.deepEqual(network.layers[0]!.weights, [[0.1, 5e-324, -0], [1 / 3, 1e300, 2]]); // prettier-ignore
      assert.deepEqual(network.layers[0]!.biases, [0.30000000000000004, 0, -1]);
      assert.deepEqual(network.layers[1]!.biases, [7]);
    },
  );

  itWith('torch', suite, 'PyTorch’s is Python that calls what there is', () => {
    // The library safetensors is none of Debian's: a function in its place sees what it is given.
    const lines = run(`import sys, types, torch, json
seen = {}
module = types.ModuleType("safetensors.torch")
module.save_file = lambda tensors, path: seen.update(path=path, shapes={name: list(one.shape) for name, one in tensors.items()})
sys.modules["safetensors"], sys.modules["safetensors.torch"] = types.ModuleType("safetensors"), module
model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
${safetensorsSnippet}
print(json.dumps(seen))`);
    assert.deepEqual(JSON.parse(lines.at(-1)!), {
      path: 'network.safetensors',
      shapes: { '0.weight': [3, 2], '0.bias': [3], '2.weight': [1, 3], '2.bias': [1] },
    });
  });
});
