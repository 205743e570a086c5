import assert from 'node:assert/strict';
import type { SampleValues } from '../../../src/core/math/evaluate';
import type { Quantity } from '../../../src/core/math/expression';
import { evaluateMatrix, matrixMagnitude, matrixShape, quantityAt } from '../../../src/core/math/matrix';
import { matrixGradient, type MatrixLevel, type MatrixSubject } from '../../../src/core/math/matrixGradient';
import { createMatrixNames } from '../../../src/core/math/matrixNames';
import { printMatrix, printShapes } from '../../../src/core/math/printMatrix';
import { matrixVocabulary, readMatrixEquation } from '../../../src/core/math/readMatrix';
import { ReadError } from '../../../src/core/math/scanner';
import type { Activation, Network } from '../../../src/core/network/network';
import { networkOf } from '../engine/reference/networks';
import { allowedPairs, elementwise, randomNetwork } from '../insight/randomNetworks';
import { networkA, networkB, sampleValues } from './networks';
import { engineGradient, firstSample } from './proving';

const notations = ['latex', 'unicode'] as const;
const levels: readonly MatrixLevel[] = ['delta', 'activations', 'inputs'];

/** Everything whose gradient has a matrix form. */
function matrixSubjects(network: Network): readonly MatrixSubject[] {
  const layers = network.layers.map((_, layer) => layer);
  return [
    { kind: 'activations', layer: -1 },
    ...layers.flatMap((layer): MatrixSubject[] => [
      { kind: 'weights', layer },
      ...(network.layers[layer]!.hasBiases ? [{ kind: 'biases', layer } as const] : []),
      { kind: 'preActivations', layer },
      { kind: 'activations', layer },
      { kind: 'deltas', layer },
    ]),
  ];
}

/** ∂L_s/∂ of a quantity as the engine has it. */
function engineOf(network: Network, values: SampleValues, of: Quantity): number {
  if (of.kind === 'delta') return values.deltas[of.layer]![of.j as number]!;
  return engineGradient(network, values, of as Parameters<typeof engineGradient>[2]);
}

/** Each entry of the printed right side, read back, is the engine's gradient. Returns how many entries it saw. */
function proveText(
  network: Network,
  values: SampleValues,
  subject: MatrixSubject,
  text: string,
  notation: 'latex' | 'unicode',
): number {
  const words = matrixVocabulary(network, createMatrixNames(network), notation);
  const sides = readMatrixEquation(text, words);
  assert.equal(sides.length, 2);
  const rows = evaluateMatrix(network, values, sides[1]!);
  const scales = matrixMagnitude(network, values, sides[1]!);
  assert.deepEqual(matrixShape(network, sides[0]!), [rows.length, rows[0]!.length]);
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      const engine = engineOf(network, values, quantityAt(subject, i, j));
      const scale = Math.max(scales[i]![j]!, Number.MIN_VALUE);
      assert.ok(
        Math.abs(value - engine) <= 1e-12 * scale,
        `${text} [${i}, ${j}]: ${value}, engine ${engine}`,
      );
    });
  });
  return rows.length * rows[0]!.length;
}

function printed(
  network: Network,
  subject: MatrixSubject,
  level: MatrixLevel,
  notation: 'latex' | 'unicode',
) {
  const names = createMatrixNames(network);
  const { left, right } = matrixGradient(network, subject, level);
  return `${printMatrix(names, left, notation)} = ${printMatrix(names, right, notation)}`;
}

function proveNetwork(network: Network, values: SampleValues): number {
  let entries = 0;
  for (const subject of matrixSubjects(network)) {
    for (const level of levels) {
      for (const notation of notations) {
        const text = printed(network, subject, level, notation);
        entries += proveText(network, values, subject, text, notation);
      }
    }
  }
  return entries;
}

