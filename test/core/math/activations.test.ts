import { strict as assert } from 'node:assert';
import { evaluate } from '../../../src/core/engine/evaluate';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import { createRandom } from '../../../src/core/engine/random';
import { createTrainer } from '../../../src/core/engine/training';
import { checkGradients } from '../../../src/core/insight/gradientCheck';
import { numericGradients } from '../../../src/core/insight/numericGradient';
import {
  activationBreaks,
  activationDerivative,
  activationDerivativeByOutput,
  activationFormula,
  activationFunction,
} from '../../../src/core/math/activations';
import { compile } from '../../../src/core/math/compile';
import { differentiate } from '../../../src/core/math/differentiate';
import { isSame, size, variable, type Expression } from '../../../src/core/math/expression';
import { print } from '../../../src/core/math/printer';
import { unicodeStyle } from '../../../src/core/math/unicode';
import type { Activation, Network } from '../../../src/core/network/network';
import { checkFormula } from '../../../src/core/network/validateFormula';
import { datasetOf, networkOf } from '../engine/reference/networks';
import { randomNetwork } from '../insight/randomNetworks';

const own = (formula: string): Activation => ({ type: 'formula', formula });

const text = (expression: Expression): string =>
  print(
    expression,
    unicodeStyle(() => '?'),
  );

const relative = (actual: number, expected: number): number =>
  Math.abs(actual - expected) / Math.max(1, Math.abs(expected));

/** Formulas of a different kind each; the numbers of networks made of them stay tame. */
export const formulas: readonly string[] = [
  'a / (1 + abs(a))',
  'a * sigmoid(1.702 * a)',
  '1/(1+exp(-a))',
  'tanh(a)',
  'max(0, a)',
  'a * sigmoid(a)',
  'max(a, 0.1 * a)',
  'min(max(a, -1), 1)',
  'log(1 + exp(a))',
  'max(a, 0) + log(1 + exp(-abs(a)))',
  'a * tanh(log(1 + exp(a)))',
  '0.5 * a * (1 + erf(a / sqrt(2)))',
  '0.5 * a * (1 + tanh(sqrt(2/pi) * (a + 0.044715 * a^3)))',
  'sin(a)',
  'cos(2 * a) / 2',
  'sin(a)^2 + a / 3',
  'exp(-a^2)',
  'exp(-a^2 / 2) / sqrt(2 * pi)',
  '1 / (1 + a^2)',
  'a / sqrt(1 + a^2)',
  'sqrt(a^2 + 1) - 1',
  'log(1 + a^2)',
  'sign(a) * log(1 + abs(a))',
  'sign(a) * sqrt(abs(a) + 1)',
  'a^3 / 3 - a',
  'a^2',
  '(a + 1)^-2 * 0 + a',
  '(2 + sin(a))^-1.5',
  '(2 + sin(a))^a',
  '2^a',
  '2^-a^2',
  '0.5^(a - 1)',
  'e^(a / 4)',
  'pi * a / 4',
  '-a',
  '--a',
  '1 - sigmoid(a)',
  'sigmoid(a) * (1 - sigmoid(a))',
  '1 - tanh(a)^2',
  '1 - tanh(a)',
  'tanh(a)^3',
  'a - tanh(a)',
  'max(a, -a / 2)',
  'max(sin(a), cos(a))',
  'min(a^2, 1 + a / 2)',
  'max(min(a, 1), exp(a) - 2)',
  'abs(sin(3 * a))',
  'abs(a)^3',
  'abs(a - 0.3) - abs(a + 0.3)',
  'max(0, 1 - abs(a))',
  'a * max(0, min(1, a / 6 + 0.5))',
  'erf(a)',
  'a * exp(-abs(a))',
  '(exp(a) - exp(-a)) / (exp(a) + exp(-a))',
  '(1 + a + a^2 / 2) / (1 + a^2)',
  'a / (1 + a / (2 + a^2))',
  'log(2 + cos(a))',
  'sigmoid(sin(a) * 2)',
  'tanh(tanh(tanh(a)))',
  '(a + abs(a)) / 2 * sigmoid(a)',
  '3 * a - 2 * a + a * a / 10',
  'sqrt(abs(a) + 0.25)',
  'exp(a) - 1',
  '1 - exp(a)',
];

