import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linearTicks, logTicks, lossLimits, spansDecades } from '../../webview/chart/ticks';
import { RunState } from '../../webview/frame/runState';
import { readPersisted } from '../../webview/frame/persisted';
import { texOptions } from '../../webview/formula';
import { runView } from './snapshots';

describe('ticks', () => {
  it('of a logarithmic axis end where a limit has no logarithm', () => {
    for (const min of [0, -1, NaN]) assert.deepEqual(logTicks({ min, max: 2 }), linearTicks({ min, max: 2 }));
    assert.deepEqual(logTicks({ min: 1, max: Infinity }), linearTicks({ min: 1, max: Infinity }));
  });

  it('are four to six round numbers on a linear axis from 0', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (max) => {
        const ticks = linearTicks({ min: 0, max });
        assert.ok(ticks.length >= 4 && ticks.length <= 6, `${ticks.length} in 0 … ${max}`);
        assert.equal(ticks[0], 0);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  it('stay inside any axis, and are seldom one more or less', () => {
    const strange: string[] = [];
    for (const [min, length] of fc.sample(
      fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 1e-5, max: 10, noNaN: true })),
      { numRuns: 2000, seed: 6 },
    )) {
      const ticks = linearTicks({ min, max: min + length });
      const slack = length * 1e-6;
      assert.ok(ticks.every((tick) => tick >= min - slack && tick <= min + length + slack));
      assert.ok(ticks.length >= 3 && ticks.length <= 7, `${ticks.length} in ${min} … ${min + length}`);
      if (ticks.length < 4 || ticks.length > 6) strange.push(`${min} + ${length}`);
    }
    assert.ok(strange.length <= 20, strange.join(', '));
  });

  it('are whole where they count', () => {
    assert.deepEqual(linearTicks({ min: 0, max: 1000 }, true), [0, 250, 500, 750, 1000]);
    assert.deepEqual(linearTicks({ min: 0, max: 1 }, true), [0, 1]);
    assert.deepEqual(linearTicks({ min: 0, max: 3 }, true), [0, 1, 2, 3]);
  });

  it('are powers of ten, or 1 and 3, or 1, 2 and 5 on a logarithmic axis', () => {
    assert.deepEqual(logTicks({ min: 5e-6, max: 0.3 }), [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]);
    assert.deepEqual(logTicks({ min: 0.009, max: 0.31 }), [0.01, 0.02, 0.05, 0.1, 0.2]);
    assert.deepEqual(logTicks({ min: 0.0009, max: 0.31 }), [0.001, 0.003, 0.01, 0.03, 0.1, 0.3]);
    for (const [min, max] of [
      [0.1, 0.9],
      [1e-12, 1e12],
      [0.02, 0.021],
      [1e-300, 1e300],
    ] as const) {
      const ticks = logTicks({ min, max });
      assert.ok(ticks.length >= 3 && ticks.length <= 7, `${ticks.join(' ')} for ${min} … ${max}`);
    }
  });

  it('survive an axis of no length', () => {
    assert.deepEqual(linearTicks({ min: 2, max: 2 }), [2]);
    assert.deepEqual(linearTicks({ min: 0, max: Infinity }), [0]);
  });

  it('a loss that spans more than two decades asks for a logarithmic axis', () => {
    assert.equal(spansDecades(0.001, 0.2), true);
    assert.equal(spansDecades(0.01, 0.2), false);
    assert.equal(spansDecades(0, 0.2), false);
    const log = lossLimits(0.001, 0.2, true);
    assert.ok(log.min > 0 && log.min < 0.001 && log.max > 0.2);
    assert.equal(lossLimits(0.01, 0.2, false).min, 0);
    assert.ok(lossLimits(0.19, 0.2, false).min > 0.18);
  });
});

describe('run state', () => {
  const progress = (change: object = {}) => ({
    id: 1,
    status: 'running' as const,
    epoch: 4,
    step: 8,
    loss: 1.2,
    ...change,
  });

  it('takes what is new, and keeps what is not', () => {
    const run = new RunState(runView({ losses: Float64Array.of(3, 2), epochs: 50 }));
    assert.ok(run.apply(progress()));
    assert.ok(run.apply(progress({ epoch: 5, status: 'epochs', loss: 1.1 })));
    assert.deepEqual([run.epoch, run.status, run.loss, run.epochs], [5, 'epochs', 1.1, 50]);
  });

  it('refuses another run, and stays as it was', () => {
    const run = new RunState(runView({ losses: Float64Array.of(3, 2) }));
    assert.equal(run.apply(progress({ id: 2 })), false);
    assert.deepEqual([run.epoch, run.status, run.loss], [2, 'running', 2]);
  });
});

describe('kept state', () => {
  it('is read back as it was written', () => {
    const views = { open: 'loss', states: { loss: { isLog: true } } };
    const state = { selection: { kind: 'weight', layer: 1, i: 0, j: 1 }, ratio: 0.5, views, edges: 'update' };
    assert.deepEqual(readPersisted(JSON.parse(JSON.stringify(state))), state);
  });

  it('falls to defaults where it does not fit', () => {
    const standard = readPersisted(undefined);
    assert.deepEqual(standard, {
      selection: null,
      ratio: 0.58,
      views: { open: '', states: {} },
      edges: 'value',
    });
    for (const strange of [
      null,
      3,
      'x',
      [],
      {},
      { selection: 5, ratio: 'wide', views: { open: 4, states: [] } },
      { views: 'loss' },
      { edges: 'weights' },
    ]) {
      assert.deepEqual(readPersisted(strange), standard);
    }
    assert.equal(readPersisted({ ratio: 17 }).ratio, 0.75);
    assert.equal(readPersisted({ ratio: NaN }).ratio, 0.58);
    assert.equal(readPersisted({ selection: { kind: 'weight', layer: -1, i: 0, j: 0 } }).selection, null);
    assert.equal(readPersisted({ selection: { kind: 'bias', layer: 0 } }).selection, null);
  });
});

describe('KaTeX options', () => {
  it('trust the marks of quantities alone, and bound size and expansion', () => {
    for (const isDisplay of [true, false]) {
      const options = texOptions(isDisplay);
      const isTrusted = (command: string, attributes: Readonly<Record<string, string>> = {}): boolean => {
        assert.ok(typeof options.trust === 'function');
        return options.trust({ command, attributes } as never);
      };
      assert.equal(isTrusted('\\htmlData', { 'data-subject': 'weight 1 0 12' }), true);
      for (const value of ['', 'weight 1 0 0 0', 'weight -1', '"><img>', 'weight\n1'])
        assert.equal(isTrusted('\\htmlData', { 'data-subject': value }), false, value);
      assert.equal(isTrusted('\\htmlData', { 'data-onclick': 'x' }), false);
      assert.equal(isTrusted('\\htmlData', { 'data-subject': 'input 0', 'data-x': 'y' }), false);
      for (const command of [
        '\\href',
        '\\url',
        '\\includegraphics',
        '\\htmlStyle',
        '\\htmlClass',
        '\\htmlId',
      ])
        assert.equal(isTrusted(command, { 'data-subject': 'input 0' }), false, command);
      assert.equal(options.output, 'htmlAndMathml');
      assert.ok(Number(options.maxExpand) <= 4000 && Number(options.maxSize) <= 50);
    }
    // A macro that one formula defines must not reach the next.
    assert.notEqual(texOptions(true).macros, texOptions(true).macros);
  });
});
