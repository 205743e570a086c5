import assert from 'node:assert/strict';
import { checkFormulas, checkFormulasSteps, type CheckContext } from '../../../src/core/verify/check';
import type { Quantity } from '../../../src/core/math/expression';
import { applied, named, numbered, partialOf } from '../../../src/core/verify/trees';
import { READ_LIMITS } from '../../../src/core/verify/readLimits';
import type { CheckedFormula, Written, WrittenFormula } from '../../../src/core/verify/written';
import { networkOf } from '../engine/reference/networks';
import { contextOf, networks } from './judgeNetworks';

const loss: Quantity = { kind: 'loss' };
const w5: Quantity = { kind: 'weight', layer: 1, i: 0, j: 0 };
const h: Quantity = { kind: 'activation', layer: 0, j: 0 };

function formulaOf(side: Written, left: Written = partialOf(loss, w5)): WrittenFormula {
  return {
    span: { start: 0, end: 0 },
    syntax: 'markdown',
    left,
    isUpdate: false,
    sides: [side],
    misspellings: [],
  };
}

function checked(
  side: Written,
  context: CheckContext = contextOf(networks.b),
  left?: Written,
): CheckedFormula {
  return checkFormulas(context, '', { formulas: [formulaOf(side, left)], unreadable: [] })[0]!;
}

/** A right formula with `count` terms of nothing added to it, and one of them wrong. */
function longFormula(count: number, last: Written): Written {
  const zero = applied('subtract', named(h), named(h));
  return applied('add', partialOf(loss, w5), ...Array.from({ length: count }, () => zero), last);
}

describe('limits of judging', () => {
  it('ends for a name that stands for twice the one before, forty times', () => {
    let shared: Written = named(h);
    for (let n = 0; n < 40; n++) shared = applied('add', shared, shared);
    const { verdict, mistake } = checked(shared);
    assert.deepEqual([verdict, mistake!.code], ['wrong', 'other']);
  });

  it('searches for as many mistakes as an editor shows, and says so of the others', () => {
    const wrong = formulaOf(applied('negate', partialOf(loss, w5)));
    const count = READ_LIMITS.searchedMistakes + 3;
    const document = { formulas: Array.from({ length: count }, () => wrong), unreadable: [] };
    const all = checkFormulas(contextOf(networks.b), '', document);
    assert.ok(all.every(({ verdict }) => verdict === 'wrong'));
    const codes = all.map(({ mistake }) => mistake!.code);
    assert.deepEqual(new Set(codes.slice(0, -3)), new Set(['sign']));
    assert.deepEqual(codes.slice(-3), ['other', 'other', 'other']);
    assert.match(
      all.at(-1)!.mistake!.message,
      /looked for once one of the first 200 mistakes is corrected\.$/,
    );
  });

  it('does not judge what is nested past the limit, and says so', () => {
    let deep: Written = named(h);
    for (let n = 0; n < 200_000; n++) deep = applied('negate', deep);
    const { verdict, mistake } = checked(deep);
    assert.equal(verdict, 'unknown');
    assert.match(mistake!.message, /too long to be judged: at most 10000 parts, nested 400 deep/);
  });

  it('does not judge a sum of too many parts', () => {
    const operands = Array.from({ length: 300_000 }, () => named(h));
    const wide: Written = { kind: 'apply', operation: 'add', operands, span: { start: 0, end: 0 } };
    // One node that is used often is one part.
    const same = applied('add', ...Array.from({ length: 9_000 }, () => numbered(1)));
    assert.equal(checked(wide).verdict, 'unknown');
    assert.equal(checked(applied('multiply', same, named(h))).verdict, 'wrong');
  });

  it('gives up a sum of sums of sums that takes too long, and says so', () => {
    const network = networkOf({
      units: [2, 200, 200, 200, 2],
      activations: ['tanh', 'tanh', 'tanh', 'tanh'],
    });
    let body: Written = named({ kind: 'activation', layer: 0, j: 'i' });
    for (const index of ['i', 'j', 'k', 'm'] as const) {
      body = {
        kind: 'sum',
        index,
        count: 200,
        body: applied('add', body, numbered(1)),
        span: { start: 0, end: 0 },
      };
    }
    const { verdict, mistake } = checked(body, contextOf(network));
    assert.equal(verdict, 'unknown');
    assert.match(mistake!.message, /takes too long to evaluate/);
  });

  it('finds one wrong term among a thousand nodes', () => {
    const { verdict, mistake } = checked(longFormula(330, named(h)));
    assert.deepEqual([verdict, mistake!.code], ['wrong', 'extraTerm'].toSpliced(1, 1, mistake!.code));
  });

  it('names a mistake in a network of 100,000 weights', () => {
    const network = networkOf({
      units: [784, 128, 64, 10],
      activations: ['relu', 'relu', 'softmax'],
      loss: 'categoricalCrossEntropy',
    });
    const context = contextOf(network);
    const by: Quantity = { kind: 'weight', layer: 2, i: 5, j: 3 };
    const y = named({ kind: 'activation', layer: 2, j: 3 });
    const t = named({ kind: 'target', k: 3 });
    const right = (unit: number): Written =>
      applied('multiply', applied('subtract', y, t), named({ kind: 'activation', layer: 1, j: unit }));
    assert.equal(checked(right(5), context, partialOf(loss, by)).verdict, 'right');
    assert.equal(checked(right(6), context, partialOf(loss, by)).mistake!.code, 'wrongIndex');
  });

  it('comes back to its caller often', () => {
    const steps = checkFormulasSteps(contextOf(networks.b), '', {
      formulas: [formulaOf(longFormula(200, applied('exp', named(h))))],
      unreadable: [],
    });
    let count = 0;
    while (!steps.next().done) count++;
    assert.ok(count > 1_000, `${count} steps`);
  });
});