describe('a formula activation', () => {
  const formula = (written: string): Expression => activationFormula(own(written));

  describe('is differentiated to what a person would write', () => {
    /** The derivative, typed by hand in the same grammar. */
    const derivatives: readonly (readonly [string, string])[] = [
      ['a', '1'],
      ['5', '0'],
      ['-a', '-1'],
      ['3*a^2 + 2*a + 1', '6*a + 2'],
      ['a*a*a', '3*a^2'],
      ['a + a', '2'],
      ['a - a', '0'],
      ['2*a/3', '2/3'],
      ['a/2', '1/2'],
      ['2*3*a', '6'],
      ['a * (1/2 + 1/3)', '5/6'],
      ['1/a', '-(1/a^2)'],
      // Two reciprocals in one product.
      ['1/a/a', '-(2/a^3)'],
      ['a^-2', '-(2/a^3)'],
      ['a/a^2', '-(1/a^2)'],
      ['(1 + a)^-1', '-(1/(1 + a)^2)'],
      ['(a^2)^3', '6*a^5'],
      ['a^(1/3)', '1/3 * a^(-2/3)'],
      ['a^0.5', '0.5 * a^-0.5'],
      ['sqrt(a)', '1/(2*sqrt(a))'],
      ['sqrt(1 + a^2)', 'a/sqrt(1 + a^2)'],
      ['2^a', '2^a * log(2)'],
      ['e^a', 'exp(a)'],
      ['e^(2*a)', '2*exp(2*a)'],
      ['exp(-a^2)', '-(2*exp(-a^2)*a)'],
      ['log(a)', '1/a'],
      ['log(1 + exp(a))', 'exp(a)/(1 + exp(a))'],
      ['sin(a)^2', '2*sin(a)*cos(a)'],
      ['cos(a)', '-sin(a)'],
      ['sigmoid(a)', 'sigmoid(a)*(1 - sigmoid(a))'],
      ['1 - sigmoid(a)', '-(sigmoid(a)*(1 - sigmoid(a)))'],
      ['tanh(a)', '1 - tanh(a)^2'],
      ['1/(1+exp(-a))', 'exp(-a)/(1 + exp(-a))^2'],
      ['a/(1 + abs(a))', '1/(1 + abs(a)) - a*sign(a)/(1 + abs(a))^2'],
      ['abs(a)^3', '3*abs(a)^2*sign(a)'],
      ['a^a', 'a*a^(a - 1) + a^a*log(a)'],
      ['exp(a) - 1', 'exp(a)'],
      ['a*sigmoid(1.702*a)', 'sigmoid(1.702*a) + 1.702*a*sigmoid(1.702*a)*(1 - sigmoid(1.702*a))'],
      ['exp(0) * a', '1'],
      ['a * sqrt(4) + cos(0) - sin(0) + sigmoid(0)', '2'],
      ['max(2, 3) * a + abs(-2)', '3'],
      ['a * 2^-2', '1/4'],
    ];
    for (const [written, expected] of derivatives) {
      it(`(${written})′ = ${expected}`, () => {
        const derivative = activationDerivative(own(written));
        const right = formula(expected);
        assert.ok(isSame(derivative, right), `${text(derivative)} is not ${text(right)}`);
      });
    }

    it('names the output where the formula itself comes back', () => {
      const byOutput = (written: string) => text(activationDerivativeByOutput(own(written)));
      assert.equal(byOutput('sigmoid(a)'), 'h(1 − h)');
      assert.equal(byOutput('tanh(a)'), '1 − h²');
      assert.equal(byOutput('exp(a)'), 'h');
      assert.equal(byOutput('a'), '1');
    });
  });

  it('is the built-in one where it says the same', () => {
    const pairs: readonly (readonly [string, Activation])[] = [
      ['a', { type: 'linear' }],
      ['sigmoid(a)', { type: 'sigmoid' }],
      ['tanh(a)', { type: 'tanh' }],
      ['a * sigmoid(a)', { type: 'silu' }],
    ];
    for (const [written, builtIn] of pairs) {
      assert.ok(isSame(formula(written), activationFormula(builtIn)), written);
      assert.ok(isSame(activationDerivative(own(written)), activationDerivative(builtIn)), written);
    }
  });

  it('has the slope of the format at its kinks', () => {
    const slope = (written: string, at: number) => activationFunction(own(written)).derivative(at);
    assert.equal(slope('max(0, a)', 0), 0.5);
    assert.equal(slope('max(0, a)', -0), 0.5);
    assert.equal(slope('max(0, a)', 5e-324), 1);
    assert.equal(slope('max(0, a)', -5e-324), 0);
    assert.equal(slope('max(a, -a)', 0), 0);
    assert.equal(slope('max(a, 2*a)', 0), 1.5);
    assert.equal(slope('min(3*a, a)', 0), 2);
    assert.equal(slope('min(a, a)', 7), 1);
    assert.equal(slope('min(max(a, 0), 6)', 6), 0.5);
    assert.equal(slope('abs(a)', 0), 0);
    assert.equal(slope('abs(a)', -3), -1);
    assert.equal(slope('sign(a) + a', 0), 1);
    assert.equal(slope('a / (1 + abs(a))', 0), 1);
    // Long branches: the mean at a tie all the same.
    const long = 'sin(a) * cos(a) * exp(a) * tanh(a) + a';
    assert.equal(slope(`max(${long}, 3 * a + 0 * a)`, 0), 2);
    assert.equal(slope(`max(3 * a, ${long})`, 0), 2);
    assert.ok(relative(slope(`max(${long}, -5)`, 1), slope(long, 1)) < 1e-15);
    assert.equal(slope(`min(${long}, -5)`, 1), 0);
  });

  it('has no slope where it has none', () => {
    const { value, derivative } = activationFunction(own('a^0.5'));
    assert.ok(Number.isNaN(value(-1)) && Number.isNaN(derivative(-1)));
    assert.equal(derivative(0), Infinity);
    assert.equal(activationFunction(own('a^-2')).value(0), Infinity);
    assert.equal(activationFunction(own('a^a')).value(2), 4);
    assert.equal(relative(activationFunction(own('a^a')).derivative(2), 4 * (Math.LN2 + 1)) < 1e-15, true);
    assert.equal(activationFunction(own('2^a')).derivative(3), 8 * Math.LN2);
  });

  it('is not spoiled by a branch that is not taken', () => {
    assert.equal(activationFunction(own('min(a, exp(a))')).derivative(1000), 1);
    assert.equal(activationFunction(own('max(-a^2, log(1 + exp(a)) - 5)')).derivative(-1), 2);
    const long = 'exp(a) * sin(a)^2 + exp(a) * cos(a)^2 + exp(2*a)';
    assert.equal(activationFunction(own(`min(2 * a, ${long})`)).derivative(1000), 2);
  });

  it('says NaN of ∞ · 0, which the built-in ones know to be 0', () => {
    assert.ok(Number.isNaN(activationFunction(own('exp(a) * exp(-a)')).value(800)));
    assert.equal(activationFunction({ type: 'geluTanh' }).derivative(-1e200), 0);
  });

  it('keeps the digits of what is left beside 1', () => {
    const at = (written: string, a: number) => activationFunction(own(written)).value(a);
    const slope = (written: string, a: number) => activationFunction(own(written)).derivative(a);
    const tail = Math.exp(-40);
    for (const written of ['1 - sigmoid(a)', '-sigmoid(a) + 1', '1 + -sigmoid(a)', '1 - 1/1*sigmoid(a)']) {
      assert.ok(relative(at(written, 40) / tail, 1) < 1e-15, written);
      assert.ok(relative(slope(written, 40) / -tail, 1) < 1e-15, written);
    }
    for (const written of ['1 - tanh(a)^2', '1 - tanh(a)*tanh(a)', '1-tanh(a)**2']) {
      assert.ok(relative(at(written, 20) / (4 * tail), 1) < 1e-15, written);
    }
    assert.ok(relative(at('1 - tanh(a)', 20) / (2 * tail), 1) < 1e-15);
    assert.ok(relative(at('1 - sigmoid(a)^2', 40) / (2 * tail), 1) < 1e-15);
    assert.equal(at('exp(a) - 1', 1e-12), Math.expm1(1e-12));
    assert.equal(at('1 - exp(a)', 1e-12), -Math.expm1(1e-12));
    // erfc(5) to 16 digits, from the tables of Abramowitz and Stegun continued by mpmath.
    assert.ok(relative(at('1 - erf(a)', 5) / 1.5374597944280349e-12, 1) < 1e-15);
  });

  it('breaks where its parts do', () => {
    const zeros = (written: string) => activationBreaks(own(written)).length;
    assert.deepEqual(
      [
        'tanh(a)',
        'a^3',
        'abs(a)',
        'max(a, 1)',
        '1/(1 + a)',
        'a^0.5',
        'sqrt(2) * a',
        'log(a + 2) * sign(a - 1)',
      ].map(zeros),
      [0, 0, 1, 1, 1, 1, 0, 2],
    );
    assert.equal(activationBreaks({ type: 'softmax' }).length, 0);
    assert.deepEqual(
      activationBreaks({ type: 'elu', alpha: 1 }).map((at) => at(0.25)),
      [0.25],
    );
  });
});

