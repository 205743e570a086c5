import assert from 'node:assert/strict';
import { createModel } from '../../../../src/core/engine/model';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createSymbols } from '../../../../src/core/network/symbols';
import { checkStep } from '../../../../src/core/verify/step/checkStep';
import type { StepCheck } from '../../../../src/core/verify/step/stepCheck';
import type { Network, Optimizer } from '../../../../src/core/network/network';
import { datasetOf, defaultOptimizers, networkOf } from '../../engine/reference/networks';
import { plainStep, type Mistakes, type PlainNetwork, type PlainRecording } from './plainStep';

const random = (() => {
  let state = 12345;
  return (): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  };
})();
const matrix = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, random));

/** 3 inputs, 3 units, 3 units, 3 outputs; 5 samples: no factor is another one. */
function plain(changes: Partial<PlainNetwork> = {}): PlainNetwork {
  return {
    weights: [matrix(3, 3), matrix(3, 3), matrix(3, 3)],
    biases: [matrix(1, 3)[0]!, matrix(1, 3)[0]!, matrix(1, 3)[0]!],
    activations: ['tanh', 'sigmoid', 'sigmoid'],
    loss: 'halfSquaredError',
    reduction: 'mean',
    inputs: matrix(5, 3),
    targets: matrix(5, 3).map((row) => row.map((x) => 0.5 + 0.4 * x)),
    l2: 0,
    learningRate: 0.3,
    optimizer: { type: 'sgd' },
    ...changes,
  };
}

function contextOf(net: PlainNetwork): Parameters<typeof checkStep>[0] & { readonly network: Network } {
  const network = networkOf({
    units: [net.weights[0]!.length, ...net.weights.map((rows) => rows[0]!.length)],
    activations: net.activations,
    loss: net.loss,
    reduction: net.reduction,
    weights: net.weights,
    biases: net.biases.map((list) => list ?? false),
    training: {
      optimizer: net.optimizer as unknown as Optimizer,
      learningRate: net.learningRate,
      l2: net.l2,
    },
  });
  return {
    network,
    symbols: createSymbols(network),
    model: createModel(network),
    dataset: datasetOf(net.inputs, net.targets),
    parameters: initialParameters(network),
  };
}

function checked(net: PlainNetwork, recording: object): StepCheck {
  const result = checkStep(contextOf(net), JSON.stringify(recording));
  assert.ok('check' in result, JSON.stringify(result));
  return result.check;
}

/** The likeliest cause of a planted mistake. */
function causeOf(
  net: PlainNetwork,
  mistakes: Mistakes,
  change: (recording: PlainRecording) => object = (r) => r,
): string {
  const { verdict, causes, difference } = checked(net, change(plainStep(net, mistakes)));
  assert.equal(verdict, 'differs', JSON.stringify(mistakes));
  assert.ok(difference);
  return causes[0]?.code ?? 'none';
}

const adam = { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-3 };
const classifier = (): PlainNetwork =>
  plain({
    activations: ['tanh', 'tanh', 'softmax'],
    loss: 'categoricalCrossEntropy',
    targets: Array.from({ length: 5 }, (_, s) => [0, 1, 2].map((k) => (k === s % 3 ? 1 : 0))),
  });

