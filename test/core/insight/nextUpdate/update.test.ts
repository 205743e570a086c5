import { strict as assert } from 'node:assert';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createTrainer } from '../../../../src/core/engine/training';
import { parameterAt } from '../../../../src/core/engine/layout';
import { accountUpdate, type UpdateAccount } from '../../../../src/core/insight/nextUpdate/account';
import { freshState, nextUpdateSteps } from '../../../../src/core/insight/nextUpdate/nextUpdate';
import { createNames } from '../../../../src/core/math/names';
import type { Network, Optimizer, Schedule, Training } from '../../../../src/core/network/network';
import { runToEnd } from '../../../../src/core/network/steps';
import { prepareDataset, type Dataset } from '../../../../src/core/engine/dataset';
import { defaultOptimizers } from '../../engine/reference/networks';
import { generatorSource, networkOf } from '../../engine/data/networkOf';

/** Shuffled batches, the last of them smaller, and a test share. */
function networkWith(training: Partial<Training>, frozen = false): Network {
  return networkOf(
    2,
    [
      { units: 3, activation: { type: 'tanh' }, frozen: { weights: frozen, biases: false } },
      { units: 1, activation: { type: 'sigmoid' } },
    ],
    { data: generatorSource({ samples: 23, noise: 0.1 }), testFraction: 0.2 },
    { learningRate: 0.05, batchSize: 5, ...training },
  );
}

function datasetOf(network: Network): Dataset {
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  return prepared.dataset;
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= 1e-14 * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );
}

const halves: readonly Optimizer[] = [
  { type: 'adam', beta1: 0.5, beta2: 0.5, epsilon: 0.5 },
  { type: 'adamw', beta1: 0.5, beta2: 0.5, epsilon: 1e-3, weightDecay: 0.5 },
];
const penalties: readonly Partial<Training>[] = [{}, { l1: 0.01 }, { l2: 0.02 }, { l1: 0.01, l2: 0.02 }];
const schedules: readonly (Schedule | null)[] = [
  null,
  { type: 'step', every: 2, factor: 0.5 },
  { type: 'exponential', factor: 0.9 },
  { type: 'cosine', to: 0.001 },
];

