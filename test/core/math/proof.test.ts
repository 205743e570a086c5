import assert from 'node:assert/strict';
import { derive } from '../../../src/core/math/derivation';
import {
  evaluateExpression,
  quantityValue,
  termMagnitude,
  type SampleValues,
} from '../../../src/core/math/evaluate';
import { quantity, type Expression } from '../../../src/core/math/expression';
import { forwardEquations } from '../../../src/core/math/forwardEquations';
import { generalEquations, printEquation } from '../../../src/core/math/general';
import { createNames } from '../../../src/core/math/names';
import { readEquation, type Vocabulary } from '../../../src/core/math/read';
import { ReadError } from '../../../src/core/math/scanner';
import type { Activation, Loss, Network } from '../../../src/core/network/network';
import type { Subject } from '../../../src/core/network/subject';
import { allowedPairs, elementwise, randomNetwork } from '../insight/randomNetworks';
import { networkA, networkB, sampleValues } from './networks';
import { numericPartial } from './numericPartial';
import { engineGradient, firstSample, subjects, vocabulary } from './proving';

interface Tally {
  formulas: number;
  partials: number;
  /** Numeric derivatives already taken; the same one stands in many equations. */
  readonly known: Map<string, number>;
}

const tallied = (): Tally => ({ formulas: 0, partials: 0, known: new Map() });

function hasPartial(side: Expression): boolean {
  if (side.kind === 'apply') return side.operands.some(hasPartial);
  return side.kind === 'partial' || (side.kind === 'sum' && hasPartial(side.body));
}

/** The value of one side of an equation; a bare derivative by finite differences through the network. */
function sideValue(network: Network, values: SampleValues, side: Expression, tally: Tally): number | null {
  if (side.kind === 'partial') {
    tally.partials++;
    const key = JSON.stringify([side.of, side.by]);
    const value = tally.known.get(key) ?? numericPartial(network, values, side.of, side.by);
    tally.known.set(key, value);
    return value;
  }
  if (hasPartial(side)) return null;
  tally.formulas++;
  return evaluateExpression(network, values, side);
}

/** Reads the printed equation back and sees that all its sides are one number. */
function proveEquation(
  network: Network,
  values: SampleValues,
  text: string,
  words: Vocabulary,
  engine: number | null,
  tally: Tally,
): void {
  const sides = readEquation(text, words);
  const evaluated = sides.map((side) => sideValue(network, values, side, tally));
  const known = engine ?? evaluated.find((value, n) => value !== null && sides[n]!.kind !== 'partial');
  sides.forEach((side, n) => {
    const value = evaluated[n];
    if (value === null || value === undefined || known === null || known === undefined) return;
    const scale = side.kind === 'partial' ? 1e-7 * Math.max(1, Math.abs(known)) : 1e-12 * magnitude(side);
    assert.ok(Math.abs(value - known) <= scale, `${text}: side ${n} is ${value}, not ${known}`);
  });
  function magnitude(side: Expression): number {
    return Math.max(termMagnitude(network, values, side), Number.MIN_VALUE);
  }
}

function proveNetwork(network: Network, values: SampleValues, tally: Tally): void {
  const names = createNames(network);
  const latex = vocabulary(network, names.latex);
  const unicode = vocabulary(network, names.unicode);
  const prove = (equation: readonly Expression[], engine: number | null): void => {
    const printed = printEquation(equation, names);
    proveEquation(network, values, printed.latex, latex, engine, tally);
    proveEquation(network, values, printed.unicode, unicode, engine, tally);
  };
  for (const { equation } of forwardEquations(network)) {
    const left = equation[0]!;
    assert.ok(left.kind === 'quantity');
    prove(equation, quantityValue(network, values, left.quantity));
  }
  for (const subject of subjects(network)) {
    const engine = engineGradient(network, values, subject);
    const derivation = derive(network, subject);
    for (const { rule, equation } of derivation.steps) {
      if (rule === 'update') continue;
      const left = equation[0]!;
      const isOfSubject = left.kind === 'partial' && JSON.stringify(left.by) === JSON.stringify(subject);
      const isOfLoss = left.kind === 'partial' && (left.of.kind === 'loss' || left.of.kind === 'lossTerm');
      if (subject.kind === 'delta' && left.kind === 'quantity') assert.deepEqual(left.quantity, subject);
      prove(equation, isOfSubject && isOfLoss ? engine : null);
    }
    const sum = derivation.contributions.reduce(
      (total, { formula }) => total + evaluateExpression(network, values, formula),
      0,
    );
    const gradient = evaluateExpression(network, values, derivation.formula);
    const scale = termMagnitude(network, values, derivation.formula);
    assert.ok(Math.abs(sum - gradient) <= 1e-12 * scale, `contributions of ${JSON.stringify(subject)}`);
  }
}