describe('a recorded training step', () => {
  for (const optimizer of defaultOptimizers) {
    it(`of ${optimizer.type} agrees where it is right`, () => {
      for (const make of [plain, classifier]) {
        for (const reduction of ['mean', 'sum'] as const) {
          const net = { ...make(), reduction, l2: 0.02, optimizer: { ...optimizer } } as PlainNetwork;
          const { verdict, difference, compared, notes } = checked(net, plainStep(net));
          assert.equal(verdict, 'agrees', JSON.stringify({ optimizer, difference }));
          assert.deepEqual([compared.length, notes], [13, []]);
          assert.ok(compared.every(({ level }) => level === 'double'));
        }
      }
    });
  }

  const planted: readonly (readonly [
    code: string,
    name: string,
    net: () => PlainNetwork,
    mistakes: Mistakes,
  ])[] = [
    ['sumForMean', 'the loss summed over the samples', plain, { lossFactor: 5 }],
    ['meanForSum', 'a mean over the samples', () => plain({ reduction: 'sum' }), { lossFactor: 1 / 5 }],
    ['meanForSum', 'a mean over the outputs', plain, { lossFactor: 1 / 3 }],
    ['sumForMean', 'a sum over the outputs', () => plain({ loss: 'meanSquaredError' }), { lossFactor: 3 }],
    ['factorTwo', 'without ½', plain, { lossFactor: 2 }],
    ['factorTwo', 'with a ½ too many', () => plain({ loss: 'meanSquaredError' }), { lossFactor: 0.5 }],
    ['meanForSum', 'MSELoss of PyTorch: no ½, and a mean over the outputs', plain, { lossFactor: 2 / 3 }],
    ['factorTwo', 'only the printed loss without ½', plain, { printedLossFactor: 2 }],
    ['sumForMean', 'gradients not averaged over the batch', plain, { gradientFactor: 5 }],
    ['sumForMean', 'an update by the sum', plain, { updateFactor: 5 }],
    ['sign', 'gradients of the wrong sign', plain, { gradientFactor: -1 }],
    ['sign', 'an update uphill', () => plain({ optimizer: adam }), { direction: 1 }],
    ['missingBias', 'a forward pass without biases', plain, { withoutBiases: true }],
    ['biasNotUpdated', 'biases that stay', plain, { biasesKept: true }],
    ['missingActivationDerivative', 'no slope in the last layer', plain, { withoutSlopeIn: 2 }],
    ['missingActivationDerivative', 'no slope in the first', plain, { withoutSlopeIn: 0 }],
    [
      'extraFactor',
      'the slope of a sigmoid that cross-entropy has cancelled',
      () => plain({ loss: 'binaryCrossEntropy' }),
      { extraSlopeIn: 2 },
    ],
    ['appliedTwice', 'softmax twice', classifier, { twice: true }],
    ['appliedTwice', 'sigmoid twice', () => plain({ loss: 'binaryCrossEntropy' }), { twice: true }],
    ['updatedWeights', 'layers updated on the way back', plain, { order: 'backwards' }],
    ['updatedWeights', 'layers updated one after the other', plain, { order: 'forwards' }],
    ['perSample', 'an update after every sample', plain, { order: 'samples' }],
    ['singleSample', 'the last sample alone', plain, { onlySample: 4 }],
    ['penalty', 'no penalty', () => plain({ l2: 0.05 }), { withoutPenalty: true }],
    [
      'penalty',
      'a decoupled penalty, as its gradients show',
      () => plain({ l2: 0.05 }),
      { decoupledPenalty: true },
    ],
    ['epsilonPlace', 'ε under the root of adam', () => plain({ optimizer: adam }), { epsilon: 'inside' }],
    ['epsilonPlace', 'ε before the correction', () => plain({ optimizer: adam }), { epsilon: 'uncorrected' }],
    [
      'epsilonPlace',
      'ε under the root of rmsprop',
      () => plain({ optimizer: { type: 'rmsprop', alpha: 0.99, epsilon: 1e-4 } }),
      { epsilon: 'inside' },
    ],
    ['biasCorrection', 'no bias correction', () => plain({ optimizer: adam }), { uncorrected: true }],
    [
      'weightDecay',
      'a coupled decay',
      () => plain({ optimizer: { ...adam, type: 'adamw', weightDecay: 0.1 } }),
      { decay: 'coupled' },
    ],
    [
      'weightDecay',
      'no decay',
      () => plain({ optimizer: { ...adam, type: 'adamw', weightDecay: 0.1 } }),
      { decay: 'nowhere' },
    ],
    [
      'momentumForm',
      'a dampened velocity',
      () => plain({ optimizer: { type: 'momentum', momentum: 0.8 } }),
      { isDampened: true },
    ],
  ];
  for (const [code, name, make, mistakes] of planted) {
    it(`with a mistake, ${name}, is told as ${code}`, () => {
      assert.equal(causeOf(make(), mistakes), code);
    });
  }

  it('whose decay is decoupled while its gradients hold the penalty is told so', () => {
    const net = plain({ l2: 0.05, optimizer: adam });
    const recording = plainStep(net, { decoupledPenalty: true });
    recording.gradients = plainStep(net).gradients;
    assert.equal(checked(net, recording).causes[0]?.code, 'weightDecay');
  });

  it('of plain momentum in place of Nesterov’s, and the other way round, is told so', () => {
    const [one, two] = [
      plain({ optimizer: { type: 'nesterov', momentum: 0.8 } }),
      plain({ optimizer: { type: 'momentum', momentum: 0.8 } }),
    ];
    for (const [net, other] of [
      [one, 'momentum'],
      [two, 'nesterov'],
    ] as const) {
      const recording = plainStep({ ...net, optimizer: { type: other, momentum: 0.8 } });
      recording.optimizer = { ...net.optimizer, learningRate: net.learningRate };
      assert.equal(checked(net, recording).causes[0]?.code, 'momentumForm');
    }
  });

  it('with a matrix the other way round is told as transposed, square or not', () => {
    const turn = (rows: number[][]): number[][] => rows[0]!.map((_, j) => rows.map((row) => row[j]!));
    const net = plain();
    const turned = (recording: PlainRecording): object => ({
      ...recording,
      weights: recording.weights.map(turn),
      gradients: { ...recording.gradients, weights: recording.gradients.weights.map(turn) },
      updated: { ...recording.updated, weights: recording.updated.weights.map(turn) },
    });
    assert.equal(causeOf(net, {}, turned), 'transposed');
    // Weights that are not the file's: only the numbers show it.
    const trained = { ...net, weights: [matrix(3, 3), matrix(3, 3), matrix(3, 3)] };
    const found = checked(net, turned(plainStep(trained)));
    assert.deepEqual([found.difference?.quantity, found.causes[0]?.code], ['loss', 'transposed']);
    const narrow = {
      ...plain(),
      weights: [matrix(3, 2), matrix(2, 4), matrix(4, 3)],
      biases: [null, null, null],
    };
    const told = checked(narrow, turned(plainStep(narrow)));
    assert.deepEqual([told.difference?.quantity, told.causes[0]?.code], ['weights', 'transposed']);
    assert.equal(
      causeOf(net, { backWeights: (l, own) => (l === 1 ? turn(own as number[][]) : own) }),
      'transposed',
    );
    const updates = plainStep(net);
    updates.updated = { ...updates.updated, weights: updates.updated.weights.map(turn) };
    assert.equal(checked(net, updates).causes[0]?.code, 'transposed');
  });

  it('with another loss, activation, optimizer or learning rate is told so', () => {
    const net = plain({ loss: 'meanSquaredError' });
    const told = (recording: object, of: PlainNetwork = net): string =>
      checked(of, recording).causes[0]?.code ?? 'none';
    assert.equal(told(plainStep({ ...net, loss: 'binaryCrossEntropy' })), 'otherLoss');
    assert.equal(told(plainStep({ ...net, activations: ['relu', 'sigmoid', 'sigmoid'] })), 'otherActivation');
    const claimed = { ...net.optimizer, learningRate: net.learningRate };
    const ada = plainStep({ ...net, optimizer: { type: 'adagrad', epsilon: 1e-10 } });
    assert.equal(told({ ...ada, optimizer: claimed }), 'otherOptimizer');
    assert.equal(told({ ...plainStep({ ...net, learningRate: 0.03 }), optimizer: claimed }), 'learningRate');
    assert.equal(told({ ...plainStep({ ...net, learningRate: 1 }), optimizer: claimed }), 'missingFactor');
  });

  it('without biases where the file has some, or with some where it has none, is told so', () => {
    const net = plain();
    assert.equal(
      causeOf(net, {}, (r) => ({ ...r, biases: [null, r.biases[1], r.biases[2]] })),
      'missingBias',
    );
    const bare = plain({ biases: [null, null, null] });
    assert.equal(
      causeOf(bare, {}, (r) => ({ ...r, biases: [[0, 0, 0], null, null] })),
      'extraBias',
    );
  });

  it('that updated nothing, or not one matrix, is told so', () => {
    const net = plain();
    const right = plainStep(net);
    const still = { ...right, updated: { weights: right.weights, biases: right.biases } };
    assert.equal(checked(net, still).causes[0]?.code, 'notUpdated');
    const one = {
      ...right,
      updated: {
        ...right.updated,
        weights: [right.updated.weights[0], right.weights[1], right.updated.weights[2]],
      },
    };
    const found = checked(net, one);
    const [cause] = found.causes;
    assert.ok(cause);
    assert.equal(cause.code, 'notUpdated');
    assert.match(cause.message, /the weights of "layer 2"/);
    assert.deepEqual(found.difference?.subject, { kind: 'weight', layer: 1, i: 0, j: 0 });
  });

  it('in single precision, or rounded by hand, agrees and says so', () => {
    const net = plain({ optimizer: { type: 'sgd' }, learningRate: 0.1 });
    const single = JSON.parse(
      JSON.stringify(plainStep(net), (key, value: unknown) =>
        typeof value === 'number' && key !== 'learningRate' ? Math.fround(value) : value,
      ),
    ) as object;
    const found = checked(net, single);
    assert.equal(found.verdict, 'agrees', JSON.stringify(found.difference));
    assert.match(found.notes.join(' '), /rounded to about seven digits.*within 1e-6/);
    const { weights, biases, ...rest } = plainStep(net);
    const rounded = JSON.parse(
      JSON.stringify({ ...rest, inputs: undefined, targets: undefined }, (_, value: unknown) =>
        typeof value === 'number' ? Number(value.toFixed(5)) : value,
      ),
    ) as object;
    assert.deepEqual([weights.length, biases.length], [3, 3]);
    const hand = checked(net, rounded);
    assert.equal(hand.verdict, 'agrees', JSON.stringify(hand.difference));
    assert.match(hand.notes.join(' '), /as far as their decimals go/);
    // Rounding excuses no more than its digits.
    assert.equal(checked(net, { loss: Number((plainStep(net).loss + 2e-5).toFixed(5)) }).verdict, 'differs');
  });

  it('later in a run is compared with what its optimizer remembers', () => {
    const net = plain({ optimizer: adam });
    const right = plainStep(net);
    const zeros = {
      weights: right.weights.map((rows) => rows.map((row) => row.map(() => 0.5))),
      biases: right.biases,
    };
    const found = checked(net, {
      ...right,
      optimizer: { ...right.optimizer, updates: 3, mean: zeros, square: zeros },
    });
    assert.equal(found.difference?.quantity, 'updated');
  });

  it('of unknown mistakes names the first number that differs, and no cause', () => {
    const net = plain();
    const right = plainStep(net);
    right.gradients.weights[2]![1]![2]! *= 1.001;
    const { difference, causes } = checked(net, right);
    assert.deepEqual(difference?.subject, { kind: 'weight', layer: 2, i: 1, j: 2 });
    assert.ok(
      difference.quantity === 'gradients' && Math.abs(difference.relativeDifference! - 0.001 / 1.001) < 1e-12,
    );
    assert.deepEqual(causes, []);
  });

  it('compares the last layer’s gradients before those that follow from them', () => {
    const net = plain();
    const right = plainStep(net);
    right.gradients.biases[0]![0]! += 1;
    right.gradients.biases[1]![2]! += 1;
    assert.deepEqual(checked(net, right).difference?.subject, { kind: 'bias', layer: 1, j: 2 });
  });
});