describe('matrix forms read back and evaluated', () => {
  it('network A: every layer, every level', () => {
    assert.equal(proveNetwork(networkA(), sampleValues(networkA(), [0.3, -0.8], [0.2, 0.9])), 204);
  });

  it('network B: every layer, every level', () => {
    assert.equal(proveNetwork(networkB(), sampleValues(networkB(), [0.05, 0.1], [0.01, 0.99])), 132);
  });

  for (let seed = 1; seed <= 20; seed++) {
    const depth = 1 + (seed % 4);
    const hidden = (layer: number): Activation => elementwise[(seed * 3 + layer * 7) % elementwise.length]!;
    const pair = allowedPairs[(seed * 11) % allowedPairs.length]!;
    it(`random network ${seed}: ${depth} layers, ${pair.last.type}, ${pair.loss.type}`, () => {
      const random = randomNetwork(seed, depth, hidden, pair.last, pair.loss, 1e-3);
      assert.ok(proveNetwork(random.network, firstSample(random)) > 30);
    });
  }

  it('every allowed last activation with every loss', () => {
    allowedPairs.forEach(({ last, loss }, n) => {
      const random = randomNetwork(100 + n, 2, () => ({ type: 'tanh' }), last, loss, 1e-3);
      proveNetwork(random.network, firstSample(random));
    });
  });

  it('tells two functions of one name apart by their layers', () => {
    const activations: readonly Activation[] = [
      { type: 'leakyRelu', slope: 0.1 },
      { type: 'leakyRelu', slope: 0.3 },
      { type: 'sigmoid' },
    ];
    const network = networkOf({ units: [2, 2, 2, 2], activations });
    const text = printed(network, { kind: 'deltas', layer: 1 }, 'delta', 'unicode');
    assert.equal(text, 'δ⁽²⁾ = (δ⁽³⁾ W⁽³⁾ᵀ) ⊙ LReLU′₂(a⁽²⁾)');
    proveNetwork(network, sampleValues(network, [0.4, -0.7], [0.1, 0.8]));
  });

  it('sees a dropped transpose, a swapped product and a wrong layer', () => {
    const network = networkA();
    const values = sampleValues(network, [0.3, -0.8], [0.2, 0.9]);
    const square = networkOf({
      units: [2, 2, 2],
      activations: ['sigmoid', 'sigmoid'],
      weights: [
        [
          [0.1, 0.7],
          [-0.3, 0.2],
        ],
        [
          [0.4, -0.6],
          [0.5, 0.9],
        ],
      ],
    });
    const squareValues = sampleValues(square, [0.3, -0.8], [0.2, 0.9]);
    const refused = (of: Network, numbers: SampleValues, subject: MatrixSubject, text: string) => {
      assert.throws(() => proveText(of, numbers, subject, text, 'unicode'), text);
    };
    const weights: MatrixSubject = { kind: 'weights', layer: 0 };
    const deltas: MatrixSubject = { kind: 'deltas', layer: 0 };
    refused(network, values, weights, '∂L/∂W = x δ⁽¹⁾');
    refused(network, values, weights, '∂L/∂W = δ⁽¹⁾ᵀ x');
    refused(network, values, { kind: 'weights', layer: 1 }, '∂L/∂U = hᵀ δ⁽¹⁾');
    refused(network, values, deltas, 'δ⁽¹⁾ = (δ⁽²⁾ U) ⊙ σ′(a⁽¹⁾)');
    refused(network, values, deltas, 'δ⁽¹⁾ = δ⁽²⁾ Uᵀ');
    // Where every matrix is square, the shapes say nothing and the numbers have to.
    refused(square, squareValues, deltas, 'δ⁽¹⁾ = (δ⁽²⁾ U) ⊙ σ′(a⁽¹⁾)');
    refused(square, squareValues, weights, '∂L/∂W = δ⁽¹⁾ᵀ x');
    refused(square, squareValues, deltas, 'δ⁽¹⁾ = (δ⁽²⁾ Wᵀ) ⊙ σ′(a⁽¹⁾)');
    proveText(square, squareValues, deltas, 'δ⁽¹⁾ = (δ⁽²⁾ Uᵀ) ⊙ σ′(a⁽¹⁾)', 'unicode');
  });

  it('refuses shapes that do not fit, at their place', () => {
    const words = matrixVocabulary(networkA(), createMatrixNames(networkA()), 'unicode');
    for (const [text, offset] of [
      ['∂L/∂W = x δ⁽¹⁾', 8],
      ['δ⁽¹⁾ = (δ⁽²⁾ Uᵀ) ⊙ σ′(a⁽²⁾)', 7],
      ['y = h U + b⁽¹⁾', 4],
      ['y = σ(a⁽¹⁾ ', 11],
      ['y = q', 4],
      ['∂L/∂W = δ⁽¹⁾', 0],
    ] as const) {
      assert.throws(
        () => readMatrixEquation(text, words),
        (error) => error instanceof ReadError && error.offset === offset,
        text,
      );
    }
  });

  it('says the shapes factor by factor', () => {
    const network = networkA();
    const shapes = (subject: MatrixSubject, level: MatrixLevel): string => {
      const { left, right } = matrixGradient(network, subject, level);
      return printShapes(network, [left, right]);
    };
    assert.equal(shapes({ kind: 'weights', layer: 0 }, 'delta'), '[2, 3] = [2, 1] [1, 3]');
    assert.equal(shapes({ kind: 'deltas', layer: 0 }, 'delta'), '[1, 3] = ([1, 2] [2, 3]) ⊙ [1, 3]');
    assert.equal(shapes({ kind: 'biases', layer: 1 }, 'delta'), '[1, 2] = [1, 2]');
    assert.equal(shapes({ kind: 'deltas', layer: 1 }, 'activations'), '[1, 2] = [1, 2]');
  });
});