/** The general formulas with every letter given every value it takes. */
function proveGeneral(network: Network, values: SampleValues, tally: Tally): void {
  const names = createNames(network);
  network.layers.forEach((_, layer) => {
    for (const { about, equation, ranges } of generalEquations(network, layer)) {
      const printed = printEquation(equation, names, about === 'update');
      for (const [text, spell] of [
        [printed.latex, names.latex],
        [printed.unicode, names.unicode],
      ] as const) {
        const sides = readEquation(text, vocabulary(network, spell));
        assert.equal(sides.length, equation.length);
        if (about === 'update') continue;
        for (let i = 0; i < (ranges.i ?? 1); i++) {
          for (let j = 0; j < (ranges.j ?? 1); j++) {
            const subject: Subject =
              about === 'bias' ? { kind: 'bias', layer, j } : { kind: 'weight', layer, i, j };
            const engine = engineGradient(network, values, subject);
            for (const side of sides) {
              if (hasPartial(side)) continue;
              tally.formulas++;
              const value = evaluateExpression(network, values, side, { i, j });
              const scale = Math.max(termMagnitude(network, values, side, { i, j }), Number.MIN_VALUE);
              assert.ok(
                Math.abs(value - engine) <= 1e-12 * scale,
                `${text} at ${i}, ${j}: ${value}, not ${engine}`,
              );
            }
          }
        }
      }
    }
  });
}

describe('printed formulas read back and evaluated', function () {
  this.timeout(20_000);

  it('network A: every step of every quantity, and the general formulas', () => {
    const tally = tallied();
    const values = sampleValues(networkA(), [0.3, -0.8], [0.2, 0.9]);
    proveNetwork(networkA(), values, tally);
    proveGeneral(networkA(), values, tally);
    assert.ok(tally.formulas > 200 && tally.partials > 100, JSON.stringify(tally));
  });

  it('network B: every step of every quantity', () => {
    const tally = tallied();
    proveNetwork(networkB(), sampleValues(networkB(), [0.05, 0.1], [0.01, 0.99]), tally);
    assert.ok(tally.formulas > 100 && tally.partials > 60, JSON.stringify(tally));
  });

  for (let seed = 1; seed <= 20; seed++) {
    const depth = 1 + (seed % 4);
    const hidden = (layer: number): Activation => elementwise[(seed * 3 + layer * 7) % elementwise.length]!;
    const pair = allowedPairs[(seed * 11) % allowedPairs.length]!;
    it(`random network ${seed}: ${depth} layers, ${pair.last.type}, ${pair.loss.type}`, () => {
      const random = randomNetwork(seed, depth, hidden, pair.last, pair.loss, 1e-3);
      const { network } = random;
      const tally = tallied();
      const values = firstSample(random);
      proveNetwork(network, values, tally);
      proveGeneral(network, values, tally);
      assert.ok(tally.formulas > 0 && tally.partials > 0);
    });
  }

  it('every allowed last activation with every loss', () => {
    const losses = new Set<Loss['type']>();
    allowedPairs.forEach(({ last, loss }, n) => {
      const random = randomNetwork(100 + n, 2, () => ({ type: 'tanh' }), last, loss, 1e-3);
      proveNetwork(random.network, firstSample(random), tallied());
      losses.add(loss.type);
    });
    assert.equal(losses.size, 6);
  });

  it('keeps the digits of a saturated unit', () => {
    const network = networkA();
    const parameters = Float64Array.from({ length: 17 }, (_, n) => (n % 3) * 9 + 8);
    const values = sampleValues(network, [1, 2], [0.2, 0.9], parameters);
    assert.equal(values.activations[0]![2], 1);
    proveNetwork(network, values, tallied());
    const derivation = derive(network, { kind: 'weight', layer: 0, i: 0, j: 2 });
    assert.notEqual(evaluateExpression(network, values, derivation.formula), 0);
  });

  it('sees a wrong formula', () => {
    const network = networkB();
    const names = createNames(network);
    const words = vocabulary(network, names.latex);
    const values = sampleValues(network, [0.05, 0.1], [0.01, 0.99]);
    const engine = values.deltas[1]![0]! * values.activations[0]![0]!;
    const wrong = 'w_5 = (a_{o_1} - t_1) \\cdot a_{o_1} (1 - a_{o_1}) \\cdot a_{h_2}';
    assert.throws(() => {
      proveEquation(network, values, wrong, words, engine, tallied());
    }, /side/);
  });

  it('refuses what is not a formula, at its place', () => {
    const words = vocabulary(networkB(), createNames(networkB()).latex);
    for (const [text, offset] of [
      ['w_5 = q_9', 6],
      ['w_5 = (w_6', 10],
      ['w_5 = w_6 )', 10],
    ] as const) {
      assert.throws(
        () => readEquation(text, words),
        (error) => error instanceof ReadError && error.offset === offset,
        text,
      );
    }
  });

  it('reads each quantity by its own name', () => {
    const network = networkB();
    const names = createNames(network);
    const words = vocabulary(network, names.unicode);
    for (const subject of subjects(network)) {
      const [read] = readEquation(names.unicode(subject), words);
      assert.deepEqual(read, quantity(subject));
    }
  });
});
