import assert from 'node:assert/strict';
import type { Measured } from './compare';
import { demands, operationsPerSample } from './demands';
import { engines, reference } from './engines';
import { losses } from './losing';
import { jobOf, plainJob, readNetwork, type Job } from './job';
import { objectGraph } from './peers/javascript/objectGraph';
import { plainLoop } from './peers/javascript/plainLoop';
import { straightLine } from './peers/javascript/straightLine';
import type { Trainable } from './peers/trainable';
import { simdPeak } from './simdPeak';
import { workloads } from './workloads';

const jobs = new Map(workloads.map((workload) => [workload.name, jobOf(workload)]));

function referenceLoss(job: Job, updates: number): number {
  const { network, dataset } = readNetwork(job);
  const trainer = reference(network, dataset);
  trainer.advance(updates);
  return trainer.finish().loss;
}

describe('the contenders of the bench', () => {
  const written: readonly (readonly [string, string, (job: Job) => Trainable, number])[] = [
    ['plain loop', 'W1', plainLoop, 20],
    ['plain loop', 'W2', plainLoop, 60],
    ['plain loop', 'W3', plainLoop, 40],
    ['plain loop', 'W4', plainLoop, 3],
    ['straight line', 'W1', straightLine, 20],
    ['object graph', 'W2', objectGraph, 60],
  ];
  for (const [name, workload, create, updates] of written) {
    it(`${name}: ${updates} updates of ${workload} give the loss of the engine, again after a reset`, () => {
      const job = jobs.get(workload)!;
      const wanted = referenceLoss(job, updates);
      const trainable = create(job);
      for (let run = 0; run < 2; run++) {
        trainable.reset(job.learningRates[0]!);
        trainable.train(updates);
        assert.ok(
          Math.abs(trainable.loss() - wanted) <= 1e-12 * wanted,
          `${trainable.loss()}, not ${wanted}`,
        );
      }
    });
  }

  it('the SIMD modules are valid and compute what they say', () => {
    for (const lanes of ['f64x2', 'f32x4'] as const) {
      const trainable = simdPeak(lanes);
      trainable.reset(0);
      trainable.train(2);
    }
  });

  it('a job of plain numbers holds all parameters and samples', () => {
    const { weights, biases, inputs, targets, ...job } = jobs.get('W2')!;
    const parameters = [...weights, ...biases].reduce((sum, some) => sum + (some?.length ?? 0), 0);
    const head = 1 + job.units.length + 3 + 4 + 3 + 3;
    const numbers = plainJob({ weights, biases, inputs, targets, ...job }).split('\n');
    assert.equal(numbers.length, head + parameters + inputs.length + targets.length);
    assert.ok(numbers.every((number) => Number.isFinite(Number(number))));
  });

  it('a sweep has 64 learning rates', () => {
    assert.equal(new Set(jobs.get('W5')!.learningRates).size, 64);
  });
});

describe('what is demanded of the engine', () => {
  const row = (name: string, rate: number | null, kind: Measured['kind'] = 'javascript'): Measured => ({
    name,
    kind,
    precision: 'float64',
    outcome: rate === null ? 'not run' : 'counted',
    version: '',
    rate,
    slowest: rate,
    fastest: rate,
    milliseconds: null,
    difference: null,
    compileMilliseconds: null,
    warmCompileMilliseconds: null,
    note: '',
  });
  const judge = (rows: readonly Measured[]) => demands({ measured: { W4: rows }, lenses: [], memory: [] });
  const engine = engines[0]!.name;
  const isMet = (rows: readonly Measured[], what: string): boolean | null =>
    judge(rows).find((demand) => demand.what.endsWith(what))!.isMet;

  it('is met from the ratio on, not below it, and not judged without a figure', () => {
    assert.equal(isMet([row(engine, 1000), row('plain loop', 100)], 'plain loop'), true);
    assert.equal(isMet([row(engine, 999), row('plain loop', 100)], 'plain loop'), false);
    assert.equal(isMet([row(engine, 1000), row('plain loop', null)], 'plain loop'), null);
  });

  it('compares with the fastest library that counts', () => {
    const libraries = [row('slow', 10, 'library'), row('fast', 100, 'library'), row('out', null, 'library')];
    assert.equal(isMet([row(engine, 800), ...libraries], 'library'), true);
    assert.equal(isMet([row(engine, 790), ...libraries], 'library'), false);
  });

  it('counts 0.409 million operations for a sample of W4', () => {
    assert.equal(operationsPerSample['W4'], 409_088);
    const peak = (share: number) => [row(engine, share * 1e9), row('SIMD128 f64x2', 409_088 * 1e9, 'limit')];
    assert.equal(isMet(peak(0.71), 'share of the SIMD128 rate'), true);
    assert.equal(isMet(peak(0.69), 'share of the SIMD128 rate'), false);
  });

  it('judges the program as the thread makes it that waits, and tells what a new process takes', () => {
    const rows = [{ ...row(engine, 1000), compileMilliseconds: 40, warmCompileMilliseconds: 19 }];
    const demand = judge(rows).find(({ what }) => what.includes('to make the program'))!;
    assert.deepEqual([demand.measured, demand.isMet], ['19 ms (in a new process 40 ms)', true]);
  });

  it('stands beside what the whole SIMD128 rate would give, of single precision and of two cores', () => {
    const [single, double] = ['engine (compiled, float32)', 'engine (compiled, two cores)'] as const;
    const rows = [
      row('plain loop', 10),
      row(single, 320),
      row('SIMD128 f32x4', 400 * 409_088, 'limit'),
      row(engine, 100),
      row(double, 160),
      row('SIMD128 f64x2', 2000, 'limit'),
      row('SIMD128 f64x2, two cores', 3400, 'limit'),
    ];
    const measured = (of: string, to: string): string =>
      judge(rows).find(({ what }) => what === `W4: ${of} to ${to}`)!.measured;
    assert.equal(measured(single, 'plain loop'), '32 × of 40 ×');
    assert.equal(measured(double, engine), '1.60 × of 1.70 ×');
  });

  it('is followed by where others are faster, each beside the engine of its precision, and by what is not met', () => {
    const single = 'engine (compiled, float32)';
    const rows = [
      row(engine, 100),
      { ...row(single, 200), precision: 'float32' as const },
      row('slow', 90, 'library'),
      row('NumPy', 150, 'python'),
      { ...row('fast', 210, 'library'), precision: 'float32' as const },
      row('SIMD128 f64x2', 120 * 409_088, 'limit'),
    ];
    const unmet = { what: 'a figure', demanded: '< 3 ms', measured: '4 ms', isMet: false };
    const met = { ...unmet, what: 'another', isMet: true };
    assert.deepEqual(losses({ measured: { W4: rows } }, [unmet, met]), [
      `W4: NumPy is 1.50 × as fast as ${engine}: 125 % of the SIMD128 rate, by wider vectors (AVX-512 or AVX2) and fused multiply-add`,
      `W4: fast is 1.05 × as fast as ${single}`,
      'a figure: 4 ms, not < 3 ms',
    ]);
  });
});
