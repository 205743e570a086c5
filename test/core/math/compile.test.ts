import { strict as assert } from 'node:assert';
import { createRandom, type Random } from '../../../src/core/engine/random';
import { activationFunction, activationSlope, activationValue } from '../../../src/core/math/activations';
import type { Arithmetic } from '../../../src/core/math/arithmetic';
import { compile, instantiate } from '../../../src/core/math/compile';
import { differentiate } from '../../../src/core/math/differentiate';
import {
  add,
  apply,
  divide,
  multiply,
  number,
  power,
  size,
  subtract,
  variable,
  where,
  type Expression,
  type OperationName,
} from '../../../src/core/math/expression';
import { lossFunction, lossSlope, lossTerm } from '../../../src/core/math/losses';
import { numbers } from '../../../src/core/math/numbers';
import { operation } from '../../../src/core/math/operations';
import type { Activation, Loss } from '../../../src/core/network/network';

const activations: readonly Activation[] = [
  ...(['linear', 'sigmoid', 'tanh', 'relu', 'gelu', 'geluTanh', 'silu', 'softplus'] as const).map((type) => ({
    type,
  })),
  { type: 'leakyRelu', slope: 0.01 },
  { type: 'elu', alpha: 1.5 },
  ...[
    'a / (1 + abs(a))',
    'a * tanh(log(1 + exp(a)))',
    '0.5 * a * (1 + tanh(sqrt(2/pi) * (a + 0.044715 * a^3)))',
    'min(max(a, -1), 1)',
    'sin(a)^2 + a / 3',
    'a^-2 + a^1.5',
  ].map((formula): Activation => ({ type: 'formula', formula })),
];

const losses: readonly Loss[] = [
  ...(
    [
      'halfSquaredError',
      'meanSquaredError',
      'meanAbsoluteError',
      'binaryCrossEntropy',
      'categoricalCrossEntropy',
    ] as const
  ).map((type) => ({ type })),
  { type: 'huber', delta: 0.75 },
];

const points = [-800, -40, -20.5, -3, -1, -0.4, -1e-300, -0, 0, 5e-324, 0.25, 1, 1.7, 6, 38, 745, 1e160];

function sameBits(actual: number, expected: number, what: string): void {
  assert.ok(Object.is(actual, expected), `${what}: ${actual}, not ${expected}`);
}

/** A formula in x and y of `depth` levels, of any of the operations. */
function randomExpression(random: Random, depth: number): Expression {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)]!;
  if (depth === 0) {
    return pick([
      variable('x'),
      variable('y'),
      number(Math.round(20 * random.uniform() - 10) / 4),
      number(2),
    ]);
  }
  const part = (): Expression => randomExpression(random, depth - 1);
  const shared = part();
  return pick([
    () => add(part(), shared, part()),
    () => subtract(part(), part()),
    () => multiply(shared, part(), shared),
    () => divide(part(), part()),
    () => power(part(), number(pick([-2, -1, -0.5, 0.5, 2, 3, 17, 2.25]))),
    () => power(part(), part()),
    () => where(part(), part(), part(), part()),
    () => apply('oneMinus', apply(pick<OperationName>(['sigmoid', 'tanh', 'erf', 'exp']), part())),
    () => apply('oneMinusSquare', apply(pick<OperationName>(['sigmoid', 'tanh', 'sin']), part())),
    () => apply(pick<OperationName>(['max', 'min']), part(), part()),
    () => apply(pick(unaryNames), part()),
  ])();
}

const unaryNames: readonly OperationName[] = [
  ...(['exp', 'expm1', 'log', 'sqrt', 'abs', 'sign', 'sin', 'cos', 'sigmoid', 'tanh', 'relu'] as const),
  ...(['tanhGate', 'softplus', 'erf', 'normalCdf', 'normalPdf', 'oneMinus', 'negate'] as const),
];

describe('an expression on a machine', () => {
  it('has the bits of the compiled function: activations and their slopes', () => {
    for (const activation of activations) {
      const phi = activationFunction(activation);
      const name = JSON.stringify(activation);
      for (const a of points) {
        sameBits(activationValue(numbers, activation, a), phi.value(a), `${name} at ${a}`);
        sameBits(activationSlope(numbers, activation, a), phi.derivative(a), `${name}′ at ${a}`);
      }
    }
  });

  it('has the bits of the compiled function: losses and their derivatives', () => {
    for (const loss of losses) {
      const { term, derivative } = lossFunction(loss, 3);
      for (const y of [0, 1e-300, 0.2, 0.5, 1, ...points]) {
        for (const t of [0, 0.25, 1, -2, y]) {
          sameBits(lossTerm(numbers, loss, 3, y, t), term(y, t), `${loss.type} at ${y}, ${t}`);
          sameBits(lossSlope(numbers, loss, 3, y, t), derivative(y, t), `${loss.type}′ at ${y}, ${t}`);
        }
      }
    }
  });

  it('has the bits of the compiled function: 200 random formulas and their derivatives', () => {
    const random = createRandom(7);
    let finite = 0;
    for (let n = 0; n < 200; n++) {
      const formula = randomExpression(random, 3);
      const derivative = differentiate(formula, 'x');
      for (const expression of size(derivative, 5000) < 5000 ? [formula, derivative] : [formula]) {
        for (const isStrict of [false, true]) {
          const compiled = compile(expression, ['x', 'y'], { isStrict });
          for (let k = 0; k < 8; k++) {
            const [x, y] = [8 * random.uniform() - 4, points[(n + k) % points.length]!];
            const value = compiled(x, y);
            sameBits(
              instantiate(numbers, expression, { x, y }, { isStrict }),
              value,
              `formula ${n} at ${x}, ${y}`,
            );
            if (Number.isFinite(value)) finite++;
          }
        }
      }
    }
    assert.ok(finite > 2000, `only ${finite} numbers were finite`);
  });

  it('refuses a variable without a value', () => {
    assert.throws(() => instantiate(numbers, variable('x'), {}), RangeError);
    assert.throws(() => compile(variable('x'), []), RangeError);
  });
});

