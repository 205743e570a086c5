import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LossSeries, mergePicks } from '../../webview/chart/lossSeries';
import { linearTicks, logTicks, lossLimits, spansDecades } from '../../webview/chart/ticks';
import { RunState } from '../../webview/frame/runState';
import { readPersisted } from '../../webview/frame/persisted';
import { texOptions } from '../../webview/formula';
import { runView } from './snapshots';

describe('loss series', () => {
  it('grows by pieces and keeps every value', () => {
    const series = new LossSeries();
    const all: number[] = [];
    for (let piece = 0; piece < 300; piece++) {
      const values = Float64Array.from({ length: (piece * 7) % 23 }, (_, n) => piece + n / 100);
      assert.ok(series.write(series.length, values));
      all.push(...values);
    }
    assert.equal(series.length, all.length);
    assert.deepEqual(
      Array.from(all, (_, index) => series.at(index)),
      all,
    );
    assert.ok(Number.isNaN(series.at(-1)) && Number.isNaN(series.at(all.length)));
  });

  it('takes values again, and refuses a hole', () => {
    const series = new LossSeries(Float64Array.of(1, 2, 3));
    assert.ok(series.write(1, Float64Array.of(9, 8, 7)));
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => series.at(index)),
      [1, 9, 8, 7],
    );
    assert.equal(series.write(5, Float64Array.of(1)), false);
    assert.equal(series.length, 4);
    assert.deepEqual(series.extent, { least: 1, greatest: 9 });
  });

  it('knows its extent without what is not finite', () => {
    assert.equal(new LossSeries().extent, null);
    assert.equal(new LossSeries(Float64Array.of(NaN, Infinity)).extent, null);
    assert.deepEqual(new LossSeries(Float64Array.of(NaN, 3, -Infinity, 1)).extent, { least: 1, greatest: 3 });
  });

  it('picks everything where there is room', () => {
    const series = new LossSeries(Float64Array.from({ length: 200 }, (_, n) => n));
    assert.deepEqual(
      series.pick(100),
      Array.from({ length: 200 }, (_, n) => n),
    );
  });

  it('picks the same least and greatest value of every pixel column as a plain search', () => {
    const value = fc.oneof(
      { weight: 20, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 900 }),
        fc.integer({ min: 1, max: 60 }),
        (list, columns) => {
          const series = new LossSeries(Float64Array.from(list));
          const picked = series.pick(columns);
          assert.deepEqual(picked, mergePicks(picked, []), 'ascending, none twice');
          assert.ok(list.length <= 2 * columns || picked.length <= 3 * columns + 1);
          assert.equal(picked.at(-1), list.length - 1);
          if (list.length <= 2 * columns) return;
          for (let column = 0; column < columns; column++) {
            const from = Math.floor((column * list.length) / columns);
            const to = Math.floor(((column + 1) * list.length) / columns);
            const here = list.slice(from, to);
            const shown = picked.filter((index) => index >= from && index < to).map((index) => list[index]!);
            const finite = here.filter(Number.isFinite);
            if (finite.length > 0) {
              assert.ok(shown.includes(Math.min(...finite)) && shown.includes(Math.max(...finite)));
            }
            if (finite.length < here.length)
              assert.ok(
                shown.some((v) => !Number.isFinite(v)),
                'a gap is lost',
              );
          }
        },
      ),
      { numRuns: 400, seed: 11 },
    );
  });

  it('shows a single spike and a single gap among a million values', () => {
    const values = new Float64Array(1_000_000).fill(0.5);
    values[654_321] = 7;
    values[100_000] = NaN;
    const picked = new LossSeries(values).pick(800);
    assert.ok(picked.includes(654_321), 'the spike');
    assert.ok(picked.includes(100_000), 'the gap');
    assert.ok(picked.length <= 2401);
  });
});

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
  const progress = (from: number, losses: number[], change: object = {}) => ({
    id: 1,
    status: 'running' as const,
    epoch: from + losses.length,
    step: from + losses.length,
    loss: losses.at(-1) ?? NaN,
    from,
    losses: Float64Array.from(losses),
    testLosses: new Float64Array(),
    ...change,
  });

  it('joins what comes to what is here', () => {
    const run = new RunState(runView({ losses: Float64Array.of(3, 2) }));
    assert.ok(run.apply(progress(2, [1.5, 1.2])));
    assert.ok(run.apply(progress(4, [], { status: 'epochs', loss: 1.1 })));
    assert.deepEqual(
      [run.losses.length, run.losses.at(3), run.epoch, run.status, run.loss],
      [4, 1.2, 4, 'epochs', 1.1],
    );
  });

  it('refuses another run and a hole, and stays as it was', () => {
    const run = new RunState(runView({ losses: Float64Array.of(3, 2) }));
    assert.equal(run.apply(progress(2, [1], { id: 2 })), false);
    assert.equal(run.apply(progress(3, [1])), false);
    assert.equal(run.apply(progress(2, [1], { testLosses: Float64Array.of(1) })), false);
    assert.deepEqual([run.losses.length, run.epoch, run.status], [2, 2, 'running']);
  });
});

describe('kept state', () => {
  it('is read back as it was written', () => {
    const views = { open: 'loss', states: { loss: true } };
    const state = { selection: { kind: 'weight', layer: 1, i: 0, j: 1 }, ratio: 0.5, views };
    assert.deepEqual(readPersisted(JSON.parse(JSON.stringify(state))), state);
  });

  it('falls to defaults where it does not fit', () => {
    const standard = readPersisted(undefined);
    assert.deepEqual(standard, {
      selection: null,
      ratio: 0.58,
      views: { open: '', states: {} },
    });
    for (const strange of [
      null,
      3,
      'x',
      [],
      {},
      { selection: 5, ratio: 'wide', views: { open: 4, states: [] } },
      { views: 'loss' },
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
  it('trust nothing and bound size and expansion', () => {
    for (const isDisplay of [true, false]) {
      const options = texOptions(isDisplay);
      assert.equal(options.trust, false);
      assert.equal(options.output, 'htmlAndMathml');
      assert.ok(Number(options.maxExpand) <= 4000 && Number(options.maxSize) <= 50);
    }
    // A macro that one formula defines must not reach the next.
    assert.notEqual(texOptions(true).macros, texOptions(true).macros);
  });
});