describe('the account of an update', () => {
  for (const optimizer of [...defaultOptimizers, ...halves]) {
    it(`is what the engine does: ${JSON.stringify(optimizer)}`, () => {
      penalties.forEach((penalty, n) => {
        const network = networkWith({ optimizer, ...penalty, schedule: schedules[n]! });
        const samples = datasetOf(network);
        const trainer = createTrainer(network, samples);
        const names = createNames(network);
        for (let step = 0; step < 14; step++) {
          const state = trainer.snapshot();
          assert.equal(trainer.stepOnce(), 'running');
          for (let index = 0; index < state.parameters.length; index++) {
            const next = runToEnd(nextUpdateSteps(network, trainer.model, samples, state, index));
            const subject = parameterAt(trainer.model.layout, index);
            const { updated, terms } = accountUpdate(network, names, subject, next);
            assert.ok(Object.is(updated, trainer.parameters[index]), `parameter ${index} in step ${step}`);
            near(terms.at(-1)?.value, updated - state.parameters[index]!);
          }
        }
      });
    });
  }

  const account = (
    training: Partial<Training>,
    index = 0,
  ): { readonly account: UpdateAccount; readonly w: number; readonly g: number; readonly g0: number } => {
    const network = networkWith(training);
    const samples = datasetOf(network);
    const trainer = createTrainer(network, samples);
    const first = runToEnd(nextUpdateSteps(network, trainer.model, samples, trainer.snapshot(), index));
    trainer.stepOnce();
    const next = runToEnd(nextUpdateSteps(network, trainer.model, samples, trainer.snapshot(), index));
    const subject = parameterAt(trainer.model.layout, index);
    return {
      account: accountUpdate(network, createNames(network), subject, next),
      w: next.parameter,
      g: next.dataGradient,
      g0: first.dataGradient,
    };
  };
  const valuesOf = ({ terms }: UpdateAccount): Record<string, number> =>
    Object.fromEntries(terms.map(({ title, value }) => [title, value]));

  it('has the terms of adamw by hand, in the second update', () => {
    const found = account({
      optimizer: { type: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 },
    });
    const { w, g, g0 } = found;
    const values = valuesOf(found.account);
    const m = 0.9 * 0.1 * g0 + 0.1 * g;
    const q = 0.99 * 0.01 * g0 * g0 + 0.01 * g * g;
    near(values['Mean of the gradients'], m);
    near(values['Mean of the squares'], q);
    near(values['Bias correction of m'], m / (1 - 0.81));
    near(values['Bias correction of q'], q / (1 - 0.99 * 0.99));
    near(values['Weight decay'], w * (1 - 0.05 * 0.1));
    near(found.account.updated, w * (1 - 0.005) - (0.05 * m) / 0.19 / (Math.sqrt(q / (1 - 0.9801)) + 1e-8));
    assert.deepEqual(
      found.account.terms.map(({ latex }) => latex.replace(/^(\\Delta .*) = .*$/, '$1')),
      [
        'g_t = \\frac{\\partial L}{\\partial w^{(1)}_{1,1}}',
        '\\eta',
        'm_t = \\beta_1 \\, m_{t-1} + (1 - \\beta_1) \\, g_t',
        'q_t = \\beta_2 \\, q_{t-1} + (1 - \\beta_2) \\, {g_t}^2',
        '\\hat m_t = \\frac{m_t}{1 - \\beta_1^{t}}',
        '\\hat q_t = \\frac{q_t}{1 - \\beta_2^{t}}',
        '\\tilde{w^{(1)}_{1,1}} = w^{(1)}_{1,1} \\, \\left( 1 - \\eta \\, \\lambda \\right)',
        'w^{(1)}_{1,1} \\leftarrow \\tilde{w^{(1)}_{1,1}} - \\eta \\, \\frac{\\hat m_t}{\\sqrt{\\hat q_t} + \\epsilon}',
        '\\Delta w^{(1)}_{1,1}',
      ].map((latex) =>
        latex.replaceAll('w^{(1)}_{1,1}', /^\\Delta (.*) = /.exec(found.account.terms.at(-1)!.latex)![1]!),
      ),
    );
  });

  it('has velocity, penalty and schedule by hand', () => {
    const found = account({
      optimizer: { type: 'nesterov', momentum: 0.8 },
      l1: 0.01,
      l2: 0.02,
      schedule: { type: 'exponential', factor: 0.5 },
    });
    const { w, g, account: one } = found;
    const values = valuesOf(one);
    const withPenalty = g + 0.01 * Math.sign(w) + 0.02 * w;
    near(values['Penalty on the weight'], withPenalty);
    near(values['Learning rate of the epoch'], 0.05);
    const v = values['Velocity']!;
    near(one.updated, w - 0.05 * (withPenalty + 0.8 * v));
    const latex = one.terms.find(({ title }) => title === 'Update')!.latex;
    assert.match(latex, /- \\eta_e \\, \\left\( g_t \+ \\mu \\, v_t \\right\)$/);
    assert.match(
      one.terms.find(({ title }) => title === 'Velocity')!.numbersLatex!,
      /\\underset\{0\.8\}\{\\mu\}/,
    );
  });

  it('tells settings of one value apart', () => {
    const { account: one } = account({ optimizer: halves[0]! });
    assert.equal(one.terms[2]!.latex, 'm_t = \\beta_1 \\, m_{t-1} + (1 - \\beta_1) \\, g_t');
    assert.match(one.terms.at(-2)!.latex, /\\sqrt\{\\hat q_t\} \+ \\epsilon/);
  });

  it('leaves what is frozen alone, and biases without penalty', () => {
    const network = networkWith({ l2: 0.1 }, true);
    const samples = datasetOf(network);
    const state = freshState(network, samples, initialParameters(network));
    const { model } = createTrainer(network, samples);
    const at = (index: number) =>
      accountUpdate(
        network,
        createNames(network),
        parameterAt(model.layout, index),
        runToEnd(nextUpdateSteps(network, model, samples, state, index)),
      );
    assert.equal(at(0).isFrozen, true);
    assert.equal(at(0).updated, state.parameters[0]);
    assert.deepEqual(
      at(6).terms.map(({ title }) => title),
      ['Gradient of the batch', 'Learning rate', 'Update', 'Change'],
    );
  });
});
