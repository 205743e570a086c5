import type { Subject } from '../../src/core/network/subject';
import type {
  DerivationView,
  LayerView,
  MomentView,
  NetworkView,
  RunView,
  Snapshot,
  StepView,
  UnitView,
} from '../../src/protocol/panel';
import { usualWriting } from './hostParts';
import { setHistory } from './lossAnswers';

/** Snapshots as the host would send them, built by hand: the page draws, and nothing here is a golden value. */

const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));

/** Network B (2-2-2 without biases, its own names) at its first weights, sample (0.05, 0.10) → (0.01, 0.99). */
export function networkB(): NetworkView {
  const inputs = [0.05, 0.1];
  const targets = [0.01, 0.99];
  const w1 = [0.15, 0.25, 0.2, 0.3];
  const w2 = [0.4, 0.5, 0.45, 0.55];
  const h = [0, 1].map((j) => inputs[0]! * w1[j]! + inputs[1]! * w1[2 + j]!);
  const ah = h.map(sigmoid);
  const o = [0, 1].map((j) => ah[0]! * w2[j]! + ah[1]! * w2[2 + j]!);
  const ao = o.map(sigmoid);
  const d2 = ao.map((y, k) => (y - targets[k]!) * y * (1 - y));
  const d1 = ah.map((y, j) => (d2[0]! * w2[2 * j]! + d2[1]! * w2[2 * j + 1]!) * y * (1 - y));
  const unit = (name: string, index: number, a: number, value: number, delta: number): UnitView => ({
    symbol: `a_{${name}_${index + 1}}`,
    text: `a_${name}${'₁₂'.charAt(index)}`,
    preActivation: { symbol: `${name}_${index + 1}`, text: `${name}${'₁₂'.charAt(index)}`, value: a },
    value,
    delta,
  });
  const layer = (
    name: string,
    units: UnitView[],
    weights: number[],
    gradients: number[],
    weightTexts: string[],
  ): LayerView => ({
    name,
    activation: 'sigmoid',
    units,
    unitCount: 2,
    weights: Float64Array.from(weights),
    gradients: Float64Array.from(gradients),
    weightTexts,
    biases: null,
    biasTexts: null,
    biasGradients: null,
    summary: null,
  });
  const errors = ao.map((y, k) => 0.5 * (targets[k]! - y) ** 2);
  return {
    name: '2-2-2 walk-through',
    inputs: inputs.map((value, i) => ({
      symbol: `i_${i + 1}`,
      text: `i${'₁₂'.charAt(i)}`,
      preActivation: null,
      value,
      delta: null,
    })),
    inputCount: 2,
    layers: [
      layer(
        'hidden',
        [0, 1].map((j) => unit('h', j, h[j]!, ah[j]!, d1[j]!)),
        w1,
        [0, 1, 2, 3].map((n) => inputs[n >> 1]! * d1[n % 2]!),
        ['w₁', 'w₃', 'w₂', 'w₄'],
      ),
      layer(
        'output',
        [0, 1].map((k) => unit('o', k, o[k]!, ao[k]!, d2[k]!)),
        w2,
        [0, 1, 2, 3].map((n) => ah[n >> 1]! * d2[n % 2]!),
        ['w₅', 'w₇', 'w₆', 'w₈'],
      ),
    ],
    outputs: targets.map((value, k) => ({
      target: { symbol: `t_${k + 1}`, text: `t${'₁₂'.charAt(k)}`, value },
      term: { symbol: `E_${k + 1}`, text: `E${'₁₂'.charAt(k)}`, value: errors[k]! },
    })),
    loss: { symbol: 'E_{total}', text: 'E_total', value: errors[0]! + errors[1]!, penalty: 0 },
    lossConvention: 'Half squared error: ½ Σ (t − a_o)², one sample.',
    sample: 1,
    sampleCount: 1,
    learningRate: 0.5,
    optimizer: 'sgd',
    epochs: 1000,
  };
}

const step = (
  title: string,
  latex: string,
  numbersLatex: string | null,
  sentence: string,
  value: number | null,
): StepView => ({ title, latex, numbersLatex, sentence, value });

const under = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([symbol, number]) => `\\underset{${number}}{${symbol}}`).join(' \\cdot ');

