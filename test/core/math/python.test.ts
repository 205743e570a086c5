import assert from 'node:assert/strict';
import { evaluate } from '../../../src/core/engine/evaluate';
import { parameterAt } from '../../../src/core/engine/layout';
import { createModel } from '../../../src/core/engine/model';
import { initialParameters } from '../../../src/core/engine/initialise';
import { sampleValues } from '../../../src/core/insight/sampleValues';
import { derive } from '../../../src/core/math/derivation';
import { termMagnitude } from '../../../src/core/math/evaluate';
import {
  add,
  apply,
  half,
  isSame,
  multiply,
  negate,
  number,
  power,
  quantity,
  subtract,
  where,
  type Expression,
  type Quantity,
} from '../../../src/core/math/expression';
import { forwardEquations } from '../../../src/core/math/forwardEquations';
import { parametersOf } from '../../../src/core/math/gradientList';
import { operationNotations } from '../../../src/core/math/operations';
import { printPython, pythonNames, pythonStyle } from '../../../src/core/math/python';
import { pythonGradients } from '../../../src/core/math/pythonProgram';
import type { Network } from '../../../src/core/network/network';
import { allowedPairs, elementwise, randomNetwork, type RandomNetwork } from '../insight/randomNetworks';
import { datasetOf, networkOf } from '../engine/reference/networks';
import { printedNumbers, pythonPath, runPrograms, runPython } from '../../support/python/python';
import { networkA, networkB } from './networks';
import { normalised, readPython } from './pythonReader';

function withData(network: Network, inputs: number[][], targets: number[][]): RandomNetwork {
  return {
    network,
    model: createModel(network),
    parameters: initialParameters(network),
    dataset: datasetOf(inputs, targets),
  };
}

const exampleA = (): RandomNetwork => withData(networkA(), [[0.3, -0.8]], [[0.2, 0.9]]);
const exampleB = (): RandomNetwork => withData(networkB(), [[0.05, 0.1]], [[0.01, 0.99]]);

/** 200 networks: every allowed pair of last activation and loss, every elementwise activation, 1 to 5 layers. */
function randomNetworks(): RandomNetwork[] {
  return Array.from({ length: 200 }, (_, n) => {
    const { last, loss } = allowedPairs[n % allowedPairs.length]!;
    const hidden = (layer: number) => elementwise[(n + 3 * layer) % elementwise.length]!;
    return randomNetwork(700 + n, 1 + (n % 5), hidden, last, loss, 1e-3);
  });
}

function programOf({ network, model, parameters, dataset }: RandomNetwork): string {
  const { inputs, targets, inputUnits, targetUnits, sampleCount } = dataset;
  const { parameter } = sampleValues(model, dataset, parameters, 0);
  const samples = Array.from({ length: sampleCount }, (_, s) => ({
    inputs: inputs.subarray(s * inputUnits, (s + 1) * inputUnits),
    targets: targets.subarray(s * targetUnits, (s + 1) * targetUnits),
  }));
  return pythonGradients(network, { samples, parameter });
}

/** Σ |terms| of each gradient over the samples: the scale of its rounding. */
function magnitudes({ network, model, parameters, dataset }: RandomNetwork): Float64Array {
  const sums = new Float64Array(parameters.length);
  for (let sample = 0; sample < dataset.sampleCount; sample++) {
    const values = sampleValues(model, dataset, parameters, sample);
    for (let p = 0; p < sums.length; p++) {
      sums[p]! += termMagnitude(network, values, derive(network, parameterAt(model.layout, p)).formula);
    }
  }
  return sums;
}

