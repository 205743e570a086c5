import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { closeEditors, extensionApi, messagesDuring, openExample, until } from '../support/host/window';

describe('Check a Training Step…', () => {
  let api: ExtensionApi;
  let document: vscode.TextDocument;
  let recording: vscode.Uri;

  before(async () => {
    api = await extensionApi();
  });
  beforeEach(async () => {
    ({ document } = await openExample('network-b.backprop.json'));
    await api.documents.current(document);
    recording = vscode.Uri.joinPath(document.uri, '..', `step-${crypto.randomUUID()}.json`);
  });
  afterEach(async () => {
    await closeEditors();
    await vscode.workspace.fs.delete(recording);
  });

  const check = async (step: unknown): ReturnType<typeof messagesDuring> => {
    await vscode.workspace.fs.writeFile(recording, new TextEncoder().encode(JSON.stringify(step)));
    return messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.checkStep', document.uri, recording),
    );
  };
  const lossOf = (): number => {
    const loss = api.documents.get(document.uri)?.good?.evaluation()?.loss;
    assert.ok(loss !== undefined);
    return loss;
  };

  it('shows the comparison and says that it agrees', async () => {
    const shown = await check({ loss: lossOf() });
    assert.match(JSON.stringify(shown), /information.*The step agrees: 1 number\./);
    await until(
      'the comparison is shown',
      () => vscode.window.activeTextEditor?.document.getText().startsWith('The step agrees') === true,
    );
  });

  it('names what differs first and the likeliest cause', async () => {
    const shown = await check({ loss: 2 * lossOf() });
    assert.match(JSON.stringify(shown), /warning.*the loss is .* in the step.*a factor ½ is missing/);
  });

  it('goes to the place of what is wrong with a recording', async () => {
    const shown = await check({ loss: 'much' });
    assert.match(JSON.stringify(shown), /step-.*\.json:1:9: .*is a number, not/);
    await until(
      'the recording is shown',
      () => vscode.window.activeTextEditor?.document.uri.toString() === recording.toString(),
    );
  });

  it('copies what records a step', async () => {
    await vscode.workspace.fs.writeFile(recording, new Uint8Array());
    await vscode.commands.executeCommand('backprop.copyStepSnippet', document.uri, 'pytorch');
    assert.match(await vscode.env.clipboard.readText(), /^# Records one training step of PyTorch/);
  });
});
