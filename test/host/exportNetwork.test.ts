import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { closeEditors, extensionApi, messagesDuring, openExample, until } from '../support/host/window';

describe('Export…', () => {
  let api: ExtensionApi;
  let uri: vscode.Uri;

  before(async () => {
    api = await extensionApi();
  });
  beforeEach(async () => {
    const { document } = await openExample('network-b.backprop.json');
    await api.documents.current(document);
    ({ uri } = document);
  });
  afterEach(closeEditors);

  const beside = (name: string): vscode.Uri => vscode.Uri.joinPath(uri, '..', name);
  const read = async (file: vscode.Uri): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(file));

  it('writes a program with the names of the file and opens it', async () => {
    const target = beside(`exported-${crypto.randomUUID()}.py`);
    await vscode.commands.executeCommand('backprop.exportNetwork', uri, 'python', target);
    const text = await read(target);
    assert.match(text, /h1 = w1 \* i1 \+ w2 \* i2/);
    assert.match(text, /print\("gradients agree"\)/);
    await until(
      'the program is shown',
      () => vscode.window.activeTextEditor?.document.uri.toString() === target.toString(),
    );
    await vscode.workspace.fs.delete(target);
  });

  it('writes what belongs to a document beside it', async () => {
    const name = `sheet-${crypto.randomUUID()}`;
    await vscode.commands.executeCommand('backprop.exportNetwork', uri, 'markdown', beside(`${name}.md`));
    assert.match(await read(beside(`${name}.md`)), /worksheet/);
    assert.match(await read(beside(`${name}-solution.md`)), /0\.0721571/);
    assert.match(await read(beside(`${name}.svg`)), /^<svg /);
    for (const end of ['.md', '-solution.md', '.svg']) await vscode.workspace.fs.delete(beside(name + end));
  });

  it('says why scikit-learn has no such network, and writes nothing', async () => {
    const target = beside(`never-${crypto.randomUUID()}.py`);
    const shown = await messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.exportNetwork', uri, 'sklearn', target),
    );
    assert.match(JSON.stringify(shown), /scikit-learn has no such network: each of its layers has biases/);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(target)));
  });
});
