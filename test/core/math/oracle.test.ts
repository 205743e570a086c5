import { strict as assert } from 'node:assert';
import { derivative as differentiate, parse } from 'mathjs';
import { softmaxDeltas } from '../../../src/core/math/softmax';
import { createRandom, type Random } from '../../../src/core/engine/random';
import { activationBreaks, activationFunction } from '../../../src/core/math/activations';
import { lossFunction } from '../../../src/core/math/losses';
import type { Activation, Loss } from '../../../src/core/network/network';
import { checkFormula } from '../../../src/core/network/validateFormula';

/**
 * Derivatives by mathjs, of formulas typed here from docs/format.md. mathjs differentiates no max, min, sign,
 * sigmoid and erf and has no cases. Where an identity gives the same function, that is written: the larger of u
 * and v is (u + v + |u − v|)/2, and sign u is u/|u|.
 */
const without: Readonly<Record<string, string>> = {
  gelu: 'Φ is made of erf, which mathjs cannot differentiate and which no identity replaces; SymPy judges it.',
  softmax: 'acts on a layer; its partial derivatives are compared below, one by one.',
};

/** The derivative of `formula` by `name` at a point; NaN where mathjs has a complex or no value. */
function mathjsDerivative(formula: string, name: string): (at: Record<string, number>) => number {
  const compiled = differentiate(parse(formula), name, { simplify: false }).compile();
  return (at) => {
    const value: unknown = compiled.evaluate(at);
    return typeof value === 'number' ? value : NaN;
  };
}

function near(actual: number, expected: number, what: string): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= 1e-10, `${what}: ${actual}, mathjs ${expected}`);
}

/** 20 points of [−4, 4] away from 0, where most kinks are. */
const points = Array.from({ length: 20 }, (_, n) => -3.8 + 0.4 * n + 0.037);

