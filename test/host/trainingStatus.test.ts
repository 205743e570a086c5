import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import { statusOf } from '../../src/host/training/statusBar';
import { closeAll, extensionApi, openNetwork, until } from './networkFiles';

const text = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "sigmoid", "weights": [[0.15, 0.25], [0.20, 0.30]], "biases": false },
    { "units": 2, "activation": "sigmoid", "weights": [[0.40, 0.50], [0.45, 0.55]], "biases": false }
  ],
  "symbols": { "loss": "E_{total}" },
  "data": { "inputs": [[0.05, 0.10]], "targets": [[0.01, 0.99]] },
  "training": { "learningRate": 0.5, "epochs": 4 }
}
`;

describe('the status bar', () => {
  let api: ExtensionApi;

  before(async () => {
    api = await extensionApi();
  });

  afterEach(async () => {
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  const status = (): { text: string; detail: string } => {
    const { active } = api.documents;
    assert.ok(active);
    return statusOf(active, api.runs.get(active.uri));
  };

  it('shows the loss at the file, then that of the run with its epoch', async () => {
    await openNetwork(text);
    const loss = api.documents.active?.good?.evaluation()?.loss;
    assert.ok(loss !== undefined);
    assert.equal(status().text, `Backprop: E_total ${String(Number(loss.toPrecision(6)))}`);
    await vscode.commands.executeCommand(commands.train);
    assert.match(status().text, /^Backprop: E_total 0\.2\d+ · epoch 4\/4$/);
    assert.match(status().detail, /Trained to the last epoch/);
    await vscode.commands.executeCommand(commands.step);
    assert.match(status().text, /epoch 5\/4$/);
  });

  it('counts the problems of a file that has some', async () => {
    await openNetwork(text.replaceAll('"sigmoid"', '"sigmod"'));
    assert.equal(status().text, 'Backprop: 2 problems');
  });

  it('says that a run has diverged', async () => {
    await openNetwork(text.replaceAll('"sigmoid"', '"linear"').replace('0.5,', '1e300,'));
    await vscode.commands.executeCommand(commands.train);
    assert.match(status().detail, /diverged in step \d+/);
  });

  it('shows no loss where there is none', async () => {
    await openNetwork(text.replace(/ *"data".*\n/, ''));
    assert.equal(status().text, 'Backprop');
    assert.match(status().detail, /Add data/);
  });
});
