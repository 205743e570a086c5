import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { startThread } from '../../src/host/thread.node';
import { Runs } from '../../src/host/training/runs';
import { trainingProgram, trainingWorkerIn } from '../../src/host/training/trainingWorker';
import { statusOf } from '../../src/host/training/statusBar';
import { closeAll, extensionApi, openNetwork, until } from './networkFiles';

const text = `{ "inputs": 1, "layers": [{ "units": 1, "weights": [[0.5]] }],
  "data": { "inputs": [[1]], "targets": [[1]] }, "training": { "epochs": 1000 } }`;

/** A worker that answers `start`, tells one progress, and does `atRun` when it is asked to run. */
const workerThat = (atRun: string): string => `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, method }) => {
  const engine = { kind: 'interpreted', reason: 'this is a test' };
  if (method === 'start') parentPort.postMessage({ kind: 'result', id, result: { samples: 1, engine } });
  if (method !== 'run') return;
  const progress = { epoch: 7, step: 7, from: 0, losses: new Float64Array(7).fill(1), testLosses: new Float64Array(0),
    every: 1, parameters: Float64Array.of(2, 3), loss: 0.25, penalty: 0, evaluation: null };
  parentPort.postMessage({ kind: 'event', name: 'progress', data: progress });
  setTimeout(() => { ${atRun} }, 50);
});`;

describe('training whose thread fails', () => {
  let api: ExtensionApi;
  let folder: string;
  let runs: Runs;

  before(async () => {
    api = await extensionApi();
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backprop-worker-'));
    runs = new Runs(api.documents, () =>
      trainingWorkerIn(startThread(vscode.Uri.file(folder), trainingProgram)),
    );
  });

  afterEach(async () => {
    await closeAll();
    await until(() => runs.threadCount === 0, 'every thread has ended');
    runs.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const plant = (program: string): void => {
    writeFileSync(join(folder, 'worker.js'), program);
  };

  for (const [what, atRun, reason] of [
    ['exits', 'process.exit(3)', /it ended with code 3/],
    ['throws', 'throw new Error("no more numbers")', /it failed: no more numbers/],
    ['throws something that is no error', 'throw null', /it failed/],
  ] as const) {
    it(`ends the run where it was last heard of when the thread ${what}`, async () => {
      const { document } = await openNetwork(text);
      plant(workerThat(atRun));
      const outcome = await runs.train(document.uri);
      assert.equal(outcome.kind, 'failed');
      assert.match(outcome.message, reason);
      assert.equal(outcome.run.status, 'stopped');
      assert.equal(outcome.run.epoch, 7);
      assert.equal(outcome.run.loss, 0.25);
      assert.equal(outcome.run.losses.length, 7);
    });
  }

  it('says that the program of the thread is missing', async () => {
    const { document } = await openNetwork(text);
    const outcome = await runs.train(document.uri);
    assert.equal(outcome.kind, 'failed');
    assert.match(outcome.message, /worker\.js/);
  });

  it('goes on with a new thread after a lost one, counting on', async () => {
    const { document } = await openNetwork(text);
    plant(workerThat('process.exit(1)'));
    await runs.train(document.uri);
    plant(
      workerThat('')
        .replace("method !== 'run'", "method !== 'step'")
        .replace(
          /parentPort\.postMessage\(\{ kind: 'event'.*\n.*\n/,
          "const end = { ...progress, epoch: 1, step: 1, losses: Float64Array.of(1), stopped: 'stopped', testLoss: null, divergence: null };\n parentPort.postMessage({ kind: 'result', id, result: end });\n",
        ),
    );
    const outcome = await runs.step(document.uri);
    assert.equal(outcome.kind, 'ended');
    assert.equal(outcome.run.epoch, 8);
    assert.equal(outcome.run.step, 8);
    assert.equal(outcome.run.losses.length, 8);
  });

  it('says in the status bar that the slower engine trains', async () => {
    const { document } = await openNetwork(text);
    plant(workerThat(''));
    void runs.train(document.uri);
    await until(() => runs.get(document.uri)?.epoch === 7, 'it has told something');
    const { detail } = statusOf(api.documents.get(document.uri)!, runs.get(document.uri));
    assert.match(
      detail,
      /Training\. The slower engine trains, with the same numbers: this is a test\. Click/,
    );
    runs.reset(document.uri);
  });

  it('says how much memory a run needs that cannot have it, and trains again', async () => {
    const { document } = await openNetwork(text);
    const message = 'Training this network needs 512 MB of memory at once, and there is no room for them.';
    const failure = JSON.stringify({ code: 'unavailable', message });
    plant(`const { parentPort } = require('node:worker_threads');
      parentPort.on('message', ({ id }) => parentPort.postMessage({ kind: 'failure', id, failure: ${failure} }));`);
    const outcome = await runs.train(document.uri);
    assert.equal(outcome.kind, 'failed');
    assert.equal(outcome.message, message);
    assert.deepEqual(outcome.run.parameters, api.documents.get(document.uri)?.good?.parameters);
    plant(workerThat(''));
    void runs.train(document.uri);
    await until(() => runs.get(document.uri)?.epoch === 7, 'a new run has told something');
    runs.reset(document.uri);
  });

  it('ends a thread that does not hear a stop', async () => {
    const { document } = await openNetwork(text);
    plant(workerThat('for (;;);'));
    const outcome = runs.train(document.uri);
    await until(() => runs.get(document.uri)?.epoch === 7, 'it has told something');
    await new Promise((resolve) => setTimeout(resolve, 100));
    runs.stop(document.uri);
    const { kind } = await outcome;
    assert.equal(kind, 'ended');
    assert.equal(runs.get(document.uri)?.status, 'stopped');
    assert.equal(runs.get(document.uri)?.epoch, 7);
  });

  it('drops what a thread still says after the run was reset', async () => {
    const { document } = await openNetwork(text);
    plant(workerThat(''));
    const outcome = runs.train(document.uri);
    await until(() => runs.get(document.uri)?.epoch === 7, 'it has told something');
    runs.reset(document.uri);
    assert.deepEqual(await outcome, { kind: 'dropped' });
    assert.equal(runs.get(document.uri), undefined);
  });

  it('says that training needs a thread where there can be none', async () => {
    const { document } = await openNetwork(text);
    const none = new Runs(api.documents, null);
    const outcome = await none.train(document.uri);
    none.dispose();
    assert.equal(outcome.kind, 'refused');
    assert.match(outcome.problem.message, /none can be started here/);
  });
});