describe('derivatives by mathjs', () => {
  const activations: readonly (readonly [Activation, string])[] = [
    [{ type: 'linear' }, 'a'],
    [{ type: 'sigmoid' }, '1 / (1 + exp(-a))'],
    [{ type: 'tanh' }, 'tanh(a)'],
    [{ type: 'relu' }, '(a + abs(a)) / 2'],
    [{ type: 'leakyRelu', slope: 0.01 }, '(a + abs(a)) / 2 + 0.01 * (a - abs(a)) / 2'],
    [{ type: 'elu', alpha: 1.5 }, '(a + abs(a)) / 2 + 1.5 * (exp((a - abs(a)) / 2) - 1)'],
    [{ type: 'geluTanh' }, 'a * (1 + tanh(sqrt(2 / pi) * (a + 0.044715 * a^3))) / 2'],
    [{ type: 'silu' }, 'a / (1 + exp(-a))'],
    [{ type: 'softplus' }, 'log(1 + exp(a))'],
  ];
  for (const [activation, written] of activations) {
    it(`of ${activation.type}`, () => {
      const theirs = mathjsDerivative(written, 'a');
      const { value, derivative } = activationFunction(activation);
      for (const a of points) {
        near(value(a), Number(parse(written).evaluate({ a })), `φ(${a})`);
        near(derivative(a), theirs({ a }), `φ′(${a})`);
      }
    });
  }

  it('are missing for what is listed, and for nothing else', () => {
    const all: readonly Activation['type'][] = [
      ...(['linear', 'sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'gelu', 'geluTanh', 'silu'] as const),
      ...(['softplus', 'softmax'] as const),
    ];
    const compared = activations.map(([{ type }]) => type);
    assert.deepEqual(
      all.filter((type) => !compared.includes(type)),
      Object.keys(without),
    );
    for (const call of ['erf(a)', 'sign(a)', 'max(a, 0)', 'min(a, 0)', 'sigmoid(a)']) {
      assert.throws(() => differentiate(call, 'a'), /not supported/, call);
    }
  });

  const losses: readonly (readonly [Loss, string])[] = [
    [{ type: 'halfSquaredError' }, '(y - t)^2 / 2'],
    [{ type: 'meanSquaredError' }, '(y - t)^2 / n'],
    [{ type: 'meanAbsoluteError' }, 'abs(y - t) / n'],
    // With m the smaller of |r| and δ: m²/2 + δ (|r| − m).
    [
      { type: 'huber', delta: 0.5 },
      '(((abs(y - t) + 0.5 - abs(abs(y - t) - 0.5)) / 2)^2 / 2 + 0.5 * (abs(y - t) - (abs(y - t) + 0.5 - abs(abs(y - t) - 0.5)) / 2)) / n',
    ],
    [{ type: 'binaryCrossEntropy' }, '-(t * log(y) + (1 - t) * log(1 - y)) / n'],
    [{ type: 'categoricalCrossEntropy' }, '-t * log(y)'],
  ];
  for (const [loss, written] of losses) {
    it(`of ${loss.type}`, () => {
      const theirs = mathjsDerivative(written, 'y');
      for (const n of [1, 2, 5]) {
        const { term, derivative } = lossFunction(loss, n);
        for (const point of points) {
          const [y, t] = [(point + 4) / 8, (Math.sin(7 * point) + 1) / 2];
          near(term(y, t), Number(parse(written).evaluate({ y, t, n })), `L(${y}, ${t})`);
          near(derivative(y, t), theirs({ y, t, n }), `∂L/∂y(${y}, ${t})`);
        }
      }
    });
  }

  it('of softmax, by its own and by another pre-activation, give its Jacobian', () => {
    const softmax = 'exp(a) / (exp(a) + exp(b) + exp(c))';
    const [own, other] = [mathjsDerivative(softmax, 'a'), mathjsDerivative(softmax, 'b')];
    for (const a of points) {
      const at = { a, b: 0.3, c: -a / 2 };
      const powers = [a, at.b, at.c].map(Math.exp);
      const [y, z] = [powers[0]!, powers[1]!].map((power) => power / (powers[0]! + powers[1]! + powers[2]!));
      const deltas = Float64Array.of(1, 0, 0);
      const outputs = Float64Array.of(y!, z!, 1 - y! - z!);
      softmaxDeltas(outputs, deltas, deltas);
      near(deltas[0]!, own(at), `∂y/∂a at ${a}`);
      near(deltas[1]!, other(at), `∂y/∂b at ${a}`);
    }
  });

  describe('of random formulas', () => {
    const wanted = 120;
    const random = createRandom(20_261_122);
    const drawn = new Map<string, string>();
    while (drawn.size < wanted) {
      const { ours, theirs } = randomFormula(random, 4);
      if (ours.includes('a') && checkFormula(ours) === null) drawn.set(ours, theirs);
    }
    let compared = 0;
    let skipped = 0;
    for (const [ours, theirs] of drawn) {
      it(ours, () => {
        const mine = activationFunction({ type: 'formula', formula: ours });
        const breaks = activationBreaks({ type: 'formula', formula: ours });
        const slope = mathjsDerivative(theirs, 'a');
        const value = parse(theirs).compile();
        for (const a of points) {
          const expected = slope({ a });
          // No value, a value that is not real, a kink, or numbers whose rounding alone is above 1e-10.
          const isTame = Number.isFinite(expected) && Math.abs(expected) < 1e4;
          if (!isTame || breaks.some((at) => !(Math.abs(at(a)) > 1e-2))) {
            skipped++;
            continue;
          }
          near(mine.value(a), Number(value.evaluate({ a })), `φ(${a})`);
          near(mine.derivative(a), expected, `φ′(${a})`);
          compared++;
        }
      });
    }

    it('were compared at most of the points', () => {
      assert.equal(compared + skipped, 20 * wanted);
      assert.ok(compared > 0.7 * (compared + skipped), `${compared} compared, ${skipped} skipped`);
    });
  });
});

interface Spelled {
  readonly ours: string;
  readonly theirs: string;
}

/** A formula of the whole grammar but erf, in our spelling and in one that mathjs can differentiate. */
function randomFormula(random: Random, depth: number): Spelled {
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random.uniform() * choices.length)]!;
  const part = (): Spelled => randomFormula(random, depth - 1);
  const same = (text: string): Spelled => ({ ours: text, theirs: text });
  if (depth === 0 || random.uniform() < 0.1) {
    return same(random.uniform() < 0.7 ? 'a' : pick('2', '0.5', '3', 'pi', 'e', '1.702', '1', '.25e1'));
  }
  const both = (spell: (u: string) => string, u = part()): Spelled => ({
    ours: spell(u.ours),
    theirs: spell(u.theirs),
  });
  const pair = (spell: (u: string, v: string) => string, spellTheirs = spell): Spelled => {
    const [u, v] = [part(), part()];
    return { ours: spell(u.ours, v.ours), theirs: spellTheirs(u.theirs, v.theirs) };
  };
  const kinds: readonly (() => Spelled)[] = [
    () => pair((u, v) => `(${u}) + ${v}`),
    () => pair((u, v) => `${u} - (${v})`),
    () => pair((u, v) => `(${u}) * (${v})`),
    () => pair((u, v) => `(${u}) * (${v})`),
    () => pair((u, v) => `(${u}) / (2 + abs(${v}))`),
    () => pair((u, v) => `(${u}) / (${v})`),
    () => both((u) => `-(${u})`),
    () => {
      const exponent = pick('2', '3', '-1', '-2', '2^1');
      const u = part();
      return { ours: `(${u.ours})${pick('^', '**')}${exponent}`, theirs: `(${u.theirs})^(${exponent})` };
    },
    () => both((u) => `(1.5 + abs(${u}))^0.5`),
    () => {
      const base = pick('2^(-', '0.5^(', 'e^(-');
      return both((u) => `${base}abs(${u}))`);
    },
    () => pair((u, v) => `(1 + abs(${u}))^tanh(${v})`),
    () => both((u) => `sin(${u})`),
    () => both((u) => `cos(${u})`),
    () => both((u) => `tanh(${u})`),
    () => both((u) => `exp(-(${u})^2)`),
    () => both((u) => `log(1 + abs(${u}))`),
    () => both((u) => `sqrt(1 + (${u})^2)`),
    () => both((u) => `abs(${u})`),
    () => {
      const u = part();
      return { ours: `sigmoid(${u.ours})`, theirs: `(1 / (1 + exp(-(${u.theirs}))))` };
    },
    () => {
      const u = part();
      return { ours: `sign(${u.ours})`, theirs: `((${u.theirs}) / abs(${u.theirs}))` };
    },
    () =>
      pair(
        (u, v) => `max(${u}, ${v})`,
        (u, v) => `(((${u}) + (${v}) + abs((${u}) - (${v}))) / 2)`,
      ),
    () =>
      pair(
        (u, v) => `min(${u}, ${v})`,
        (u, v) => `(((${u}) + (${v}) - abs((${u}) - (${v}))) / 2)`,
      ),
  ];
  return pick(...kinds)();
}
