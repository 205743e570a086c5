import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { evaluate } from '../../src/core/engine/evaluate';
import { createModel } from '../../src/core/engine/model';
import type { ParameterSubject } from '../../src/core/network/subject';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import { FakeWebview } from './fakeWebview';
import { closeAll, datasetIn, extensionApi, networkIn, openNetwork, until } from './networkFiles';

const text = `{
  "inputs": 2,
  "layers": [
    // the first weight is a round one
    { "units": 2, "activation": "tanh", "weights": [[0.150, 0.25], [/* here */ -0.20, 3e-1]], "biases": [0.35, 0.35] },
    { "units": 1, "activation": "sigmoid" }
  ],
  "data": { "inputs": [[0.05, 0.10], [0.5, 0.6]], "targets": [[0.01], [0.99]] },
  "training": { "learningRate": 0.5, "epochs": 20 }
}
`;

const weight: ParameterSubject = { kind: 'weight', layer: 0, i: 1, j: 0 };

describe('changing a number from the panel', () => {
  let api: ExtensionApi;
  let panel: FakeWebview;

  before(async () => {
    api = await extensionApi();
  });
  beforeEach(() => {
    panel = new FakeWebview(api);
  });
  afterEach(async () => {
    panel.dispose();
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  const edit = (subject: ParameterSubject, typed: string): Promise<unknown> =>
    panel.channel.request('edit', { subject, text: typed });

  it('writes that number alone, as one step of undo', async () => {
    const { document } = await openNetwork(text);
    await panel.channel.request('ready', { selection: weight });
    assert.deepEqual(await panel.channel.request('spelling', { subject: weight }), {
      text: '-0.20',
    });
    await edit(weight, '.75');
    assert.equal(document.getText(), text.replace('-0.20', '0.75'));
    await until(() => panel.derivations.at(-1)?.value === 0.75, 'the panel follows');
    await edit({ kind: 'bias', layer: 0, j: 1 }, '−1');
    assert.equal(document.getText(), text.replace('-0.20', '0.75').replace('0.35]', '-1]'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text.replace('-0.20', '0.75'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
  });

  it('is seen before it is written, in the panel and at its place in the file', async () => {
    const { document } = await openNetwork(text);
    await panel.channel.request('ready', { selection: weight });
    for (const typed of ['0.1', '0.2', '0.3'])
      await panel.channel.request('preview', { subject: weight, text: typed });
    const network = panel.networks.at(-1);
    assert.equal(network?.layers[0]?.weights?.[2], 0.3);
    const wanted = text.replace('-0.20', '0.3');
    const dataset = datasetIn(wanted);
    const { parameters } = api.documents.active!.good!;
    const changed = parameters.slice();
    changed[2] = 0.3;
    const { loss, gradient } = evaluate(
      createModel(networkIn(wanted)),
      changed,
      dataset,
      dataset.trainingIndices,
    );
    assert.equal(network.loss.value, loss);
    assert.equal(panel.derivations.at(-1)?.gradient, gradient[2]);
    assert.equal(document.getText(), text);
    assert.equal(document.isDirty, false);
    assert.equal(api.pointing.marked?.preview, '0.3');
    assert.equal(document.getText(api.pointing.marked.range), '-0.20');
    await panel.channel.request('preview', null);
    assert.equal(panel.networks.at(-1)?.layers[0]?.weights?.[2], -0.2);
    assert.equal(api.pointing.marked, null);
  });

  it('says why not: drawn weights, a run, what is no number', async () => {
    const { document } = await openNetwork(text);
    await panel.channel.request('ready', { selection: null });
    await assert.rejects(edit({ kind: 'weight', layer: 1, i: 0, j: 0 }, '1'), {
      code: 'unavailable',
      message: /does not write these weights/,
    });
    await assert.rejects(edit(weight, '1e999'), { code: 'unavailable', message: /1e999/ });
    await assert.rejects(edit({ kind: 'weight', layer: 7, i: 0, j: 0 }, '1'), { code: 'invalidParams' });
    await vscode.commands.executeCommand(commands.step);
    await assert.rejects(edit(weight, '1'), { code: 'unavailable', message: /of the run/ });
    assert.equal(document.getText(), text);
    assert.equal(api.runs.get(document.uri)?.step, 1, 'the run is still there');
  });

  it('marks what is pointed at in the file, and nothing afterwards', async () => {
    const { document } = await openNetwork(text);
    await panel.channel.request('ready', { selection: null });
    await panel.channel.request('point', { subject: weight });
    assert.equal(document.getText(api.pointing.marked!.range), '-0.20');
    await panel.channel.request('point', { subject: { kind: 'loss' } });
    assert.equal(api.pointing.marked, null, 'the file says nothing of its loss');
    await panel.channel.request('point', { subject: { kind: 'bias', layer: 0, j: 0 } });
    await panel.channel.request('point', { subject: null });
    assert.equal(api.pointing.marked, null);
    await assert.rejects(panel.channel.request('point', { subject: { kind: 'input', i: 9 } }), {
      code: 'invalidParams',
    });
  });
});
