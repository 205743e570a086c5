import { servicesOf } from './fakeWebview';
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands, panelViewType } from '../../src/host/ids';
import { PanelSession } from '../../src/host/panel/panelSession';
import { WritingSettings } from '../../src/host/writing';
import { Channel, RequestError, createPortPair } from '../../src/protocol/channel';
import type { PanelHostSide, PanelSide } from '../../src/protocol/panel';
import { closeAll, extensionApi, messagesDuring, openNetwork, trainedBy, until } from './networkFiles';

const text = `{
  // Targets of one half: the published study.
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "sigmoid", "weights": [[0.15, 0.25], [0.20, 0.30]], "biases": false },
    { "units": 2, "activation": "sigmoid", "weights": [[0.40, 0.50], [0.45, 0.55]], "biases": false }
  ],
  "data": { "inputs": [[0.05, 0.10]], "targets": [[0.5, 0.5]] },
  "training": { "learningRate": 0.5, "epochs": 100 }, // a rate to be changed
  "sweep": { "learningRate": [0.1, 2], "optimizer": ["sgd", "adam"] }
}
`;

describe('learning rates compared in VS Code', () => {
  let api: ExtensionApi;
  let channel: Channel<PanelSide, PanelHostSide>;
  const open: { dispose(): void }[] = [];

  before(async () => {
    api = await extensionApi();
  });

  beforeEach(() => {
    const [mine, theirs] = createPortPair();
    const writing = new WritingSettings();
    channel = new Channel<PanelSide, PanelHostSide>(mine, { handlers: {} });
    const session = new PanelSession(theirs, servicesOf(api, writing), {
      isVisible: () => true,
      hasCaughtUp: () => true,
    });
    open.push(session, writing, channel);
  });

  afterEach(async () => {
    for (const one of open.splice(0)) one.dispose();
    await closeAll();
    await until(() => api.held().threads === 0, 'every thread has ended');
  });

  it('tells what there is to compare: the sweep’s rates, the limit, what else is swept', async () => {
    await openNetwork(text);
    const plan = await channel.request('ratePlan', null);
    assert.deepEqual(plan.rates, [0.1, 2]);
    assert.equal(plan.own, 0.5);
    assert.equal(plan.epochs, 100);
    assert.equal(plan.isShort, true);
    assert.equal(plan.refusal, null);
    assert.equal(plan.study, null);
    assert.match(plan.notes.join(), /changes optimizer as well/);
    assert.ok(plan.limit.value !== null && plan.limit.value > 2);
    assert.match(plan.limit.sentence, /^2\/λ = \d/);
    const largest = Number(/λ = ([\d.]+) the/.exec(plan.limit.sentence)?.[1]);
    assert.ok(Math.abs(plan.limit.value * largest - 2) < 1e-5, plan.limit.sentence);
  });

  it('trains from the file’s weights, keeps the study while the file is open, and writes a rate as one edit', async () => {
    const { document } = await openNetwork(text);
    const done: number[] = [];
    channel.on('rateProgress', ({ done: now }) => done.push(now));
    await channel.request('ready', { selection: null });
    const study = await channel.request('studyRates', { rates: [0.5, 2] });
    assert.equal(study.runs[0]!.loss, trainedBy(text).loss);
    assert.equal(done.at(-1), 2);
    const [half, two] = await channel.request('epochsToThreshold', { threshold: study.threshold });
    assert.deepEqual([half, two], [96, 24]);
    const { version } = document;
    await channel.request('adoptRate', { rate: 2 });
    assert.equal(document.getText(), text.replace('"learningRate": 0.5', '"learningRate": 2'));
    assert.equal(document.version, version + 1, 'one edit');
    await api.documents.current(document);
    const plan = await channel.request('ratePlan', null);
    assert.equal(plan.own, 2);
    assert.deepEqual(plan.study, { id: study.id, isStale: false });
    assert.deepEqual(await channel.request('lastStudy', null), study);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(text.indexOf('0.15'));
    edit.replace(document.uri, new vscode.Range(at, at.translate(0, 4)), '0.16');
    await vscode.workspace.applyEdit(edit);
    await api.documents.current(document);
    const other = await channel.request('ratePlan', null);
    assert.deepEqual(other.study, { id: study.id, isStale: true });
    const file = document.uri.toString();
    await closeAll();
    assert.equal(api.rateStudies.last(file), null);
  });

  it('says why nothing can be compared, and refuses', async () => {
    await openNetwork('{ "inputs": 1, "layers": [{ "units": 1 }] }');
    const plan = await channel.request('ratePlan', null);
    assert.match(plan.refusal ?? '', /no data to train on/);
    await assert.rejects(
      channel.request('studyRates', { rates: [0.1] }),
      (error) => error instanceof RequestError && error.code === 'unavailable',
    );
  });

  it('the command opens the panel, whose page makes the study; without a network file it says so', async () => {
    const { document } = await openNetwork(text);
    await vscode.commands.executeCommand(commands.compareRates);
    const isPanel = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputWebview && input.viewType.endsWith(panelViewType);
    await until(
      () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isPanel)),
      'the panel is open',
    );
    await until(
      () => api.rateStudies.last(document.uri.toString()) !== null,
      'the page has asked for the study',
    );
    await closeAll();
    await until(() => api.documents.active === undefined, 'no file is active');
    const said = await messagesDuring(() => vscode.commands.executeCommand(commands.compareRates));
    assert.match(said[0]?.text ?? '', /No network file is active/);
  });
});