describe('training with a formula', () => {
  const random = createRandom(11);
  const rows = Array.from({ length: 12 }, () => Array.from({ length: 3 }, () => random.normal()));
  const aims = rows.map(([x, y]) => [Math.sin(x!), x! * y!]);
  const dataset = datasetOf(rows, aims);

  function losses(activation: Activation, optimizer: Network['training']['optimizer']) {
    const network = networkOf({
      units: [3, 5, 4, 2],
      activations: [activation, activation, 'linear'],
      training: { epochs: 100, learningRate: 0.01, optimizer, batchSize: 5 },
    });
    // Biases too, so that no pre-activation is exactly 0, where max(0, a) has another slope than relu.
    const drawn = createRandom(3);
    const start = initialParameters(network).map(() => 0.5 * drawn.normal());
    const trainer = createTrainer(network, dataset, start);
    assert.equal(trainer.advance(Infinity), 'epochs');
    const { history, parameters } = trainer.finish();
    return [...history.loss, ...parameters];
  }

  /**
   * Formula, built-in, and how far apart the losses and weights of 100 epochs may be; 0 is bit for bit. The last
   * two lose digits at negative a as they are written, which the built-in ones do not.
   */
  const pairs: readonly (readonly [string, Activation, number])[] = [
    ['sigmoid(a)', { type: 'sigmoid' }, 0],
    ['1/(1+exp(-a))', { type: 'sigmoid' }, 1e-12],
    ['tanh(a)', { type: 'tanh' }, 0],
    ['a*sigmoid(a)', { type: 'silu' }, 0],
    ['max(0,a)', { type: 'relu' }, 0],
    ['max(a, 0.1*a)', { type: 'leakyRelu', slope: 0.1 }, 1e-12],
    ['log(1+exp(a))', { type: 'softplus' }, 1e-12],
    ['0.5*a*(1+erf(a/sqrt(2)))', { type: 'gelu' }, 1e-9],
    ['0.5*a*(1+tanh(sqrt(2/pi)*(a+0.044715*a^3)))', { type: 'geluTanh' }, 1e-9],
  ];
  for (const [written, builtIn, tolerance] of pairs) {
    it(`${written} goes as ${builtIn.type}, ${tolerance === 0 ? 'bit for bit' : `to ${tolerance}`}`, () => {
      for (const optimizer of [{ type: 'sgd' }, { type: 'momentum', momentum: 0.9 }] as const) {
        const [ours, theirs] = [losses(own(written), optimizer), losses(builtIn, optimizer)];
        assert.equal(ours.length, theirs.length);
        assert.ok(Math.abs(theirs[0]! - theirs[99]!) > 0.1, 'the run learns nothing');
        ours.forEach((value, n) => {
          if (tolerance === 0) assert.equal(value, theirs[n]);
          else assert.ok(relative(value, theirs[n]!) <= tolerance, `${n}: ${value}, not ${theirs[n]!}`);
        });
      }
    });
  }

  it('stops where the formula leaves the numbers, and says where', () => {
    const network = networkOf({
      units: [1, 2, 1],
      activations: [own('exp(exp(a))'), 'linear'],
      biases: [false, false],
    });
    // The second unit of the first layer, at the second sample: e^e^8 is no double.
    const start = Float64Array.of(0.5, 2, 1, 1);
    const trainer = createTrainer(network, datasetOf([[0], [4]], [[0], [0]]), start);
    assert.equal(trainer.advance(10), 'diverged');
    const { divergence } = trainer.finish();
    assert.deepEqual(
      [divergence?.what, divergence?.step, divergence?.layer, divergence?.unit, divergence?.sample],
      ['activation', 0, 0, 1, 1],
    );
  });

  it('stops where only the slope leaves the numbers', () => {
    const network = networkOf({ units: [1, 1, 1], activations: [own('sqrt(a)'), 'linear'] });
    const trainer = createTrainer(network, datasetOf([[0]], [[1]]), Float64Array.of(1, 0, 1, 0));
    assert.equal(trainer.advance(10), 'diverged');
    const { divergence } = trainer.finish();
    assert.deepEqual([divergence?.what, divergence?.layer, divergence?.unit], ['gradient', 0, 0]);
  });
});

