import { servicesOf } from './fakeWebview';
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { createTrainer } from '../../src/core/engine/training';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import { lossHandlers } from '../../src/host/panel/views/loss';
import type { ViewSource } from '../../src/host/panel/views/viewSource';
import { WritingSettings } from '../../src/host/writing';
import { closeAll, datasetIn, extensionApi, networkIn, openNetwork, trainedBy, until } from './networkFiles';

const text = `{
  "inputs": ["i_1", "i_2"],
  "layers": [
    { "units": ["h_1", "h_2"], "activation": "sigmoid", "weights": [[0.15, 0.25], [0.20, 0.30]], "biases": [0.35, 0.35] },
    { "units": ["o_1", "o_2"], "activation": "sigmoid", "weights": [[0.40, 0.50], [0.45, 0.55]], "biases": [0.6, 0.6] }
  ],
  "data": { "inputs": [[0.05, 0.10], [0.5, 0.6]], "targets": [[0.01, 0.99], [0.5, 0.5]] },
  "training": { "learningRate": 0.5, "epochs": 60, "schedule": { "type": "step", "every": 20, "factor": 0.5 } }
}
`;

/** A sample of four is held out. */
const tested = text
  .replace('[[0.05, 0.10], [0.5, 0.6]]', '[[0.05, 0.10], [0.5, 0.6], [0.1, 0.9], [0.8, 0.2]]')
  .replace(
    '[[0.01, 0.99], [0.5, 0.5]]',
    '[[0.01, 0.99], [0.5, 0.5], [0.2, 0.7], [0.6, 0.1]], "testFraction": 0.25',
  );

const never = { isCancelled: false };

