import { servicesOf } from './fakeWebview';
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { runToEnd } from '../../src/core/network/steps';
import { evaluate } from '../../src/core/engine/evaluate';
import { inputRanges, responseSteps } from '../../src/core/insight/learned/responses';
import { formatNumber } from '../../src/core/network/number';
import { distributionSteps } from '../../src/core/insight/distributions/layers';
import type { Subject } from '../../src/core/network/subject';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import { PanelSession } from '../../src/host/panel/panelSession';
import { WritingSettings } from '../../src/host/writing';
import { Channel, createPortPair, RequestError } from '../../src/protocol/channel';
import type { PanelHostSide, PanelSide } from '../../src/protocol/panel';
import {
  closeAll,
  datasetIn,
  extensionApi,
  networkIn,
  openNetwork,
  trainedBy,
  trainerOf,
  until,
} from './networkFiles';

const text = JSON.stringify({
  inputs: 2,
  layers: [
    { units: 3, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  loss: 'binaryCrossEntropy',
  data: { generator: 'circles', samples: 40, seed: 3 },
  training: { optimizer: 'adam', learningRate: 0.05, batchSize: 8, epochs: 30, l2: 0.01 },
});

const w: Subject = { kind: 'weight', layer: 0, i: 1, j: 2 };
/** Where `w` stands in the vector of parameters. */
const index = 5;

describe('the views of learning in VS Code', () => {
  let api: ExtensionApi;
  let channel: Channel<PanelSide, PanelHostSide>;
  let session: PanelSession;
  let writing: WritingSettings;

  before(async () => {
    api = await extensionApi();
  });

  beforeEach(() => {
    const [mine, theirs] = createPortPair();
    channel = new Channel<PanelSide, PanelHostSide>(mine, { handlers: {} });
    writing = new WritingSettings();
    session = new PanelSession(theirs, servicesOf(api, writing), {
      isVisible: () => true,
      hasCaughtUp: () => true,
    });
  });

  afterEach(async () => {
    session.dispose();
    channel.dispose();
    writing.dispose();
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  it('foretell the update that Step makes: of a file, after a step, and of a run that was trained', async () => {
    const { document } = await openNetwork(text);
    const step = () => vscode.commands.executeCommand(commands.step, document.uri);
    const first = await channel.request('updateOf', { subject: w });
    assert.equal(first?.memory, 'fresh');
    await step();
    assert.equal(api.runs.get(document.uri)?.parameters[index], first.after);
    const second = await channel.request('updateOf', { subject: w });
    assert.deepEqual([second?.memory, second?.step, second?.before], ['run', 1, first.after]);
    await step();
    assert.equal(api.runs.get(document.uri)?.parameters[index], second?.after);
    await vscode.commands.executeCommand(commands.train, document.uri);
    const third = await channel.request('updateOf', { subject: w });
    assert.deepEqual([third?.memory, third?.epoch], ['run', 30]);
    await step();
    assert.equal(api.runs.get(document.uri)?.parameters[index], third?.after);
  });

  it('are of the epoch that the time machine shows, also in a fork and before it', async () => {
    const { document } = await openNetwork(text);
    await vscode.commands.executeCommand(commands.train, document.uri);
    const trainer = trainerOf(text);
    /** The update that a run of the file makes after so many updates. */
    const expected = (step: number): readonly [before: number, after: number] => {
      while (trainer.step < step) trainer.stepOnce();
      const before = trainer.parameters[index]!;
      trainer.stepOnce();
      return [before, trainer.parameters[index]!];
    };
    const updateAt = async (epoch: number, updates: number) => {
      assert.equal((await api.time.show(document.uri, { epoch, updates })).kind, 'shown');
      return channel.request('updateOf', { subject: w });
    };
    for (const [epoch, updates] of [
      [7, 0],
      [7, 3],
    ] as const) {
      const update = await updateAt(epoch, updates);
      const step = 5 * epoch + updates;
      assert.deepEqual([update?.memory, update?.step, update?.epoch], ['run', step, epoch]);
      assert.deepEqual([update?.before, update?.after], expected(step));
      const spread = await channel.request('distributions', { epoch: null });
      assert.deepEqual([spread?.epoch, spread?.step], [epoch, step]);
    }
    await api.time.show(document.uri, { epoch: 12, updates: 0 });
    await vscode.commands.executeCommand(commands.forkRun, document.uri, { optimizer: 'sgd' });
    assert.equal(api.runs.get(document.uri)?.network.training.optimizer.type, 'sgd');
    const [before, after] = [await updateAt(8, 0), await updateAt(12, 0)];
    assert.deepEqual([before?.optimizer, before?.epoch, before?.step], ['adam', 8, 40]);
    assert.deepEqual([after?.optimizer, after?.epoch, after?.step], ['sgd', 12, 60]);
    assert.ok(after && before && after.terms.length < before.terms.length, 'sgd has fewer terms than adam');
  });

  it('read any epoch of a run from its thread, and none where there is no run', async () => {
    const { document } = await openNetwork(text);
    assert.equal(await channel.request('distributions', { epoch: 3 }), null);
    const fresh = await channel.request('distributions', { epoch: null });
    await vscode.commands.executeCommand(commands.train, document.uri);
    const trainer = trainerOf(text);
    const [network, dataset] = [networkIn(text), datasetIn(text)];
    const expected = () =>
      runToEnd(distributionSteps(network, trainer.model, dataset, trainer.snapshot())).layers.map(
        ({ weights }) => weights,
      );
    assert.deepEqual(
      fresh?.layers.map(({ weights }) => weights),
      expected(),
    );
    while (trainer.epoch < 7) trainer.stepOnce();
    const seventh = await channel.request('distributions', { epoch: 7 });
    assert.deepEqual(
      seventh?.layers.map(({ weights }) => weights),
      expected(),
    );
  });

  it('are of the epoch that the time machine shows, and of the update in the middle of one', async () => {
    const { document } = await openNetwork(text);
    await vscode.commands.executeCommand(commands.train, document.uri);
    const trainer = trainerOf(text);
    while (trainer.epoch < 7) trainer.stepOnce();
    const [before, state] = [trainer.parameters[index], trainer.snapshot()];
    const spread = runToEnd(distributionSteps(networkIn(text), trainer.model, datasetIn(text), state));
    await api.time.show(document.uri, { epoch: 7, updates: 0 });
    const update = await channel.request('updateOf', { subject: w });
    const now = await channel.request('distributions', { epoch: null });
    trainer.stepOnce();
    assert.deepEqual(
      [update?.memory, update?.epoch, update?.before, update?.after],
      ['run', 7, before, trainer.parameters[index]],
    );
    assert.equal(now?.epoch, 7);
    assert.deepEqual(
      now.layers.map(({ weights }) => weights),
      spread.layers.map(({ weights }) => weights),
    );
    await api.time.show(document.uri, { epoch: 7, updates: 1 });
    const within = await channel.request('updateOf', { subject: w });
    assert.deepEqual([within?.memory, within?.before], ['run', trainer.parameters[index]]);
    assert.equal((await channel.request('distributions', { epoch: null }))?.epoch, 7);
  });

  it('answer from the numbers that are shown, and refuse what the file does not have', async () => {
    const editor = await openNetwork(text);
    const map = await channel.request('learnedMap', { size: 10, hasHidden: true });
    assert.deepEqual([map?.outputs.length, map?.hidden.length, map?.points?.samples.length], [1, 3, 40]);
    const before = await channel.request('learnedPredictions', { page: 9, key: 'loss', isDescending: true });
    assert.deepEqual([before?.page, before?.rows.length, before?.sampleCount], [0, 40, 40]);
    await vscode.commands.executeCommand(commands.train, editor.document.uri);
    const after = await channel.request('learnedPredictions', { page: 0, key: 'loss', isDescending: true });
    assert.notDeepEqual(after?.rows[0]?.outputs, before?.rows[0]?.outputs);
    const { parameters } = trainedBy(text);
    const { model } = trainerOf(text);
    const unit = { layer: 1, j: 0 };
    const mapAfter = await channel.request('learnedMap', { size: 10, hasHidden: false });
    const ranges = inputRanges(2, datasetIn(text));
    assert.deepEqual(
      mapAfter?.outputs[0]?.values,
      runToEnd(responseSteps(model, parameters, ranges, 10, [unit]))[0],
    );
    const story = await channel.request('story', null);
    assert.equal(story?.chapters.length, 4);
    const { loss } = evaluate(model, parameters, datasetIn(text), datasetIn(text).trainingIndices);
    assert.ok(JSON.stringify(story).includes(formatNumber(loss)), formatNumber(loss));
    const refusal = async (asked: Promise<unknown>): Promise<string> =>
      asked.then(
        () => 'none',
        (error: unknown) => (error instanceof RequestError ? error.code : String(error)),
      );
    const none: Subject = { kind: 'weight', layer: 0, i: 9, j: 0 };
    assert.equal(await refusal(channel.request('updateOf', { subject: none })), 'invalidParams');
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '}');
    });
    await api.documents.current(editor.document);
    assert.equal(await refusal(channel.request('story', null)), 'unavailable');
  });
});
