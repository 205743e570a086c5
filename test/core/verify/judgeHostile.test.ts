import assert from 'node:assert/strict';
import { createRandom, type Random } from '../../../src/core/engine/random';
import type { Index, OperationName, Quantity } from '../../../src/core/math/expression';
import { checkFormulas } from '../../../src/core/verify/check';
import type { Span, Written, WrittenFormula } from '../../../src/core/verify/written';
import { contextOf, exampleContext, networks } from './judgeNetworks';

const text = '∂E_{total}/∂w_5 = \\frac{a_{o_1}}{2} (a\\_o1 − t_1) \\cdot [½] \ud800 (((';

const operations: readonly OperationName[] = [
  ...([
    'add',
    'subtract',
    'negate',
    'multiply',
    'divide',
    'power',
    'oneMinus',
    'oneMinusSquare',
    'where',
  ] as const),
  ...([
    'pi',
    'exp',
    'expm1',
    'log',
    'sqrt',
    'abs',
    'sign',
    'max',
    'min',
    'sin',
    'sigmoid',
    'tanh',
    'relu',
  ] as const),
  ...(['tanhGate', 'softplus', 'erf', 'normalCdf', 'normalPdf'] as const),
];
const arity: Partial<Record<OperationName, number>> = {
  subtract: 2,
  divide: 2,
  power: 2,
  max: 2,
  min: 2,
  where: 4,
  pi: 0,
};

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)]!;

function span(random: Random): Span {
  const [a, b] = [random.uniform(), random.uniform()].map((x) => Math.floor(x * text.length));
  return { start: Math.min(a!, b!), end: Math.max(a!, b!) };
}

function quantity(random: Random): Quantity {
  const index = (): Index =>
    pick(random, [0, 1, 0, 1, 0, 1, 0, 1, 'i', 'j', 'k', random.uniform() < 0.1 ? 7 : 0]);
  const layer = pick(random, [0, 1]);
  return pick<() => Quantity>(random, [
    () => ({ kind: 'weight', layer, i: index(), j: index() }),
    () => ({ kind: 'bias', layer, j: index() }),
    () => ({ kind: 'preActivation', layer, j: index() }),
    () => ({ kind: 'activation', layer, j: index() }),
    () => ({ kind: 'delta', layer, j: index() }),
    () => ({ kind: 'input', i: index() }),
    () => ({ kind: 'target', k: index() }),
    () => ({ kind: 'lossTerm', k: index() }),
    () => ({ kind: 'loss' }),
    () => ({ kind: 'learningRate' }),
  ])();
}

function tree(random: Random, depth: number): Written {
  const inner = (): Written => tree(random, depth - 1);
  const own = { span: span(random) };
  const leaves: readonly (() => Written)[] = [
    () => ({ kind: 'number', value: pick(random, [0, 1, 2, -1, 0.5, 1e300, NaN, Infinity]), ...own }),
    () => ({ kind: 'quantity', quantity: quantity(random), ...own }),
    () => ({ kind: 'updated', quantity: quantity(random), ...own }),
    () => ({
      kind: 'partial',
      of: quantity(random),
      by: quantity(random),
      ofSpan: span(random),
      bySpan: span(random),
      ...own,
    }),
    () => ({ kind: 'sampleCount', ...own }),
  ];
  if (depth === 0) return pick(random, leaves)();
  return pick<() => Written>(random, [
    ...leaves,
    () => ({ kind: 'derivative', of: inner(), by: quantity(random), ...own }),
    () => ({ kind: 'prime', operation: pick(random, operations.slice(9)), operand: inner(), ...own }),
    () => ({
      kind: 'sum',
      index: pick(random, ['i', 'j', 'k', 'n']),
      count: pick(random, [1, 2, 1e9]),
      body: inner(),
      ...own,
    }),
    () => ({ kind: 'sampleSum', body: inner(), ...own }),
    ...Array.from({ length: 12 }, () => (): Written => {
      const operation = pick(random, operations);
      const isList = operation === 'add' || operation === 'multiply';
      const count = isList ? 1 + Math.floor(random.uniform() * 4) : (arity[operation] ?? 1);
      return { kind: 'apply', operation, operands: Array.from({ length: count }, inner), ...own };
    }),
  ])();
}

describe('judging hostile trees', () => {
  it('never throws, and what it says lies inside the text', () => {
    const random = createRandom(3);
    const contexts = [exampleContext('network-b'), contextOf(networks.relu), contextOf(networks.cce)];
    const verdicts = new Map<string, number>();
    for (let n = 0; n < 250; n++) {
      const formula: WrittenFormula = {
        span: { start: 0, end: text.length },
        syntax: pick(random, ['markdown', 'latex', 'python']),
        left: tree(random, 1),
        isUpdate: random.uniform() < 0.3,
        sides: Array.from({ length: 1 + Math.floor(random.uniform() * 2) }, () => tree(random, 4)),
        misspellings: [],
      };
      const [checked] = checkFormulas(pick(random, contexts), text, { formulas: [formula], unreadable: [] });
      const { verdict, mistake, wrongPart } = checked!;
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      assert.ok(verdict === 'right' || mistake!.message.length > 10);
      assert.ok(
        !wrongPart ||
          (wrongPart.start >= 0 && wrongPart.end <= text.length && wrongPart.start <= wrongPart.end),
      );
    }
    assert.ok((verdicts.get('wrong') ?? 0) > 25, JSON.stringify([...verdicts]));
  });
});
