import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import { sampleValues } from '../../../src/core/insight/sampleValues';
import { parse } from '../../../src/core/network/parse';
import { createSymbols } from '../../../src/core/network/symbols';
import { findSubject } from '../../../src/core/network/findSubject';
import {
  explainNumber,
  hasGradient,
  type MineContext,
  type NumberExplanation,
} from '../../../src/core/verify/mine';
import type { MistakeCode } from '../../../src/core/verify/written';
import { exampleContext, judged } from './judgeNetworks';

function contextOf(name: string, change?: (text: string) => string): MineContext {
  const { dataset, parameters, ...rest } = exampleContext(name, change);
  assert.ok(dataset && parameters);
  return { ...rest, dataset, parameters };
}

function explained(context: MineContext, name: string, mine: string | number): NumberExplanation {
  const subject = findSubject(context.network, context.symbols, name);
  assert.ok(subject && hasGradient(subject), name);
  return explainNumber(context, subject, typeof mine === 'string' ? mine : mine.toPrecision(7));
}

/** Network B by hand: nothing here comes from the program. */
const byHand = (() => {
  const sigma = (x: number): number => 1 / (1 + Math.exp(-x));
  const [i1, i2, t1, t2, rate] = [0.05, 0.1, 0.01, 0.99, 0.5];
  const w = [0, 0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55];
  const h1 = w[1]! * i1 + w[2]! * i2;
  const h2 = w[3]! * i1 + w[4]! * i2;
  const [a1, a2] = [sigma(h1), sigma(h2)];
  const o1 = w[5]! * a1 + w[6]! * a2;
  const o2 = w[7]! * a1 + w[8]! * a2;
  const [y1, y2] = [sigma(o1), sigma(o2)];
  const s1 = y1 * (1 - y1);
  const s2 = y2 * (1 - y2);
  const d1 = (y1 - t1) * s1;
  const d2 = (y2 - t2) * s2;
  const slope = a1 * (1 - a1);
  const w5 = w[5]! - rate * d1 * a1;
  const w7 = w[7]! - rate * d2 * a1;
  return { i1, i2, t1, t2, rate, w, h1, h2, a1, a2, o1, o2, y1, y2, s1, s2, d1, d2, slope, w5, w7 };
})();