/** Writes down which operations run, and computes nothing. */
function recorder(): { readonly machine: Arithmetic<string, string>; readonly ran: string[] } {
  const ran: string[] = [];
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(numbers)).filter(
    (name) => name !== 'constructor',
  );
  const machine = Object.fromEntries(
    names.map((name) => [
      name,
      () => {
        ran.push(name);
        return name;
      },
    ]),
  ) as unknown as Arithmetic<string, string>;
  return { machine, ran };
}

function operationsOf(expression: Expression, variables: readonly string[]): readonly string[] {
  const { machine, ran } = recorder();
  instantiate(machine, expression, Object.fromEntries(variables.map((name) => [name, name])));
  return ran;
}

describe('the product of 0 and ∞', () => {
  const [x, y] = [variable('x'), variable('y')];
  const isGuarded = (expression: Expression): boolean => operationsOf(expression, ['x', 'y']).includes('not');

  it('is looked for only where it can come up', () => {
    assert.ok(isGuarded(multiply(x, apply('log', y))));
    assert.ok(isGuarded(multiply(power(x, number(2)), apply('sigmoid', y))));
    assert.ok(isGuarded(multiply(x, x, apply('sigmoid', x))));
    assert.ok(isGuarded(multiply(apply('relu', x), apply('relu', y), apply('sigmoid', x))));
    for (const plain of [
      multiply(x, apply('sigmoid', x)),
      multiply(apply('sigmoid', x), apply('oneMinus', apply('sigmoid', x))),
      multiply(x, x),
      multiply(number(3), power(x, number(2))),
      multiply(apply('erf', x), add(apply('tanh', y), number(2)), apply('cos', x)),
      multiply(where(x, y, apply('erf', x), number(1)), apply('relu', y)),
    ]) {
      assert.ok(!isGuarded(plain), JSON.stringify(plain));
    }
  });

  it('is 0 unless strict', () => {
    const formula = multiply(power(x, number(2)), apply('sigmoid', x));
    assert.equal(compile(formula, ['x'])(-1e200), 0);
    assert.ok(Number.isNaN(compile(formula, ['x'], { isStrict: true })(-1e200)));
    assert.ok(Number.isNaN(compile(formula, ['x'])(NaN)));
  });

  it('cannot come up where it is not looked for: built-in activations at the largest numbers', () => {
    for (const activation of activations) {
      if (activation.type === 'formula') continue;
      for (const a of [-Number.MAX_VALUE, Number.MAX_VALUE, -1e160, 1e160]) {
        const { value, derivative } = activationFunction(activation);
        assert.ok(!Number.isNaN(value(a)) && !Number.isNaN(derivative(a)), `${activation.type} at ${a}`);
      }
    }
  });
});

describe('shared parts', () => {
  it('run once', () => {
    const shared = apply('exp', apply('sin', variable('x')));
    const once = operationsOf(shared, ['x']).filter((name) => name === 'powerOfTwo').length;
    const twice = operationsOf(multiply(shared, shared, shared), ['x']);
    assert.equal(twice.filter((name) => name === 'powerOfTwo').length, once);
  });

  it('1 − σ(x) and σ(x) are of the same parts, and so are tanh x and its slope', () => {
    // What a machine sees twice with the same operands it may compute once: every operation of the parts is equal.
    const texts = (expression: Expression): ReadonlySet<string> => {
      const seen = new Set<string>();
      const machine = new Proxy({} as Arithmetic<string, string>, {
        get:
          (_, name) =>
          (...operands: readonly unknown[]) => {
            const text = `${String(name)}(${operands.join()})`;
            seen.add(text);
            return text;
          },
      });
      instantiate(machine, expression, { x: 'x' });
      return seen;
    };
    for (const [name, own] of [
      ['sigmoid', 'oneMinus'],
      ['tanh', 'oneMinusSquare'],
    ] as const) {
      const value = apply(name, variable('x'));
      const [first, second] = [texts(value), texts(apply(own, value))];
      const added = [...second].filter((text) => !first.has(text)).length;
      assert.ok(added <= 8, `${own} of ${name} adds ${added} operations`);
    }
  });
});

describe('the operation table on numbers', () => {
  it('joins any number of operands from the left', () => {
    assert.equal(operation('add').evaluate(0.1, 0.2, 0.3), 0.1 + 0.2 + 0.3);
    assert.equal(operation('multiply').evaluate(5), 5);
    assert.equal(operation('multiply').evaluate(0, Infinity, 2), 0);
    assert.equal(operation('pi').evaluate(), Math.PI);
    assert.ok(Number.isNaN(operation('relu').evaluate(NaN)));
  });
});