/** ∂E_total/∂w_5 = 0.0721571, all four factors. */
export function derivationOfW5(): DerivationView {
  return {
    subject: { kind: 'weight', layer: 1, i: 0, j: 0 },
    symbol: 'w_5',
    text: 'w₅',
    gradientSymbol: '\\frac{\\partial E_{total}}{\\partial w_5}',
    gradientText: '∂E_total/∂w₅',
    place: 'from a_h₁ to o₁, layer output',
    value: 0.4,
    gradient: 0.07215707291213626,
    check: {
      numeric: 0.07215707291,
      verdict: 'agrees',
      sentence: 'The numeric gradient 0.0721571 agrees to 10 digits.',
    },
    steps: [
      step(
        'Paths',
        '\\frac{\\partial E_{total}}{\\partial w_5} = \\frac{\\partial E_1}{\\partial w_5}',
        null,
        'No path leads from w₅ to E₂, so only the first loss term counts.',
        null,
      ),
      step(
        'Chain rule',
        '\\frac{\\partial E_1}{\\partial w_5} = \\frac{\\partial E_1}{\\partial a_{o_1}} \\cdot \\frac{\\partial a_{o_1}}{\\partial o_1} \\cdot \\frac{\\partial o_1}{\\partial w_5}',
        null,
        'The loss depends on w₅ through o₁ and a_o₁.',
        null,
      ),
      step(
        'Derivative of the loss',
        '\\frac{\\partial E_1}{\\partial a_{o_1}} = a_{o_1} - t_1',
        '= 0.606478 - 0.01',
        'How far the output is above its target.',
        0.596477732206728,
      ),
      step(
        'Derivative of sigmoid',
        "\\sigma'(o_1) = a_{o_1}(1 - a_{o_1})",
        '= 0.606478 \\cdot 0.393522',
        'The sigmoid written in terms of its own output.',
        0.238662,
      ),
      step(
        'Derivative of the sum',
        '\\frac{\\partial o_1}{\\partial w_5} = a_{h_1}',
        '= 0.506875',
        'o₁ is linear in w₅.',
        0.5068745667645342,
      ),
      step(
        'Together',
        '\\frac{\\partial E_{total}}{\\partial w_5} = (a_{o_1} - t_1) \\cdot a_{o_1}(1 - a_{o_1}) \\cdot a_{h_1}',
        under([
          ['(a_{o_1} - t_1)', '0.596478'],
          ['a_{o_1}(1 - a_{o_1})', '0.238662'],
          ['a_{h_1}', '0.506875'],
        ]),
        'The three factors, multiplied.',
        0.07215707291213626,
      ),
      step(
        'Update',
        'w_5 \\leftarrow w_5 - \\eta \\frac{\\partial E_{total}}{\\partial w_5}',
        '0.4 - 0.5 \\cdot 0.0721571',
        'One step of sgd moves w₅ against its gradient.',
        0.3639214635439319,
      ),
    ],
    formula: {
      writing: usualWriting,
      equations: [
        {
          latex:
            '\\frac{\\partial E_{total}}{\\partial w_5} = (a_{o_1} - t_1) \\cdot a_{o_1}(1 - a_{o_1}) \\cdot a_{h_1}',
          text: '∂E_total/∂w₅ = (a_o₁ − t₁) · a_o₁(1 − a_o₁) · a_h₁',
          shapes: null,
        },
      ],
      note: null,
      scope: null,
    },
    ledger: {
      paths: [
        {
          throughLatex: 'E_1',
          through: 'E₁',
          formulaLatex: '(a_{o_1} - t_1) \\cdot a_{o_1} (1 - a_{o_1}) \\cdot a_{h_1}',
          numbersLatex: '0.596478 \\cdot 0.238662 \\cdot 0.506875',
          value: 0.07215707291213626,
          share: 1,
        },
      ],
      more: 0,
      sentences: ['+0.0721571 into E₁.', 'No path leads from w₅ to E₂, so ∂E₂/∂w₅ = 0.'],
      scope: null,
    },
    outlook: [],
    scope: 'One sample',
  };
}