describe('gradients of formulas against central differences', () => {
  let networks = 0;
  formulas.forEach((written, n) => {
    it(`${written}: depth 1 to 3, to 1e-10 by Richardson, and by the self-check`, () => {
      assert.equal(checkFormula(written), null);
      for (const depth of [1, 2, 3]) {
        const seed = 7000 + 10 * n + depth;
        const activation = own(written);
        const drawn = randomNetwork(
          seed,
          depth,
          () => activation,
          activation,
          { type: 'halfSquaredError' },
          4e-3,
        );
        const { model, parameters, dataset } = drawn;
        const { gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
        const all = Uint32Array.from(parameters.keys());
        const differences = (h: number) =>
          numericGradients(model, parameters, dataset, dataset.trainingIndices, all, () => h);
        // Twice Richardson: 1e-3, its half and its quarter.
        const [wide, middle, near] = [differences(2e-3), differences(1e-3), differences(5e-4)];
        all.forEach((p) => {
          const first = (4 * middle[p]!.gradient - wide[p]!.gradient) / 3;
          const second = (4 * near[p]!.gradient - middle[p]!.gradient) / 3;
          const numeric = (16 * second - first) / 15;
          assert.ok(
            relative(gradient[p]!, numeric) <= 1e-10,
            `seed ${seed}, parameter ${p}: ${gradient[p]!} and ${numeric}`,
          );
        });
        const check = checkGradients(model, parameters, dataset, dataset.trainingIndices);
        assert.deepEqual(check.disagreements, [], `seed ${seed}`);
        assert.equal(check.atKink, 0);
        networks++;
      }
    });
  });

  it('compared three networks of each of more than 60 formulas', () => {
    assert.equal(networks, 3 * formulas.length);
    assert.ok(formulas.length >= 60, String(formulas.length));
  });

  it('says kink where one lies within the step, and nothing else', () => {
    /** One unit with pre-activation b, one sample. */
    const verdict = (written: string, b: number) => {
      const network = networkOf({ units: [1, 1, 1], activations: [own(written), 'linear'] });
      const model = createModel(network);
      const one = datasetOf([[0]], [[1]]);
      const parameters = Float64Array.of(0, b, 0.7, 0.1);
      const { atKink, disagreements, checked } = checkGradients(model, parameters, one, one.trainingIndices);
      assert.equal(checked, 4);
      return disagreements.length > 0 ? 'disagrees' : atKink > 0 ? 'kink' : 'agrees';
    };
    const kinks: readonly (readonly [string, number])[] = [
      ['abs(a)', 0],
      ['abs(a - 0.25)', 0.25],
      ['max(0, a)', 0],
      ['max(a, a^2 + 0.25)', 0.5],
      ['min(max(a, 0), 6)', 6],
      ['max(0, 1 - abs(a))', -1],
      ['sign(a) * a^2', 0],
      ['sign(a) + a', 0],
      ['tanh(abs(sin(a)))', Math.PI],
      ['a / (1 + abs(a - 2))', 2],
    ];
    for (const [written, at] of kinks) {
      assert.equal(verdict(written, at), 'kink', `${written} at ${at}`);
      assert.equal(verdict(written, at + 4e-6), 'kink', `${written} just beside ${at}`);
      assert.equal(verdict(written, at + 0.1), 'agrees', `${written} beyond ${at}`);
      assert.equal(verdict(written, at - 0.1), 'agrees', `${written} before ${at}`);
    }
    // |a| written otherwise: it has no derivative at 0 itself, and a kink beside it though a² changes no sign.
    for (const written of ['sqrt(a^2)', '(a^2)^0.5', 'sqrt((a - 1)^2) + abs(1 - a)']) {
      const at = written.includes('1') ? 1 : 0;
      assert.equal(verdict(written, at + 4e-6), 'kink', written);
      assert.equal(verdict(written, at + 0.1), 'agrees', written);
    }
    assert.equal(verdict('sqrt(a^2 + 1)', 0), 'agrees');
    assert.equal(verdict('a^3', 0), 'agrees');
  });
});

describe('the longest formulas', () => {
  const nested = (open: string, close: string, depth: number) =>
    `${open.repeat(depth)}a${close.repeat(depth)}`;
  const longest: readonly string[] = [
    nested('tanh(', ')', 49),
    nested('sigmoid(', ')', 49),
    nested('max(a*a, ', ')', 49),
    nested('min(1, max(a, ', '))', 24),
    nested('a^', '', 49),
    nested('a^(1 + ', ')', 24),
    nested('a/(1 + ', ')', 49),
    nested('sqrt(1 + ', ')', 49),
    nested('1/(1 + exp(-', '))', 16),
    nested('abs(a - 1)^abs(', ')', 24),
    Array.from({ length: 20 }, (_, n) => `1/(a + ${n})`).join(' * '),
    Array.from({ length: 25 }, (_, n) => `exp(${n}*a)`).join('/'),
    Array.from({ length: 33 }, (_, n) => `a^${n}*${n}`).join(' + '),
  ];
  for (const written of longest) {
    it(`${written.slice(0, 30)}…: differentiated twice, printed and computed`, () => {
      assert.equal(checkFormula(written), null);
      const derivative = activationDerivative(own(written));
      assert.ok(size(derivative, 50_000) < 50_000, 'a derivative that nobody can print');
      const second = differentiate(derivative, 'a');
      // As a tree some of these have 1e6 nodes; the parts that they share are computed once.
      const value = compile(second, ['a'], { isStrict: true });
      let sum = 0;
      for (let n = 0; n < 1000; n++) sum += value(0.2 + n / 1e4);
      assert.ok(Number.isFinite(sum));
      const phi = compile(derivative, ['a'], { isStrict: true });
      const h = 1e-4;
      const at = 0.3;
      const numeric = (phi(at - 2 * h) - 8 * phi(at - h) + 8 * phi(at + h) - phi(at + 2 * h)) / (12 * h);
      assert.ok(relative(value(at), numeric) < 1e-7, `${value(at)}, not ${numeric}`);
    });
  }
});

describe('compile', () => {
  it('computes a part that is shared once a call, and knows −0 from 0', () => {
    const a = variable('a');
    const reciprocal = compile(
      activationDerivative(own('sin(1/(a*2 + a/3)) * cos(1/(a*2 + a/3)) + 1/(a*2 + a/3)')),
      ['a'],
    );
    // Whatever came before, the answer to an argument is the same.
    const [fresh, again] = [reciprocal(0.5), (reciprocal(2), reciprocal(0.5))];
    assert.equal(fresh, again);
    const inverse = activationFunction(own('max(1/a, 1/a + 1/a * 1/a * 0 * a) + 1/a'));
    assert.equal(inverse.value(-0), activationFunction(own('1/a')).value(-0) * 2);
    assert.throws(() => compile(a, ['b']), /has no value here/);
  });
});
