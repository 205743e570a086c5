import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Subject } from '../../src/core/network/subject';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { FakeWebview } from './fakeWebview';
import { closeAll, extensionApi, openNetwork } from './networkFiles';

const text = `{
  "inputs": 2,
  "layers": [{ "units": 2, "activation": "sigmoid", "weights": [[0.15, 0.25], [0.35, 0.45]], "biases": [0.6, 0.7] }],
  "data": { "inputs": [[1, 0]], "targets": [[0, 1]] }
}
`;

describe('what the mouse rests on in the editor', () => {
  let api: ExtensionApi;
  let panel: FakeWebview;
  let told: (Subject | null)[];

  before(async () => {
    api = await extensionApi();
  });
  beforeEach(() => {
    panel = new FakeWebview(api);
    told = [];
    panel.channel.on('hovered', ({ subject }) => told.push(subject));
  });
  afterEach(async () => {
    assert.deepEqual(panel.faults, []);
    panel.dispose();
    await closeAll();
  });

  const hoverAt = (document: vscode.TextDocument, words: string) =>
    vscode.commands.executeCommand(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(document.getText().indexOf(words)),
    );
  const weight = (i: number, j: number): Subject => ({ kind: 'weight', layer: 0, i, j });

  it('is lit in the panel until it is something else, the cursor moves, or the text changes', async () => {
    const editor = await openNetwork(text);
    const { document } = editor;
    await panel.channel.request('ready', { selection: null });
    await hoverAt(document, '0.25');
    await hoverAt(document, '0.25');
    assert.deepEqual(told, [weight(0, 1)], 'and is told once');
    await hoverAt(document, '0.7');
    await hoverAt(document, '"data"');
    assert.deepEqual(told.splice(0), [weight(0, 1), { kind: 'bias', layer: 0, j: 1 }, null]);
    const moved = (): Promise<unknown> =>
      new Promise((resolve) => {
        const subscription = vscode.window.onDidChangeTextEditorSelection(() => {
          subscription.dispose();
          setTimeout(resolve);
        });
      });
    await hoverAt(document, '0.35');
    const move = moved();
    await vscode.commands.executeCommand('cursorMove', { to: 'down', value: 2 });
    await move;
    assert.deepEqual(told.splice(0), [weight(1, 0), null]);
    await hoverAt(document, '0.45');
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 1), ' ');
    });
    await api.documents.current(document);
    assert.deepEqual(told.splice(0), [weight(1, 1), null]);
  });

  it('of another file than the panel shows is none of its business', async () => {
    const first = await openNetwork(text);
    await openNetwork(text);
    await panel.channel.request('ready', { selection: null });
    await hoverAt(first.document, '0.25');
    assert.deepEqual(told, []);
    const active = vscode.window.activeTextEditor!.document;
    await hoverAt(active, '0.15');
    await hoverAt(first.document, '0.25');
    assert.deepEqual(told, [weight(0, 0), null], 'the mouse has gone there');
  });
});