/** ∂E_total/∂w_1 = 0.000188256: two paths that nearly cancel, and a formula wider than any column. */
export function derivationOfW1(): DerivationView {
  return {
    subject: { kind: 'weight', layer: 0, i: 0, j: 0 },
    symbol: 'w_1',
    text: 'w₁',
    gradientSymbol: '\\frac{\\partial E_{total}}{\\partial w_1}',
    gradientText: '∂E_total/∂w₁',
    place: 'from i₁ to h₁, layer hidden',
    value: 0.15,
    gradient: 0.0001882556669401121,
    check: {
      numeric: 1.8825567e-4,
      verdict: 'agrees',
      sentence: 'The numeric gradient 0.000188256 agrees to 8 digits.',
    },
    steps: [
      step(
        'Chain rule',
        '\\frac{\\partial E_{total}}{\\partial w_1} = \\frac{\\partial E_{total}}{\\partial a_{h_1}} \\cdot \\frac{\\partial a_{h_1}}{\\partial h_1} \\cdot \\frac{\\partial h_1}{\\partial w_1}',
        null,
        'The loss depends on w₁ through h₁ and a_h₁.',
        null,
      ),
      step(
        'Sum over paths',
        '\\frac{\\partial E_{total}}{\\partial a_{h_1}} = \\frac{\\partial E_1}{\\partial a_{h_1}} + \\frac{\\partial E_2}{\\partial a_{h_1}} = (a_{o_1} - t_1) \\cdot a_{o_1}(1 - a_{o_1}) \\cdot w_5 + (a_{o_2} - t_2) \\cdot a_{o_2}(1 - a_{o_2}) \\cdot w_7',
        `${under([
          ['(a_{o_1} - t_1)', '0.596478'],
          ['a_{o_1}(1 - a_{o_1})', '0.238662'],
          ['w_5', '0.4'],
        ])} + ${under([
          ['(a_{o_2} - t_2)', '-0.359519'],
          ['a_{o_2}(1 - a_{o_2})', '0.232975'],
          ['w_7', '0.5'],
        ])}`,
        'Both outputs depend on a_h₁, so there is one term for each.',
        0.0150633,
      ),
      step(
        'Derivative of sigmoid',
        "\\sigma'(h_1) = a_{h_1}(1 - a_{h_1})",
        '= 0.506875 \\cdot 0.493125',
        'The sigmoid written in terms of its own output.',
        0.249953,
      ),
      step(
        'Derivative of the sum',
        '\\frac{\\partial h_1}{\\partial w_1} = i_1',
        '= 0.05',
        'h₁ is linear in w₁.',
        0.05,
      ),
      step(
        'Together',
        '\\frac{\\partial E_{total}}{\\partial w_1} = \\left[(a_{o_1} - t_1) a_{o_1}(1 - a_{o_1}) w_5 + (a_{o_2} - t_2) a_{o_2}(1 - a_{o_2}) w_7\\right] \\cdot a_{h_1}(1 - a_{h_1}) \\cdot i_1',
        null,
        'All factors, multiplied.',
        0.0001882556669401121,
      ),
    ],
    formula: {
      writing: usualWriting,
      equations: [
        {
          latex:
            '\\frac{\\partial E_{total}}{\\partial w_1} = [(a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) w_5 + (a_{o_2} - t_2) a_{o_2} (1 - a_{o_2}) w_7] \\cdot a_{h_1} (1 - a_{h_1}) \\cdot i_1',
          text: '∂E_total/∂w₁ = [(a_o₁ − t₁) a_o₁(1 − a_o₁) w₅ + (a_o₂ − t₂) a_o₂(1 − a_o₂) w₇] · a_h₁(1 − a_h₁) · i₁',
          shapes: null,
        },
      ],
      note: null,
      scope: null,
    },
    ledger: {
      paths: [
        {
          throughLatex: 'o_1',
          through: 'o₁',
          formulaLatex:
            '(a_{o_1} - t_1) \\cdot a_{o_1} (1 - a_{o_1}) \\cdot w_5 \\cdot a_{h_1} (1 - a_{h_1}) \\cdot i_1',
          numbersLatex: '0.596478 \\cdot 0.238662 \\cdot 0.4 \\cdot 0.249953 \\cdot 0.05',
          value: 0.0007116497568160057,
          share: 0.5762141633450344,
        },
        {
          throughLatex: 'o_2',
          through: 'o₂',
          formulaLatex:
            '(a_{o_2} - t_2) \\cdot a_{o_2} (1 - a_{o_2}) \\cdot w_7 \\cdot a_{h_1} (1 - a_{h_1}) \\cdot i_1',
          numbersLatex: '-0.359519 \\cdot 0.232975 \\cdot 0.5 \\cdot 0.249953 \\cdot 0.05',
          value: -0.0005233940898758936,
          share: 0.4237858366549656,
        },
      ],
      more: 0,
      sentences: ['+0.00071165 through o₁, −0.000523394 through o₂: 74 % cancels.'],
      scope: null,
    },
    outlook: [
      'Along w₁ alone E_total curves upward.',
      'The next step lowers E_total from 0.24252 to 0.235495.',
    ],
    scope: 'One sample',
  };
}

/** A loss that falls from 0.2425 like the real one does, without being it. */
export function fallingLosses(count: number, from = 0.24251985734837728, to = 0.0019): Float64Array {
  return Float64Array.from({ length: count }, (_, e) => to + (from - to) / (1 + (e / 120) ** 1.6));
}