describe('the losses of runs in VS Code', () => {
  let api: ExtensionApi;
  let writing: WritingSettings;

  before(async () => {
    api = await extensionApi();
  });

  beforeEach(() => {
    writing = new WritingSettings();
  });

  afterEach(async () => {
    writing.dispose();
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  /** What the chart is answered about a file. */
  function handlersOf(uri: vscode.Uri): ReturnType<typeof lossHandlers> {
    const services = servicesOf(api, writing);
    const unasked = (): never => assert.fail('nobody asks for this');
    const source: ViewSource = {
      services,
      uri: () => uri,
      run: () => api.runs.get(uri),
      good: unasked,
      shown: unasked,
      preview: unasked,
      sample: unasked,
      send: unasked,
    };
    return lossHandlers(source);
  }

  async function train(uri: vscode.Uri): Promise<void> {
    await vscode.commands.executeCommand(commands.train, uri);
    const run = api.runs.get(uri);
    assert.equal(run?.status, 'epochs');
    await api.keeper.idOf(run);
    await api.archive.written();
  }

  const everything = { from: 0, to: 100, buckets: 100 };

  it('are kept when a run has ended, and are there when the file is opened again', async () => {
    const { document } = await openNetwork(text);
    const { uri } = document;
    await train(uri);
    const { loss } = trainedBy(text).history;
    const [kept] = await api.archive.runs(uri);
    assert.equal(kept?.name, 'run 1 · sgd η 0.5');
    assert.deepEqual([...kept.losses.first], loss);
    // A second run is laid over the first, which is no longer the one that is shown.
    await train(uri);
    const view = await handlersOf(uri).lossCurves({ ...everything, archived: [kept.id] }, never);
    assert.deepEqual([...(view.current?.losses.first ?? [])], loss);
    assert.deepEqual(
      view.archived.map(({ id, losses }) => [id, [...losses.first]]),
      [[kept.id, loss]],
    );
    assert.deepEqual(
      view.runs.map(({ name, isCurrent }) => [name, isCurrent]),
      [
        ['run 1 · sgd η 0.5', false],
        ['run 2 · sgd η 0.5', true],
      ],
    );
    await closeAll();
    await until(() => api.held().archives === 0, 'nothing is in memory');
    const again = await api.archive.runs(uri);
    assert.deepEqual(
      again.map(({ name, losses }) => [name, [...losses.first]]),
      [
        ['run 1 · sgd η 0.5', loss],
        ['run 2 · sgd η 0.5', loss],
      ],
    );
  });

  it('stand below their network in the list, from which they are removed', async () => {
    const { document } = await openNetwork(text);
    const { uri } = document;
    await train(uri);
    const networks = async () => api.networks.getChildren();
    let node = (await networks()).find((one) => one.kind === 'network' && one.uri.path === uri.path);
    for (let wait = 0; !node && wait < 100; wait++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      node = (await networks()).find((one) => one.kind === 'network' && one.uri.path === uri.path);
    }
    assert.ok(node);
    assert.equal(api.networks.getTreeItem(node).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    const [run] = await api.networks.getChildren(node);
    assert.ok(run);
    const { label, description, contextValue } = api.networks.getTreeItem(run);
    assert.deepEqual([label, description, contextValue], ['run 1 · sgd η 0.5', '60 epochs', 'run']);
    await vscode.commands.executeCommand(commands.removeRun, run);
    assert.deepEqual(await api.networks.getChildren(node), []);
  });

  it('tell of the best epoch and of every change of the learning rate', async () => {
    const { document } = await openNetwork(text);
    await train(document.uri);
    const { events, schedule } = await handlersOf(document.uri).lossCurves(
      { ...everything, archived: [] },
      never,
    );
    const { loss } = trainedBy(text).history;
    const best = loss.indexOf(Math.min(...loss));
    assert.deepEqual(
      events.map(({ epoch, kind, label }) => [epoch, kind, label]),
      [
        [20, 'rate', 'η 0.25'],
        [40, 'rate', 'η 0.125'],
        [best, 'best', 'best'],
        [60, 'rate', 'η 0.0625'],
      ],
    );
    assert.equal(schedule, null);
  });

  it('tell of the best test loss, and of what lies in the epochs that are asked for alone', async () => {
    const { document } = await openNetwork(tested);
    const { uri } = document;
    await train(uri);
    const { testLoss } = trainedBy(tested).history;
    const best = testLoss.indexOf(Math.min(...testLoss));
    const handlers = handlersOf(uri);
    const { events } = await handlers.lossCurves({ ...everything, archived: [] }, never);
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'best').map(({ epoch, label, value }) => [epoch, label, value]),
      [[best, 'best test loss', testLoss[best]]],
    );
    const some = await handlers.lossCurves({ from: 30, to: 50, buckets: 20, archived: [] }, never);
    assert.deepEqual(
      some.events.filter(({ kind }) => kind === 'rate').map(({ epoch }) => epoch),
      [40],
    );
  });

  it('tell where a run left the finite numbers', async () => {
    const diverging = JSON.stringify({
      inputs: 1,
      layers: [{ units: 1, activation: 'linear', weights: [[1]], biases: [0] }],
      data: { inputs: [[1]], targets: [[0]] },
      training: { learningRate: 10, epochs: 10000 },
    });
    const { document } = await openNetwork(diverging);
    await vscode.commands.executeCommand(commands.train, document.uri);
    const run = api.runs.get(document.uri);
    assert.equal(run?.status, 'diverged');
    const handlers = handlersOf(document.uri);
    const { events } = await handlers.lossCurves({ from: 0, to: 10000, buckets: 50, archived: [] }, never);
    const lost = events.find(({ kind }) => kind === 'nonFinite');
    assert.equal(lost?.epoch, run.divergence?.epoch);
    assert.match(lost?.sentence ?? '', /^Training diverged in step \d+ \(epoch \d+\)/);
  });

  it('have parts that are measured when they are asked for', async () => {
    const { document } = await openNetwork(text);
    const handlers = handlersOf(document.uri);
    assert.equal(await handlers.lossParts({ from: 0, to: 60, points: 100 }, never), null, 'no run');
    await train(document.uri);
    const parts = await handlers.lossParts({ from: 0, to: 60, points: 100 }, never);
    assert.ok(parts);
    assert.equal(parts.terms.length, 2);
    const { loss } = trainedBy(text).history;
    parts.epochs.forEach((epoch, n) => {
      if (epoch === 60) return;
      const sum = parts.terms[0]![n]! + parts.terms[1]![n]!;
      assert.ok(Math.abs(sum - loss[epoch]!) <= 4 * Number.EPSILON * sum, `epoch ${epoch}`);
    });
  });

  it('are asked of the thread where a run is longer than its history', async () => {
    const long = text.replace('"epochs": 60', '"epochs": 900000000');
    const { document } = await openNetwork(long);
    const ended = vscode.commands.executeCommand(commands.train, document.uri);
    await until(() => (api.runs.get(document.uri)?.epoch ?? 0) > 2000, 'some epochs');
    await vscode.commands.executeCommand(commands.stop, document.uri);
    await ended;
    const run = api.runs.get(document.uri);
    assert.equal(run?.every, 900);
    const { losses } = await api.runs.losses(run, 0, 50, 50);
    const trainer = createTrainer(networkIn(long), datasetIn(long));
    const expected: number[] = [];
    trainer.onEpochs = (_first, few) => {
      expected.push(...few);
    };
    // The last stretch may begin beyond what was asked for.
    while (trainer.epoch <= Math.max(50, ...losses.starts)) trainer.stepOnce();
    // Where a stretch ends the next begins, so that there is one more beginning than stretches.
    const begins = losses.starts.slice(0, losses.first.length);
    // Of a run of many million epochs the thread keeps stretches, by the first of each; a busy machine stops it late.
    assert.equal(losses.starts[0], 0);
    assert.deepEqual(
      [...losses.first],
      Array.from(begins, (epoch) => expected[epoch]),
    );
  });

  it('are exported: CSV with every digit, pictures as they were sent, and nothing else', async () => {
    const { document } = await openNetwork(text);
    const { uri } = document;
    await train(uri);
    const { saving } = api;
    const { ask } = saving;
    const proposed: string[] = [];
    const target = vscode.Uri.joinPath(uri, '..', `${crypto.randomUUID()}.out`);
    saving.ask = (where) => {
      proposed.push(where.path.split('/').at(-1)!);
      return Promise.resolve(target);
    };
    try {
      const handlers = handlersOf(uri);
      const written = async (): Promise<Uint8Array> => vscode.workspace.fs.readFile(target);
      await handlers.exportLosses({ archived: [] }, never);
      const lines = new TextDecoder()
        .decode(await written())
        .trimEnd()
        .split('\n');
      const { loss } = trainedBy(text).history;
      assert.deepEqual(
        lines.slice(1).map((line) => line.split(',')),
        loss.map((one, epoch) => ['run 1 · sgd η 0.5', String(epoch), String(one), '']),
      );
      // A kept run goes before the one that is shown.
      await train(uri);
      const [kept] = await api.archive.runs(uri);
      await handlers.exportLosses({ archived: [kept!.id] }, never);
      const both = new TextDecoder()
        .decode(await written())
        .trimEnd()
        .split('\n');
      assert.deepEqual(both.slice(1), [
        ...loss.map((one, epoch) => `run 1 · sgd η 0.5,${epoch},${one},`),
        ...loss.map((one, epoch) => `run 2 · sgd η 0.5,${epoch},${one},`),
      ]);
      const bytes = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
      await handlers.exportPicture({ format: 'svg', bytes }, never);
      assert.deepEqual(new Uint8Array(await written()), bytes);
      await assert.rejects(
        Promise.resolve().then(() => handlers.exportPicture({ format: 'png', bytes }, never)),
        {
          code: 'invalidParams',
        },
      );
      saving.ask = () => Promise.resolve(undefined);
      await handlers.exportLosses({ archived: [] }, never);
      assert.deepEqual(new Uint8Array(await written()), bytes, 'nothing is written where nobody says where');
      const name = uri.path.split('/').at(-1)!.replace('.backprop.json', '');
      assert.deepEqual(proposed, [`${name}-losses.csv`, `${name}-losses.csv`, `${name}-loss.svg`]);
    } finally {
      saving.ask = ask;
      await vscode.workspace.fs.delete(target);
    }
  });
});
