import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { evaluate } from '../../../src/core/engine/evaluate';
import { parameterIndex } from '../../../src/core/engine/layout';
import { createModel } from '../../../src/core/engine/model';
import { activationFunction } from '../../../src/core/math/activations';
import { lossFunction } from '../../../src/core/math/losses';
import type { Activation, Loss, Matrix } from '../../../src/core/network/network';
import { datasetOf, networkOf } from '../engine/reference/networks';

/** What test/fixtures/sympy/make.py writes; numbers as texts of 20 digits. */
type Entry =
  | { readonly kind: 'activation'; readonly activation: Activation; readonly points: readonly Point[] }
  | { readonly kind: 'formula'; readonly formula: string; readonly points: readonly Point[] }
  | {
      readonly kind: 'loss';
      readonly loss: Loss;
      readonly outputs: number;
      readonly points: readonly {
        readonly y: number;
        readonly t: number;
        readonly value: string;
        readonly derivative: string;
      }[];
    }
  | {
      readonly kind: 'network';
      readonly network: {
        readonly activations: readonly Activation[];
        readonly loss: Loss;
        readonly weights: readonly Matrix[];
        readonly biases: readonly (readonly number[] | null)[];
        readonly inputs: readonly number[];
        readonly targets: readonly number[];
      };
      readonly loss: string;
      readonly weights: readonly (readonly (readonly string[])[])[];
      readonly biases: readonly (readonly string[] | null)[];
    };

interface Point {
  readonly a: number;
  readonly value: string;
  readonly derivative: string;
}

const { entries } = JSON.parse(readFileSync('test/fixtures/sympy/derivatives.json', 'utf8')) as {
  readonly entries: readonly Entry[];
};

/** Of the value itself, however small; a value of 0 must be met exactly. */
const TOLERANCE = 1e-13;

function near(actual: number, expected: string, what: string): void {
  const right = Number(expected);
  const error = right === 0 ? Math.abs(actual) : Math.abs(actual / right - 1);
  assert.ok(error <= TOLERANCE, `${what}: ${actual}, SymPy ${expected}, off by ${error}`);
}

/** Every number of an entry with ours, as [what, ours, SymPy's]. */
function* comparisons(entry: Entry): Generator<readonly [string, number, string]> {
  switch (entry.kind) {
    case 'activation':
    case 'formula': {
      const activation: Activation =
        entry.kind === 'formula' ? { type: 'formula', formula: entry.formula } : entry.activation;
      const phi = activationFunction(activation);
      for (const { a, value, derivative } of entry.points) {
        yield [`φ(${a})`, phi.value(a), value];
        yield [`φ′(${a})`, phi.derivative(a), derivative];
      }
      return;
    }
    case 'loss': {
      const { term, derivative } = lossFunction(entry.loss, entry.outputs);
      for (const point of entry.points) {
        const { y, t } = point;
        yield [`L(${y}, ${t})`, term(y, t), point.value];
        yield [`∂L/∂y(${y}, ${t})`, derivative(y, t), point.derivative];
      }
      return;
    }
    case 'network':
      yield* networkComparisons(entry);
  }
}

function* networkComparisons(
  entry: Extract<Entry, { kind: 'network' }>,
): Generator<readonly [string, number, string]> {
  const { activations, loss, weights, biases, inputs, targets } = entry.network;
  const model = createModel(
    networkOf({
      units: [inputs.length, ...weights.map((matrix) => matrix[0]!.length)],
      activations,
      loss,
      biases: biases.map((own) => own ?? false),
    }),
  );
  const parameters = new Float64Array(model.layout.parameterCount);
  const slopes: (readonly [string, number, string])[] = [];
  weights.forEach((matrix, layer) => {
    matrix.forEach((row, i) => {
      row.forEach((weight, j) => {
        const index = parameterIndex(model.layout, { kind: 'weight', layer, i, j });
        parameters[index] = weight;
        slopes.push([`w ${layer} ${i} ${j}`, index, entry.weights[layer]![i]![j]!]);
      });
    });
    biases[layer]?.forEach((bias, j) => {
      const index = parameterIndex(model.layout, { kind: 'bias', layer, j });
      parameters[index] = bias;
      slopes.push([`b ${layer} ${j}`, index, entry.biases[layer]![j]!]);
    });
  });
  assert.equal(slopes.length, parameters.length);
  const dataset = datasetOf([inputs], [targets]);
  const found = evaluate(model, parameters, dataset, dataset.trainingIndices);
  yield ['loss', found.loss, entry.loss];
  for (const [what, index, expected] of slopes) yield [what, found.gradient[index]!, expected];
}

function title(entry: Entry): string {
  switch (entry.kind) {
    case 'activation':
      return JSON.stringify(entry.activation);
    case 'formula':
      return entry.formula;
    case 'loss':
      return `${entry.loss.type}, ${entry.outputs} outputs`;
    case 'network':
      return `${JSON.stringify(entry.network.activations)} with ${entry.network.loss.type}`;
  }
}

describe('derivatives by SymPy', () => {
  let compared = 0;
  for (const entry of entries) {
    it(`${entry.kind} ${title(entry)}`, () => {
      for (const [what, actual, expected] of comparisons(entry)) {
        near(actual, expected, what);
        compared++;
      }
    });
  }

  it('are of every activation and loss, and of more than 100 functions and networks', () => {
    assert.ok(entries.length >= 100, `${entries.length} entries`);
    assert.ok(compared >= 1_200, `${compared} numbers`);
    const seen = new Set(
      entries.flatMap((entry) =>
        entry.kind === 'network'
          ? entry.network.activations.map(({ type }) => type)
          : entry.kind === 'activation'
            ? [entry.activation.type]
            : entry.kind === 'loss'
              ? [entry.loss.type]
              : [],
      ),
    );
    for (const type of [
      ...[
        'linear',
        'sigmoid',
        'tanh',
        'relu',
        'leakyRelu',
        'elu',
        'gelu',
        'geluTanh',
        'silu',
        'softplus',
        'softmax',
      ],
      ...['halfSquaredError', 'meanSquaredError', 'meanAbsoluteError', 'huber'],
      ...['binaryCrossEntropy', 'categoricalCrossEntropy'],
    ] as const) {
      assert.ok(seen.has(type), `${type} is not among them`);
    }
  });
});
