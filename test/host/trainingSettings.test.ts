import { servicesOf } from './fakeWebview';
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import { PanelSession } from '../../src/host/panel/panelSession';
import { WritingSettings } from '../../src/host/writing';
import { Channel, createPortPair, RequestError } from '../../src/protocol/channel';
import type { PanelHostSide, PanelSide } from '../../src/protocol/panel';
import type { TrainingChange } from '../../src/protocol/views/training';
import { closeAll, extensionApi, openNetwork, until } from './networkFiles';

const text = `{
  "inputs": 1,
  "layers": [{ "units": 1, "activation": "linear", "weights": [[0.5]], "biases": [0] }],
  "data": { "inputs": [[1], [2]], "targets": [[1], [3]] },
  "training": { "learningRate": 0.10, "epochs": 40 } // the rate of the lecture
}
`;

describe('η and optimizer in the panel, in VS Code', () => {
  let api: ExtensionApi;
  let channel: Channel<PanelSide, PanelHostSide>;
  const open: { dispose(): void }[] = [];
  const questions: string[] = [];
  /** Which button a person presses: the first forks, the second changes the file. */
  let pressed: 0 | 1 | null = null;

  before(async () => {
    api = await extensionApi();
  });
  beforeEach(() => {
    questions.length = 0;
    const [mine, theirs] = createPortPair();
    const writing = new WritingSettings();
    channel = new Channel<PanelSide, PanelHostSide>(mine, { handlers: {} });
    const messages = {
      show: <Button extends string>(_severity: string, question: string, ...buttons: Button[]) => {
        questions.push(question);
        return Promise.resolve(pressed === null ? undefined : buttons[pressed]);
      },
    };
    const session = new PanelSession(theirs, servicesOf(api, writing, { messages }), {
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

  const change = (wish: TrainingChange) => channel.request('setTraining', wish);
  const refusal = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'none',
      (error: unknown) => (error instanceof RequestError ? `${error.code}: ${error.message}` : String(error)),
    );

  it('are written as typed, each as one step of undo that leaves comments alone', async () => {
    const { document } = await openNetwork(text);
    const { version } = document;
    assert.deepEqual(await change({ kind: 'learningRate', text: ' 2.50 ' }), { isWritten: true });
    assert.equal(document.getText(), text.replace('0.10', '2.50'));
    assert.equal(document.version, version + 1, 'one edit');
    await api.documents.current(document);
    assert.deepEqual(await change({ kind: 'learningRate', text: '2.5' }), { isWritten: false });
    assert.deepEqual(await change({ kind: 'optimizer', type: 'adam' }), { isWritten: true });
    await api.documents.current(document);
    assert.equal(api.documents.active?.good?.network.training.optimizer.type, 'adam');
    assert.match(document.getText(), /"optimizer": "adam"[^]*\/\/ the rate of the lecture/);
    for (let n = 0; n < 2; n++) await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
    assert.deepEqual(questions, []);
  });

  it('are refused with the reason: what is no rate, and while training goes on', async () => {
    const { document } = await openNetwork(text.replace('"epochs": 40', '"epochs": 100000000'));
    const before = document.getText();
    for (const typed of ['-1', 'fast', '1e999', '']) {
      assert.match(
        await refusal(change({ kind: 'learningRate', text: typed })),
        /^unavailable: .* is no learning rate/,
      );
    }
    const training = vscode.commands.executeCommand(commands.train, document.uri);
    await until(() => api.runs.get(document.uri)?.status === 'running', 'it trains');
    assert.match(
      await refusal(change({ kind: 'optimizer', type: 'adam' })),
      /^unavailable: Training goes on/,
    );
    await vscode.commands.executeCommand(commands.stop, document.uri);
    await training;
    assert.equal(document.getText(), before);
  });

  it('fork the run where an earlier epoch is on show, or change the file, as a person says', async () => {
    const { document } = await openNetwork(text);
    await vscode.commands.executeCommand(commands.train, document.uri);
    const first = api.runs.get(document.uri);
    await api.time.show(document.uri, { epoch: 12, updates: 0 });
    pressed = null;
    assert.deepEqual(await change({ kind: 'learningRate', text: '0.3' }), { isWritten: false });
    assert.match(questions[0] ?? '', /^Epoch 12 is on show\. .* learning rate 0\.3/);
    assert.equal(api.runs.get(document.uri), first, 'nothing was said, nothing is done');
    pressed = 1;
    assert.deepEqual(await change({ kind: 'learningRate', text: '0.3' }), { isWritten: true });
    assert.equal(document.getText(), text.replace('0.10', '0.3'));
    await vscode.commands.executeCommand('undo');
    await api.documents.current(document);
    await api.time.show(document.uri, { epoch: 12, updates: 0 });
    pressed = 0;
    assert.deepEqual(await change({ kind: 'optimizer', type: 'momentum' }), { isWritten: false });
    await until(() => api.runs.get(document.uri) !== first, 'another run goes on');
    await until(() => api.runs.get(document.uri)?.status === 'epochs', 'it has ended');
    const fork = api.runs.get(document.uri);
    assert.equal(fork?.network.training.optimizer.type, 'momentum');
    assert.deepEqual(fork.losses.slice(0, 12), first?.losses.slice(0, 12), 'until there it is the same run');
    assert.notEqual(fork.losses[14], first?.losses[14], 'and goes on in another way');
    assert.equal(document.getText(), text, 'the file is as it was');
    assert.equal(questions.length, 3);
  });
});
