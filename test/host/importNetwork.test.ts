import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { parse } from '../../src/core/network/parse';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import { closeEditors, extensionApi, messagesDuring, until, workspaceFolder } from '../support/host/window';

const model = {
  activation: 'relu',
  out_activation_: 'identity',
  coefs_: [[[0.1, 0.2], [0.3, 0.30000000000000004]], [[1], [2]]], // prettier-ignore
  intercepts_: [[0.5, 0.25], [0]],
};

describe('Import…', () => {
  let api: ExtensionApi;
  const written: vscode.Uri[] = [];

  before(async () => {
    api = await extensionApi();
  });
  afterEach(async () => {
    await closeEditors();
    for (const uri of written.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  async function file(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
    const uri = vscode.Uri.joinPath(workspaceFolder(), name);
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await vscode.workspace.fs.writeFile(uri, bytes);
    written.push(uri);
    return uri;
  }

  const opened = (): Promise<vscode.TextDocument> =>
    until('an untitled network is shown', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.isUntitled && document.getText() !== '' ? document : undefined;
    });

  it('opens what a file holds as a network that is not saved, beside it', async () => {
    const id = crypto.randomUUID();
    const uri = await file(`network-${id}.json`, JSON.stringify(model));
    const shown = await messagesDuring(api, () =>
      vscode.commands.executeCommand(commands.importFile, uri, [uri]),
    );
    const document = await opened();
    assert.match(document.uri.path, new RegExp(`network-${id}\\.backprop\\.json$`));
    const { network, diagnostics } = parse(document.getText());
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(network!.layers[0]!.weights, model.coefs_[0]);
    assert.match(JSON.stringify(shown), /What was chosen and what was left out stands at the top/);
    const known = await api.documents.current(document);
    assert.ok(known, 'the network is known to the extension');
  });

  it('takes an address of the Playground', async () => {
    const address =
      'https://playground.tensorflow.org/#activation=relu&dataset=spiral&networkShape=4&seed=0.7';
    await vscode.commands.executeCommand(commands.importNetwork, address);
    const { network } = parse((await opened()).getText());
    assert.ok(network?.data?.kind === 'inline');
    assert.equal(network.data.inputs.length, 500);
  });

  it('asks what the file leaves open, and opens nothing where the question is left', async () => {
    const uri = await file(
      `weights-${crypto.randomUUID()}.csv`,
      '1,2,1\n3,4,1\n5,6,1\n7,8,1\n\n7,1\n8,2\n9,3\n',
    );
    const answers = { hidden: 'tanh' };
    const running = vscode.commands.executeCommand(commands.importNetwork, uri, 'csv', answers);
    // The first answer of the list: linear.
    await until('the question is there and answered', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return vscode.window.activeTextEditor?.document.isUntitled ? true : undefined;
    });
    await running;
    const { network } = parse((await opened()).getText());
    assert.deepEqual(
      network!.layers.map(({ activation }) => activation.type),
      ['tanh', 'linear'],
    );
    await closeEditors();
    let isDone = false;
    const left = vscode.commands.executeCommand(commands.importNetwork, uri, 'csv', answers).then(() => {
      isDone = true;
    });
    await until('the question is left', async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return isDone ? true : undefined;
    });
    await left;
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('says why a file is refused, where, and what to do', async () => {
    const uri = await file(
      `model-${crypto.randomUUID()}.json`,
      JSON.stringify({ ...model, activation: 'gelu' }),
    );
    const shown = await messagesDuring(api, () =>
      vscode.commands.executeCommand(commands.importNetwork, uri),
    );
    assert.match(
      JSON.stringify(shown),
      /activation: Backprop knows no activation \\"gelu\\" of scikit-learn\. It reads/,
    );
    const pickle = await file(`model-${crypto.randomUUID()}.json`, Uint8Array.of(0x80, 0x04, 0x95, 0x00));
    const said = await messagesDuring(api, () =>
      vscode.commands.executeCommand(commands.importNetwork, pickle),
    );
    assert.match(JSON.stringify(said), /pickle of Python/);
    assert.equal(vscode.window.activeTextEditor, undefined);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('says of a file that is not there that it was not read', async () => {
    const none = vscode.Uri.joinPath(workspaceFolder(), 'none.json');
    const shown = await messagesDuring(api, () =>
      vscode.commands.executeCommand(commands.importNetwork, none),
    );
    assert.match(JSON.stringify(shown), /none\.json was not read/);
  });
});
