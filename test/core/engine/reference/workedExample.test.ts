import { strict as assert } from 'node:assert';
import { createTrace, createModel } from '../../../../src/core/engine/model';
import { evaluate } from '../../../../src/core/engine/evaluate';
import { backward, forward, sampleLoss } from '../../../../src/core/engine/propagate';
import { createTrainer } from '../../../../src/core/engine/training';
import type { Matrix, Network } from '../../../../src/core/network/network';
import {
  flatten,
  largestDifference,
  readReference,
  referenceDataset,
  referenceNetwork,
  type ReferenceCase,
  type ReferenceParameters,
} from './referenceCases';

interface KeptStep extends ReferenceParameters {
  readonly step: number;
  readonly preActivations: Matrix;
  readonly hidden: readonly number[];
  readonly outputs: readonly number[];
  readonly errorPerOutput: readonly number[];
  readonly loss: number;
  readonly deltas: Matrix;
  readonly gradients: ReferenceParameters;
}

const worked = readReference('worked-2-2-2.json') as {
  case: ReferenceCase;
  lr: number;
  biasesFixed: KeptStep[];
  biasesTrained: KeptStep[];
  published: { what: string; computed: number; published: number; decimals: number; agrees: boolean }[];
};

describe('the classic 2-2-2 example', () => {
  for (const [kind, biases] of [
    ['biasesFixed', true],
    ['biasesTrained', false],
  ] as const) {
    it(`${kind}: every kept number of the steps 0, 1, 2, 3, 100, 1000, 9999, 10000`, () => {
      const network: Network = withFrozenBiases(workedNetwork(), biases);
      const trainer = createTrainer(network, referenceDataset(worked.case), start(network));
      const steps = worked[kind];
      assert.deepEqual(
        steps.map(({ step }) => step),
        [0, 1, 2, 3, 100, 1000, 9999, 10000],
      );
      for (const kept of steps) {
        trainer.advance(kept.step - trainer.step);
        assert.equal(trainer.step, kept.step);
        compareState(network, trainer.parameters, worked.case, kept, kept.step <= 3 ? 1e-12 : 1e-10);
      }
    });
  }

  it('agrees with the published figures that are right, and not with those that are wrong', () => {
    const network = withFrozenBiases(workedNetwork(), true);
    const trainer = createTrainer(network, referenceDataset(worked.case), start(network));
    const initial = trainer.finish().loss;
    trainer.advance(1);
    const { loss: afterOne, parameters } = trainer.finish();
    trainer.advance(9999);
    const computed = new Map([
      ['initial error', initial],
      ['error after one step', afterOne],
      ['error after 10000 steps, biases fixed', trainer.finish().loss],
      ...['w1', 'w3', 'w2', 'w4', '', '', 'w5', 'w7', 'w6', 'w8'].map(
        (name, p) => [`${name} after one step`, parameters[p]!] as const,
      ),
    ]);
    const judged = worked.published.filter(({ what }) => computed.has(what));
    assert.equal(judged.length, 11);
    for (const { what, published, decimals, agrees } of judged) {
      const isNear = Math.abs(computed.get(what)! - published) <= 0.5000001 * 10 ** -decimals;
      assert.equal(isNear, agrees, what);
    }
  });
});

interface LearningRates {
  case: ReferenceCase;
  curves: Record<string, number[]>;
  states: Record<string, KeptStep[]>;
  firstStepBelow: Record<string, Record<string, number | null>>;
}

describe('the 2-2-2 example without biases, at six learning rates', () => {
  const rates = readReference('no-bias-2-2-2-learning-rates.json') as LearningRates;
  let curves = 0;
  let compared = 0;
  for (const [rate, curve] of Object.entries(rates.curves)) {
    it(`${rate}: the loss after 0 to 1,000 steps, the states, the first steps below`, () => {
      const network = referenceNetwork(rates.case, { learningRate: Number(rate), epochs: 1000 });
      const dataset = referenceDataset(rates.case);
      const trainer = createTrainer(network, dataset, flatten(network, rates.case));
      for (const kept of rates.states[rate]!) {
        trainer.advance(kept.step - trainer.step);
        compareState(network, trainer.parameters, rates.case, kept, 1e-11);
      }
      const { history, loss, stopped, epochs } = trainer.finish();
      assert.equal(epochs, 1000);
      assert.equal(stopped, 'epochs');
      const losses = [...history.loss, loss];
      assert.equal(curve.length, 1001);
      const difference = largestDifference(losses, curve);
      assert.ok(difference <= 1e-11, `off by ${difference}`);
      for (const [threshold, first] of Object.entries(rates.firstStepBelow[rate]!)) {
        const found = losses.findIndex((value) => value < Number(threshold));
        assert.equal(found < 0 ? null : found, first, `first step below ${threshold}`);
      }
      curves++;
      compared += losses.length;
    });
  }

  it('are 6 curves of 1,001 losses', () => {
    assert.equal(curves, 6);
    assert.equal(compared, 6 * 1001);
  });
});

function workedNetwork(): Network {
  return referenceNetwork(worked.case, { learningRate: worked.lr, epochs: 20_000 });
}

function start(network: Network): Float64Array {
  return flatten(network, worked.case);
}

function withFrozenBiases(network: Network, biases: boolean): Network {
  return {
    ...network,
    layers: network.layers.map((layer) => ({ ...layer, frozen: { weights: false, biases } })),
  };
}

/** Compares parameters and everything that follows from them with one kept step. */
function compareState(
  network: Network,
  parameters: Float64Array,
  reference: ReferenceCase,
  kept: KeptStep,
  tolerance: number,
): void {
  const model = createModel(network);
  const dataset = referenceDataset(reference);
  const trace = createTrace(model);
  forward(model, parameters, dataset.inputs, 0, trace);
  const loss = sampleLoss(model, dataset.targets, 0, trace);
  backward(model, parameters, trace);
  const { gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
  const [hidden, output] = trace.layers;
  const pairs: readonly (readonly [string, ArrayLike<number>, ArrayLike<number>])[] = [
    ['parameters', parameters, flatten(network, kept)],
    ['hidden pre-activations', hidden!.preActivations, kept.preActivations[0]!],
    ['output pre-activations', output!.preActivations, kept.preActivations[1]!],
    ['hidden', hidden!.activations, kept.hidden],
    ['outputs', output!.activations, kept.outputs],
    ['error of each output', trace.lossTerms, kept.errorPerOutput],
    ['loss', [loss], [kept.loss]],
    ['hidden deltas', hidden!.deltas, kept.deltas[0]!],
    ['output deltas', output!.deltas, kept.deltas[1]!],
    ['gradients', gradient, flatten(network, kept.gradients)],
  ];
  for (const [what, actual, expected] of pairs) {
    const difference = largestDifference(actual, expected);
    assert.ok(difference <= tolerance, `step ${kept.step}, ${what}: off by ${difference}`);
  }
}