function compare(one: RandomNetwork, output: string): number {
  const { network, model, parameters, dataset } = one;
  const printed = printedNumbers(output);
  const names = pythonNames(network);
  const { loss, gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
  const isNear = (value: number | undefined, expected: number, scale: number, name: string): void => {
    assert.ok(value !== undefined, `${name} is not printed`);
    assert.ok(Math.abs(value - expected) <= 1e-12 * scale, `${name} is ${value}, not ${expected}`);
  };
  isNear(printed.get(names.quantity({ kind: 'loss' })), loss, Math.max(1e-3, Math.abs(loss)), 'the loss');
  const scales = magnitudes(one);
  gradient.forEach((value, p) => {
    const name = names.gradient(parameterAt(model.layout, p));
    const penalty = Math.abs(parameters[p]!) + 1e-3;
    isNear(printed.get(name), value, scales[p]! + 1e-3 * penalty, name);
  });
  return gradient.length;
}

function quantitiesByName(network: Network): ReadonlyMap<string, Quantity> {
  const names = pythonNames(network);
  const found = new Map<string, Quantity>();
  const note = (of: Quantity): void => {
    const name = names.quantity(of);
    assert.ok(!found.has(name), `${name} is called twice`);
    found.set(name, of);
  };
  note({ kind: 'loss' });
  note({ kind: 'learningRate' });
  for (let i = 0; i < network.inputs.units; i++) note({ kind: 'input', i });
  for (const parameter of parametersOf(network)) note(parameter);
  network.layers.forEach(({ units }, layer) => {
    for (let j = 0; j < units; j++) {
      note({ kind: 'preActivation', layer, j });
      note({ kind: 'activation', layer, j });
      note({ kind: 'delta', layer, j });
      if (layer < network.layers.length - 1) continue;
      note({ kind: 'target', k: j });
      note({ kind: 'lossTerm', k: j });
    }
  });
  return found;
}

function readsBack(network: Network, expression: Expression): void {
  const text = printPython(expression, pythonStyle(pythonNames(network)));
  const read = readPython(text, quantitiesByName(network));
  assert.ok(isSame(normalised(read), normalised(expression)), text);
}

describe('Python', function () {
  this.timeout(60_000);
  let python: string;

  before(async () => {
    python = await pythonPath();
  });

  it('writes the gradients of network B as the second text does', () => {
    const program = programOf(exampleB());
    for (const line of [
      'h1 = w1 * i1 + w2 * i2',
      'a_h1 = sigmoid(h1)',
      'E1 = 1 / 2 * (t1 - a_o1) ** 2',
      'E_total = E1 + E2',
      'dw5 = (a_o1 - t1) * a_o1 * (1 - a_o1) * a_h1',
      'dw8 = (a_o2 - t2) * a_o2 * (1 - a_o2) * a_h2',
      'dw1 = ((a_o1 - t1) * a_o1 * (1 - a_o1) * w5 + (a_o2 - t2) * a_o2 * (1 - a_o2) * w7) * a_h1 * (1 - a_h1) * i1',
    ]) {
      assert.ok(program.split('\n').includes(line), `${line}\n\n${program}`);
    }
    assert.equal(program.match(/^dw\d = /gm)?.length, 8);
    assert.doesNotMatch(program, /softplus|def relu/);
  });

  it('runs and gives the numbers of the engine: networks A and B', () => {
    for (const one of [exampleA(), exampleB()]) compare(one, runPython(python, programOf(one)));
  });

  it('runs and gives the numbers of the engine: random networks, every activation and loss', () => {
    const used = new Set<string>();
    let compared = 0;
    const networks = randomNetworks();
    const outputs = runPrograms(python, networks.map(programOf));
    for (const [n, one] of networks.entries()) {
      compared += compare(one, outputs[n]!);
      used.add(one.network.loss.type);
      for (const { activation } of one.network.layers) used.add(activation.type);
    }
    assert.equal(used.size, 6 + 11, [...used].join());
    assert.ok(compared > 4000, String(compared));
  });

  it('a wrong program is seen', () => {
    const program = programOf(exampleB()).replace('dw5 = (a_o1 - t1)', 'dw5 = (t1 - a_o1)');
    assert.throws(() => compare(exampleB(), runPython(python, program)), /dw5 is/);
  });

  it('reads back as the expression that was printed', () => {
    const networks = [networkA(), networkB(), ...randomNetworks().map(({ network }) => network)];
    let read = 0;
    for (const network of networks) {
      for (const { equation } of forwardEquations(network)) readsBack(network, equation.at(-1)!);
      for (const parameter of parametersOf(network)) {
        readsBack(network, derive(network, parameter).formula);
        read++;
      }
    }
    assert.ok(read > 3000, String(read));
  });

  it('keeps the precedence of signs, powers, quotients and conditions', () => {
    const network = networkB();
    const x = quantity({ kind: 'weight', layer: 0, i: 0, j: 0 });
    const y = quantity({ kind: 'weight', layer: 0, i: 1, j: 0 });
    const cases: readonly (readonly [Expression, string])[] = [
      [negate(power(x, number(2))), '-w1 ** 2'],
      [power(apply('negate', x), number(2)), '(-w1) ** 2'],
      [power(number(-2), number(2)), '(-2) ** 2'],
      [power(x, number(-1)), 'w1 ** (-1)'],
      [power(x, power(y, number(2))), 'w1 ** (w2 ** 2)'],
      [power(power(x, number(2)), y), '(w1 ** 2) ** w2'],
      [power(half, number(2)), '(1 / 2) ** 2'],
      [subtract(x, add(x, y)), 'w1 - (w1 + w2)'],
      [apply('subtract', x, apply('subtract', x, y)), 'w1 - (w1 - w2)'],
      [apply('divide', x, multiply(x, y)), 'w1 / (w1 * w2)'],
      [apply('divide', apply('divide', x, y), x), '(w1 / w2) / w1'],
      [apply('multiply', x, apply('negate', y)), 'w1 * (-w2)'],
      [apply('add', x, where(x, y, x, apply('negate', y))), 'w1 + (w1 if w1 > w2 else -w2)'],
      [multiply(x, number(1e-7)), '1e-7 * w1'],
    ];
    for (const [expression, text] of cases) {
      assert.equal(printPython(expression, pythonStyle(pythonNames(network))), text);
      readsBack(network, expression);
    }
    // What Python itself makes of them.
    const lines = cases.map(([, text], n) => `print("c${n} =", ${text})`);
    const printed = printedNumbers(runPython(python, ['w1 = 3.0', 'w2 = -1.5', ...lines].join('\n')));
    const expected = [
      -9,
      9,
      4,
      1 / 3,
      3 ** 2.25,
      9 ** -1.5,
      0.25,
      1.5,
      -1.5,
      1 / -1.5,
      1 / -1.5,
      4.5,
      6,
      3e-7,
    ];
    expected.forEach((value, n) => {
      assert.ok(Math.abs(printed.get(`c${n}`)! - value) < 1e-15, cases[n]![1]);
    });
  });

  it('has every function of the operation table', () => {
    const network = networkB();
    const x = quantity({ kind: 'weight', layer: 0, i: 0, j: 0 });
    for (const { name } of operationNotations()) {
      const count = name === 'pi' ? 0 : name === 'max' || name === 'min' ? 2 : 1;
      readsBack(network, apply(name, ...Array<Expression>(count).fill(x)));
    }
  });

  it('writes out long sums, and errors where formulas would be too long', () => {
    const network = networkOf({ units: [2, 70, 3], activations: ['tanh', 'sigmoid'] });
    const one = withData(network, [[0.4, -0.7]], [[0.1, 0.9, 0.3]]);
    const long = programOf(one);
    assert.match(long, /^a2_3 = h1 \* u13 \+ .*h70 \* u70_3/m);
    compare(one, runPython(python, long));
    const deep = networkOf({ units: [2, 9, 9, 9], activations: ['tanh', 'softplus', 'linear'] });
    const folded = withData(deep, [[0.4, -0.7]], [Array.from({ length: 9 }, (_, n) => n / 10)]);
    const program = programOf(folded);
    assert.match(program, /^# Errors\ndelta1 = y1 - t1$/m);
    compare(folded, runPython(python, program));
  });

  it('keeps a sure output from failing: 0 ln 0 is 0', () => {
    for (const [loss, last] of [
      ['binaryCrossEntropy', 'sigmoid'],
      ['categoricalCrossEntropy', 'softmax'],
    ] as const) {
      const network = networkOf({ units: [1, 2], activations: [last], loss, weights: [[[900, -900]]] });
      const printed = printedNumbers(runPython(python, programOf(withData(network, [[1]], [[1, 0]]))));
      assert.ok(printed.get('L') === 0 && printed.get('dw11') === 0);
    }
  });

  it('calls no two things alike, whatever the file calls them', () => {
    // prettier-ignore
    const names = ['w_5', 'w5', 'print', 'lambda', 'sigmoid', '温', '度', 'a b', 'dw_5', 'math', 'total', 'el', 'ef'];
    const plain = networkOf({ units: [names.length, 2, 2], activations: ['tanh', 'linear'] });
    const named: Network = {
      ...plain,
      inputs: { units: names.length, names },
      layers: [plain.layers[0]!, { ...plain.layers[1]!, symbols: { weight: 'w_{5ij}' } }],
    };
    const spelled = quantitiesByName(named);
    for (const name of spelled.keys()) assert.match(name, /^[A-Za-z_]\w*$/);
    const { gradient } = pythonNames(named);
    assert.equal(gradient({ kind: 'input', i: 11 }), 'del_');
    assert.equal(gradient({ kind: 'input', i: 12 }), 'def_');
    const dw5 = [gradient({ kind: 'input', i: 0 }), pythonNames(named).quantity({ kind: 'input', i: 8 })];
    assert.deepEqual(dw5.sort(), ['dw5', 'dw5_']);
  });

  it('names thousands of equal spellings at once', () => {
    const names = Array.from(
      { length: 4_000 },
      (_, n) => '温'.repeat(1 + (n % 100)) + String.fromCodePoint(0x5000 + n),
    );
    const network = {
      ...networkOf({ units: [4_000, 1], activations: ['linear'] }),
      inputs: { units: 4_000, names },
    };
    const { quantity: nameOf } = pythonNames(network);
    assert.equal(new Set(names.map((_, i) => nameOf({ kind: 'input', i }))).size, 4_000);
  });
});