/** The newest numbers of a run of 1000 epochs are on show. */
export function newestMoment(epoch: number, change: Partial<MomentView> = {}): MomentView {
  return {
    runId: 1,
    epoch,
    updates: 0,
    updatesPerEpoch: 1,
    isNewest: true,
    first: 0,
    words: `epoch ${epoch}`,
    pass: null,
    status: null,
    ...change,
  };
}

/** What a run of the tests has behind it: its view, and the history that the host answers from. */
export interface RunChange extends Partial<RunView> {
  readonly losses?: Float64Array;
  readonly testLosses?: Float64Array;
}

export function runView({ losses = fallingLosses(400), testLosses, ...change }: RunChange = {}): RunView {
  const run: RunView = {
    id: 1,
    status: 'running',
    epoch: losses.length,
    epochs: 1000,
    step: losses.length,
    loss: losses.at(-1) ?? NaN,
    every: 1,
    isStale: false,
    divergence: null,
    moment: newestMoment(change.epoch ?? losses.length),
    ...change,
  };
  setHistory(run, { losses, testLosses: testLosses ?? new Float64Array() });
  return run;
}

export function snapshotB(change: Partial<Snapshot> = {}): Snapshot {
  return {
    document: { name: 'network-b.backprop.json', version: 3 },
    problem: null,
    network: networkB(),
    derivation: derivationOfW5(),
    run: null,
    ...change,
  };
}

/** A dense network of any sizes with biases; layers above `fold` units are folded as the host folds them. */
export function denseNetwork(sizes: readonly number[], fold = 24): NetworkView {
  const value = (seed: number): number => Math.round(Math.sin(seed * 12.9898) * 1e6) / 1e6;
  const shown = (count: number): number => (count > fold ? 0 : count);
  const [inputCount = 0, ...rest] = sizes;
  const layers = rest.map((count, l): LayerView => {
    const previous = sizes[l] ?? 0;
    const isWhole = previous <= fold && count <= fold;
    const weights = Float64Array.from({ length: previous * count }, (_, n) => value(n + 100 * l + 1));
    return {
      name: l === rest.length - 1 ? 'output' : `layer ${l + 1}`,
      activation: l === rest.length - 1 ? 'sigmoid' : 'tanh',
      units: Array.from({ length: shown(count) }, (_, j) => ({
        symbol: `h^{(${l + 1})}_{${j + 1}}`,
        text: `h⁽${'⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(l + 1)}⁾_${j + 1}`,
        preActivation: { symbol: `a^{(${l + 1})}_{${j + 1}}`, text: `a_${j + 1}`, value: value(j + 31 * l) },
        value: Math.tanh(value(j + 31 * l)),
        delta: value(j + 7) / 10,
      })),
      unitCount: count,
      weights: isWhole ? weights : null,
      gradients: isWhole ? weights.map((w) => w / 10) : null,
      weightTexts: isWhole
        ? Array.from(
            weights,
            (_, n) =>
              `w${'₀₁₂₃₄₅₆₇₈₉'.charAt(Math.floor(n / count) + 1)}${'₀₁₂₃₄₅₆₇₈₉'.charAt((n % count) + 1)}`,
          )
        : null,
      biases: isWhole ? Float64Array.from({ length: count }, (_, j) => value(j + 5)) : null,
      biasGradients: isWhole ? Float64Array.from({ length: count }, (_, j) => value(j + 5) / 10) : null,
      biasTexts: isWhole ? Array.from({ length: count }, (_, j) => `b_${j + 1}`) : null,
      summary: isWhole
        ? null
        : `${previous} × ${count} weights are folded: ‖W‖ 12.4, largest 0.31 from pixel 402.`,
    };
  });
  return {
    ...networkB(),
    name: sizes.join('-'),
    inputs: Array.from({ length: shown(inputCount) }, (_, i) => ({
      symbol: `x_{${i + 1}}`,
      text: `x_${i + 1}`,
      preActivation: null,
      value: value(i + 3),
      delta: null,
    })),
    inputCount,
    layers,
    outputs: Array.from({ length: shown(sizes.at(-1) ?? 0) }, (_, k) => ({
      target: { symbol: `t_{${k + 1}}`, text: `t_${k + 1}`, value: k % 2 },
      term: { symbol: `L_{${k + 1}}`, text: `L_${k + 1}`, value: Math.abs(value(k + 17)) },
    })),
    loss: { symbol: 'L', text: 'L', value: 0.693147, penalty: 0.0125 },
    lossConvention: 'Half squared error, mean over 4 samples.',
    sample: 2,
    sampleCount: 4,
    optimizer: 'adam',
    learningRate: 0.01,
  };
}

export function subjectDerivation(subject: Subject): DerivationView {
  return { ...derivationOfW1(), subject };
}
