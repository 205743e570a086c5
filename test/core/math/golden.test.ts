import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { derive, type Derivation, type Rule } from '../../../src/core/math/derivation';
import type { Expression } from '../../../src/core/math/expression';
import { evaluateExpression } from '../../../src/core/math/evaluate';
import {
  activationRule,
  generalEquations,
  printEquation,
  type PrintedFormula,
} from '../../../src/core/math/general';
import { createMatrixNames } from '../../../src/core/math/matrixNames';
import { matrixGradient, type MatrixLevel, type MatrixSubject } from '../../../src/core/math/matrixGradient';
import { printMatrix, type MatrixNotation } from '../../../src/core/math/printMatrix';
import { createNames } from '../../../src/core/math/names';
import { partial } from '../../../src/core/math/expression';
import { forwardEquations } from '../../../src/core/math/forwardEquations';
import { createSymbols } from '../../../src/core/network/symbols';
import { findSubject } from '../../../src/core/network/findSubject';
import { networkA, networkB, sampleValues } from './networks';

interface Golden extends PrintedFormula {
  readonly value: number | null;
}

/** The blocks of a golden file; a block without both notations, or one given twice, is an error. */
function readGolden(file: string): ReadonlyMap<string, Golden> {
  const blocks = new Map<string, Golden>();
  for (const block of readFileSync(`test/golden/${file}`, 'utf8')
    .split(/\n(?=\[)/)
    .slice(1)) {
    const title = /^\[(.*)\]$/m.exec(block)?.[1];
    const latex = /^latex +(.*)$/m.exec(block)?.[1];
    const unicode = /^unicode +(.*)$/m.exec(block)?.[1];
    const value = /^value +(.*)$/m.exec(block)?.[1];
    assert.ok(title && latex && unicode, block);
    assert.ok(!blocks.has(title), title);
    blocks.set(title, { latex, unicode, value: value === undefined ? null : Number(value) });
  }
  return blocks;
}

const bare = (latex: string): string => latex.replace(/\\,|\s+/g, '');

function assertPrinted(printed: PrintedFormula, expected: Golden | undefined, title: string): void {
  assert.ok(expected, `no golden text for ${title}`);
  assert.equal(bare(printed.latex), bare(expected.latex), title);
  assert.equal(printed.unicode, expected.unicode, title);
}

/** The last expression of the step that applies `rule`, after ∂L/∂subject. */
function sideOf(derivation: Derivation, rule: Rule): Expression {
  const found = derivation.steps.find((step) => step.rule === rule);
  assert.ok(found, rule);
  return found.equation.at(-1)!;
}

describe('golden formulas of network A', () => {
  const golden = readGolden('network-a.txt');
  const network = networkA();
  const names = createNames(network);
  const used = new Set<string>();
  const expectPrinted = (title: string, printed: PrintedFormula): void => {
    used.add(title);
    assertPrinted(printed, golden.get(title), title);
  };

  it('prints the derivative of the activation both ways', () => {
    const rule = activationRule(network, 1);
    assert.ok(rule);
    expectPrinted('activation rule', rule);
  });

  it('prints the general formulas of both layers', () => {
    const of = (layer: number, about: string): PrintedFormula => {
      const found = generalEquations(network, layer).find((equation) => equation.about === about);
      assert.ok(found, about);
      return printEquation(found.equation, names, found.isAssignment);
    };
    expectPrinted('u_ij', of(1, 'weight'));
    expectPrinted('update of u_ij', of(1, 'update'));
    expectPrinted('b2_j', of(1, 'bias'));
    expectPrinted('w_ij', of(0, 'weight'));
  });

  it('prints the particular formulas', () => {
    for (const [title, name] of [
      ['h_1', 'h_1'],
      ['w_11', 'w_{11}'],
      ['u_11', 'u_{11}'],
    ] as const) {
      const subject = findSubject(network, createSymbols(network), name);
      assert.ok(subject, name);
      const derivation = derive(network, subject);
      const gradient = partial({ kind: 'loss' }, subject);
      expectPrinted(title, printEquation([gradient, derivation.formula], names));
    }
    const term = forwardEquations(network).find(({ rule }) => rule === 'lossTerm');
    expectPrinted('loss', printEquation(term!.equation, names));
  });

  it('prints the matrix forms', () => {
    const matrices = createMatrixNames(network);
    const of = (subject: MatrixSubject, level?: MatrixLevel): PrintedFormula => {
      const { left, right } = matrixGradient(network, subject, level);
      const printed = (notation: MatrixNotation): string =>
        `${printMatrix(matrices, left, notation)} = ${printMatrix(matrices, right, notation)}`;
      return { latex: printed('latex'), unicode: printed('unicode') };
    };
    expectPrinted('matrix U', of({ kind: 'weights', layer: 1 }));
    expectPrinted('matrix W', of({ kind: 'weights', layer: 0 }));
    expectPrinted('matrix delta 1', of({ kind: 'deltas', layer: 0 }));
  });

  it('leaves no golden formula out', () => {
    assert.deepEqual([...golden.keys()].sort(), [...used].sort());
  });
});

describe('golden formulas of network B', () => {
  const golden = readGolden('network-b.txt');
  const network = networkB();
  const names = createNames(network);
  const symbols = createSymbols(network);
  const used = new Set<string>();

  it('prints the eleven equations of the forward pass with their values', () => {
    const equations = forwardEquations(network);
    assert.equal(equations.length, 11);
    const values = sampleValues(network, [0.05, 0.1], [0.01, 0.99]);
    for (const { equation } of equations) {
      const printed = printEquation(equation, names);
      const title = printed.latex.slice(0, printed.latex.indexOf(' ='));
      const expected = golden.get(title);
      used.add(title);
      assertPrinted(printed, expected, title);
      const shown = evaluateExpression(network, values, equation.at(-1)!).toPrecision(6);
      assert.equal(Number(shown), expected!.value, title);
    }
  });

  it('says that w_5 reaches E_1 only, and that a_{h_1} reaches both terms', () => {
    const w5 = derive(network, findSubject(network, symbols, 'w_5')!);
    const single = w5.steps[0]!;
    assert.equal(single.rule, 'singleTerm');
    used.add('one path w_5').add('sum over paths a_{h_1}').add('a_{h_1} unfolded');
    assertPrinted(printEquation(single.equation, names), golden.get('one path w_5'), 'one path');
    const h1 = findSubject(network, symbols, 'a_{h_1}');
    assert.ok(h1?.kind === 'activation');
    const derivation = derive(network, h1);
    const gradient = partial({ kind: 'loss' }, h1);
    assertPrinted(
      printEquation([gradient, sideOf(derivation, 'sumOverPaths')], names),
      golden.get('sum over paths a_{h_1}'),
      'sum over paths',
    );
    assertPrinted(
      printEquation([gradient, derivation.formula], names),
      golden.get('a_{h_1} unfolded'),
      'unfolded',
    );
  });

  for (let n = 1; n <= 8; n++) {
    it(`prints the gradient of w_${n}`, () => {
      const subject = findSubject(network, symbols, `w_${n}`);
      assert.ok(subject?.kind === 'weight');
      const derivation = derive(network, subject);
      used.add(`w_${n}`);
      const printed = printEquation([partial({ kind: 'loss' }, subject), derivation.formula], names);
      assertPrinted(printed, golden.get(`w_${n}`), `w_${n}`);
    });
  }

  it('leaves no golden formula out', () => {
    assert.deepEqual([...golden.keys()].sort(), [...used].sort());
  });
});
