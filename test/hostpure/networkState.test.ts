import { strict as assert } from 'node:assert';
import { prepareDataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { parse } from '../../src/core/network/parse';
import { runToEnd, type Steps } from '../../src/core/network/steps';
import { trainingRefusals } from '../../src/core/network/trainingRefusals';
import type { DataFile } from '../../src/host/dataFile';
import { DatasetMemory, makeGoodSteps, type GoodParts } from '../../src/host/networkState';
import { runInSlices } from '../../src/host/slices';

function made(
  text: string,
  file: DataFile['result'] | null = null,
  samples = new DatasetMemory(),
): GoodParts {
  const parsed = parse(text);
  const { network } = parsed;
  assert.ok(network, JSON.stringify(parsed.diagnostics));
  const refusals = trainingRefusals(parsed);
  const dataFile = file && { uri: null, result: file };
  const source = { version: 1, parsed, network, refusals, file: dataFile, kernels: undefined, samples };
  return runToEnd(makeGoodSteps(source));
}

const csv = `{
  "inputs": 1,
  "layers": [{ "units": 1, "weights": [[0.5]] }],
  "data": { "file": "points.csv", "inputs": ["x"], "targets": ["t"] }
}`;

describe('a good network', () => {
  it('evaluates its training samples once', () => {
    const { good, lazy, problems } = made(csv, { text: 'x,t\n1,2\n3,4\n' });
    assert.deepEqual(problems, []);
    assert.equal(lazy?.isLong, false);
    assert.ok(good.dataset);
    const expected = evaluate(good.model, good.parameters, good.dataset, good.dataset.trainingIndices);
    assert.deepEqual(good.evaluation(), expected);
    assert.equal(good.evaluation(), good.evaluation());
  });

  it('has gradients in double precision where training is in single precision', () => {
    const { good } = made(
      '{ "inputs": 1, "layers": [{ "units": 1 }], "data": { "inputs": [[1]], "targets": [[1]] }, "training": { "precision": "float32" } }',
    );
    const { model, dataset, parameters } = good;
    assert.deepEqual(good.refusals, []);
    assert.ok(dataset);
    assert.deepEqual(good.evaluation(), evaluate(model, parameters, dataset, dataset.trainingIndices));
  });

  it('has a model but no samples where the file names none', () => {
    const { good, problems } = made('{ "inputs": 1, "layers": [{ "units": 1 }] }');
    assert.ok(good.model);
    assert.equal(good.dataset, null);
    assert.equal(good.evaluation(), null);
    assert.deepEqual(problems, []);
  });

  it('tells at the reference why a data file was not read', () => {
    const { good, problems } = made(csv, {
      problem: '"points.csv" was not read: there is no such file.',
      code: 'data.file',
    });
    assert.equal(good.dataset, null);
    const [problem] = problems;
    assert.equal(problem?.severity, 'error');
    assert.equal(
      csv.slice(problem.range.offset, problem.range.offset + problem.range.length),
      '"points.csv"',
    );
  });

  it('only warns of a data file in a workspace that is not trusted', () => {
    const { problems } = made(csv, { problem: 'not trusted', code: 'data.untrusted' });
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['data.untrusted', 'warning']],
    );
  });

  it('tells at the columns what the data file lacks', () => {
    const { good, problems } = made(csv, { text: 'a,t\n1,2\n' });
    assert.equal(good.dataset, null);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.message, /x/);
    const { offset, length } = problems[0]!.range;
    assert.ok(csv.indexOf('"data"') < offset && offset + length <= csv.length);
  });

  it('keeps its samples while only weights are edited, and not when what they depend on changes', () => {
    const samples = new DatasetMemory();
    const text = 'x,t\n1,2\n3,4\n';
    const first = made(csv, { text }, samples).good.dataset;
    assert.equal(made(csv.replace('0.5', '0.75'), { text }, samples).good.dataset, first);
    assert.notEqual(made(csv, { text: 'x,t\n5,6\n' }, samples).good.dataset, first);
    const split = csv.replace('"targets"', '"testFraction": 0.5, "targets"');
    assert.equal(made(csv, { text }, samples).good.dataset?.testIndices.length, 0);
    assert.equal(made(split, { text }, samples).good.dataset?.testIndices.length, 1);
    const swapped = csv.replace('["x"]', '["t"]').replace('["t"] }', '["x"] }');
    assert.deepEqual(Array.from(made(swapped, { text }, samples).good.dataset!.inputs), [2, 4]);
  });

  it('goes on with a long file that an edit of a weight interrupted, and drops it for other samples', () => {
    const text = `x,t\n${'1,2\n'.repeat(50_000)}`;
    const { network } = parse(csv);
    const other = parse(csv.replace('"targets"', '"testFraction": 0.5, "targets"')).network;
    assert.ok(network && other);
    /** How many pauses `steps` makes; it is left after `limit` of them. */
    const pauses = (steps: Steps<unknown>, limit = Number.POSITIVE_INFINITY): number => {
      let count = 0;
      while (count < limit && !steps.next().done) count++;
      steps.return(undefined);
      return count;
    };
    const whole = pauses(new DatasetMemory().prepare(network, text));
    assert.ok(whole > 30, `${whole} pauses`);
    const samples = new DatasetMemory();
    assert.equal(pauses(samples.prepare(network, text), 20), 20);
    assert.equal(pauses(samples.prepare(network, text)), whole - 20);
    assert.equal(pauses(samples.prepare(network, text)), 0);
    assert.equal(pauses(samples.prepare(other, text), 20), 20);
    assert.equal(pauses(samples.prepare(network, text)), whole);
    assert.deepEqual(runToEnd(samples.prepare(network, text)), prepareDataset(network, text));
  });

  it('stops reading a long file when the document moves on', async () => {
    const { network } = parse(csv);
    assert.ok(network);
    const job = { isCancelled: false };
    let pauses = 0;
    function* interrupted(steps: Steps<unknown>): Steps<unknown> {
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
        pauses++;
        job.isCancelled = true;
        // Longer than a turn may last.
        for (const end = performance.now() + 20; performance.now() < end;);
        yield;
      }
    }
    const text = `x,t\n${'1,2\n'.repeat(50_000)}`;
    const steps = new DatasetMemory().prepare(network, text);
    assert.equal(await runInSlices(interrupted(steps), job), undefined);
    assert.equal(pauses, 1);
  });

  it('does not tell twice what parsing has told of samples in the text', () => {
    const text =
      '{ "inputs": 1, "layers": [{ "units": 2, "activation": "softmax" }], "loss": "categoricalCrossEntropy", "data": { "inputs": [[1]], "targets": [[0.5, 0.2]] } }';
    assert.equal(parse(text).diagnostics.length, 1);
    assert.deepEqual(made(text).problems, []);
  });

  it('leaves a long evaluation to its steps', () => {
    const { good, lazy } = made(`{
      "inputs": 2,
      "layers": [{ "units": 200, "activation": "tanh" }, { "units": 1 }],
      "data": { "generator": "plane", "samples": 800 }
    }`);
    assert.ok(lazy?.isLong);
    assert.equal(good.evaluation(), null);
    const steps = lazy.steps();
    while (!steps.next().done);
    const { model, dataset, parameters } = good;
    assert.ok(dataset);
    assert.deepEqual(good.evaluation(), evaluate(model, parameters, dataset, dataset.trainingIndices));
  });
});