describe('explaining a number', () => {
  const b = contextOf('network-b');
  const { i1, i2, t1, t2, rate, w, h1, a1, a2, o1, y1, y2, s1, d1, d2, slope, w5, w7 } = byHand;
  const error = d1 * w[5]! + d2 * w[7]!;
  const g1 = error * slope * i1;
  const g5 = d1 * a1;

  it('takes what equals the exact value in the digits written', () => {
    assert.deepEqual(explained(b, 'w_5', g5.toPrecision(3)), {
      gradient: explained(b, 'w_5', '1').gradient,
      updatedValue: explained(b, 'w_5', '1').updatedValue,
      mine: 0.0722,
      quantity: 'gradient',
      verdict: 'right',
      mistakes: [],
    });
    assert.ok(Math.abs(explained(b, 'w_5', '1').gradient - g5) < 1e-15);
    assert.ok(Math.abs(explained(b, 'w_5', '1').updatedValue! - w5) < 1e-15);
    assert.equal(explained(b, 'w_5', w5.toFixed(5)).quantity, 'updatedValue');
    assert.equal(explained(b, 'w_5', w5.toFixed(5)).verdict, 'right');
    assert.equal(explained(b, 'w_5', '0.0721').verdict, 'unknown');
    assert.equal(explained(b, 'a_h1', '0.01506').verdict, 'right');
    assert.equal(explained(b, 'a_h1', '1.506e-2').verdict, 'right');
    assert.equal(explained(b, 'a_h1', '0.01506').updatedValue, null);
  });

  const cases: readonly (readonly [string, string, number, MistakeCode, RegExp])[] = [
    ['the sign', 'w_5', -g5, 'sign', /sign is wrong/],
    ['twice', 'w_5', 2 * g5, 'factorTwo', /twice/],
    ['half', 'w_1', g1 / 2, 'factorTwo', /half/],
    [
      'the path through o_2',
      'w_1',
      d1 * w[5]! * slope * i1,
      'missingPath',
      /path through o₂ is missing: w₁ reaches E_total through o₁ and o₂/,
    ],
    ['the path through o_1', 'w_1', d2 * w[7]! * slope * i1, 'missingPath', /path through o₁ is missing/],
    [
      'the path of an input',
      'i_1',
      (d1 * w[5]! + d2 * w[7]!) * slope * w[1]!,
      'missingPath',
      /path through h₂ is missing/,
    ],
    ['the slope of the output', 'w_5', (y1 - t1) * a1, 'missingActivationDerivative', /a_o₁\(1 − a_o₁\)/],
    ['the slope of the hidden unit', 'w_1', error * i1, 'missingActivationDerivative', /a_h₁\(1 − a_h₁\)/],
    [
      'all slopes of the outputs',
      'w_1',
      ((y1 - t1) * w[5]! + (y2 - t2) * w[7]!) * slope * i1,
      'missingActivationDerivative',
      /a_o_j/,
    ],
    [
      'the error of the other output',
      'w_5',
      (y2 - t2) * s1 * a1,
      'wrongOutput',
      /error of a_o₂ should be that of a_o₁/,
    ],
    ['the target of the other output', 'w_5', (y1 - t2) * s1 * a1, 'wrongOutput', /t₂ should be t₁/],
    ['another weight', 'w_5', d1 * a2, 'wrongIndex', /gradient of w₆, not of w₅/],
    ['another input', 'w_1', error * slope * i2, 'wrongIndex', /gradient of w₂/],
    ['weights the wrong way round', 'a_h1', d1 * w[5]! + d2 * w[6]!, 'wrongIndex', /wrong way round|∂E/],
    [
      'the slip of the text',
      'a_h1',
      d1 * w[5]! + d1 * w[6]!,
      'wrongIndex',
      /∂E₁\/∂a_h₂ should be ∂E₂\/∂a_h₁/,
    ],
    ['weights updated before', 'w_1', (d1 * w5 + d2 * w7) * slope * i1, 'updatedWeights', /updated already/],
    ['o for a_o in the slope', 'w_5', (y1 - t1) * o1 * (1 - o1) * a1, 'other', /o₁ should be a_o₁/],
    ['h for a_h as the factor', 'w_5', d1 * h1, 'other', /h₁ should be a_h₁/],
    ['η forgotten', 'w_5', w[5]! - g5, 'missingFactor', /η is missing/],
    ['plus for minus', 'w_5', w[5]! + rate * g5, 'sign', /against the gradient/],
    ['the step alone', 'w_5', rate * g5, 'factorTwo', /half/],
    [
      'an update by a wrong gradient',
      'w_1',
      w[1]! - rate * error * i1,
      'missingActivationDerivative',
      /slope/,
    ],
  ];
  for (const [title, name, mine, code, message] of cases) {
    it(`finds ${title}`, () => {
      const { verdict, mistakes } = explained(b, name, mine);
      assert.equal(verdict, 'mistake');
      const found = mistakes.find((mistake) => mistake.code === code && message.test(mistake.message));
      assert.ok(found, JSON.stringify(mistakes));
    });
  }

  it('knows the slip of the published text by its printed digits', () => {
    const { gradient, mistakes, verdict, quantity } = explained(b, 'a_h1', '0.12100');
    assert.equal(gradient.toFixed(5), '0.01506');
    assert.deepEqual([verdict, quantity], ['mistake', 'gradient']);
    assert.deepEqual(mistakes, [{ code: 'wrongIndex', message: '∂E₁/∂a_h₂ should be ∂E₂/∂a_h₁.' }]);
  });

  it('says that an update took a wrong gradient as the updated value', () => {
    const { quantity } = explained(b, 'w_1', w[1]! - rate * error * i1);
    assert.equal(quantity, 'updatedValue');
  });

  it('tells what was rounded too early, and what nothing explains', () => {
    const early = explained(b, 'w_5', g5 * 1.004);
    assert.deepEqual([early.verdict, early.mistakes[0]!.code], ['unknown', 'other']);
    assert.match(early.mistakes[0]!.message, /^Rounded too early/);
    const update = explained(b, 'w_5', w5 + 0.004 * rate * g5);
    assert.deepEqual([update.quantity, update.verdict], ['updatedValue', 'unknown']);
    assert.match(update.mistakes[0]!.message, /^Rounded too early/);
    assert.match(explained(b, 'w_5', 17.31).mistakes[0]!.message, /^No known mistake/);
  });

  it('warns where few digits fit many mistakes', () => {
    const { mistakes } = explained(b, 'w_1', '0.001');
    assert.match(mistakes.at(-1)!.message, /too few digits to tell: \d+ mistakes round to it/);
  });

  it('says so when the text is no number', () => {
    for (const text of ['', 'abc', '1,5', '0x10', 'NaN', '1e', '--1']) {
      const { verdict, mine, mistakes } = explained(b, 'w_5', text);
      assert.ok(Number.isNaN(mine) && verdict === 'unknown', text);
      assert.match(mistakes[0]!.message, /is no number/);
    }
    assert.equal(explained(b, 'w_5', ' −0.07215 ').mine, -0.07215);
  });

  it('knows the batch: sum for mean, and one sample for all', () => {
    const many = contextOf('network-b', (text) =>
      text
        .replace('[0.05, 0.10]', '[0.05, 0.10], [0.5, -1], [1, 1]')
        .replace('[0.01, 0.99]', '[0.01, 0.99], [0.4, 0.2], [0, 1]'),
    );
    const { gradient } = explained(many, 'w_5', '1');
    assert.equal(explained(many, 'w_5', 3 * gradient).mistakes[0]!.code, 'sumForMean');
    assert.match(explained(many, 'w_5', g5).mistakes[0]!.message, /training sample 1 alone/);
  });

  it('knows the penalty', () => {
    const penalised = contextOf('network-b', (text) =>
      text.replace('"epochs": 1000', '"epochs": 1000, "l2": 0.3'),
    );
    assert.equal(explained(penalised, 'w_5', g5 + 0.3 * 0.4).verdict, 'right');
    assert.match(explained(penalised, 'w_5', g5).mistakes[0]!.message, /penalty is left out/);
  });

  it('knows that cross-entropy cancels the slope', () => {
    const xor = contextOf('xor');
    const last = xor.network.layers.length - 1;
    assert.deepEqual(
      [xor.network.loss.type, xor.network.layers[last]!.activation.type],
      ['binaryCrossEntropy', 'sigmoid'],
    );
    const shares = Array.from(xor.dataset.trainingIndices, (sample) => {
      const { activations, targets } = sampleValues(xor.model, xor.dataset, xor.parameters, sample);
      const [y, t] = [activations[last]![0]!, targets[0]!];
      return (y - t) * y * (1 - y);
    });
    const mine = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const name = xor.symbols.preActivation(last, 0);
    assert.deepEqual(
      explained(xor, name, mine).mistakes.map(({ code }) => code),
      ['extraFactor'],
    );
  });

  it('knows inputs that were not standardized', () => {
    const network = parse(readFileSync('media/examples/grains.backprop.json', 'utf8')).network!;
    const prepared = prepareDataset(network, readFileSync('media/examples/grains.csv', 'utf8'));
    assert.ok('dataset' in prepared && prepared.dataset.standardization);
    const { dataset } = prepared;
    const { mean, deviation } = prepared.dataset.standardization;
    const [model, parameters] = [createModel(network), initialParameters(network)];
    const context = { network, symbols: createSymbols(network), model, dataset, parameters };
    let sum = 0;
    for (const sample of dataset.trainingIndices) {
      const { deltas, inputs } = sampleValues(model, dataset, parameters, sample);
      sum += deltas[0]![1]! * (inputs[0]! * deviation[0]! + mean[0]!);
    }
    const name = context.symbols.weight(0, 0, 1);
    const { mistakes } = explained(context, name, sum / dataset.trainingIndices.length);
    assert.ok(
      mistakes.some(({ message }) => message.includes('standardized first')),
      JSON.stringify(mistakes),
    );
  });

  it('names the mistake behind a wrong number in a document', () => {
    const { verdict, mistake } = judged(exampleContext('network-b'), '∂E_{total}/∂a\\_h1 = 0.12100');
    assert.equal(verdict, 'wrong');
    assert.deepEqual(mistake, { code: 'wrongIndex', message: '∂E₁/∂a_h₂ should be ∂E₂/∂a_h₁.' });
  });
});
