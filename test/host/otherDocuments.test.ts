import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import {
  closeEditors,
  extensionApi,
  lensesOf,
  messagesDuring,
  openNetwork,
  problemsOf,
  replaceText,
  until,
} from '../support/host/window';

// Fault 23 of the reliability list: documents that are no plain files on a disk, and several views of one.

const text = `{
  "inputs": 1,
  "layers": [{ "units": 1, "activation": "tanh", "weights": [[0.5]], "biases": [0.25] }],
  "data": { "inputs": [[1], [2]], "targets": [[0.5], [0.75]] },
  "training": { "epochs": 20 }
}
`;
const scheme = 'backprop-test-virtual';

/** A file system that can only be read, with one file: as vscode-vfs is, without an account. */
class ReadOnlyFiles implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  watch = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  stat = (): vscode.FileStat => ({ type: vscode.FileType.File, ctime: 0, mtime: 1, size: text.length });
  readFile = (): Uint8Array => new TextEncoder().encode(text);
  readDirectory = (): [] => [];
  createDirectory = refuse;
  writeFile = refuse;
  delete = refuse;
  rename = refuse;
}

function refuse(): never {
  throw vscode.FileSystemError.NoPermissions('read-only');
}

describe('network files that are no plain files', () => {
  let api: ExtensionApi;
  let registrations: vscode.Disposable;

  before(async () => {
    api = await extensionApi();
    registrations = vscode.Disposable.from(
      vscode.workspace.registerFileSystemProvider(scheme, new ReadOnlyFiles(), { isReadonly: true }),
      vscode.workspace.registerTextDocumentContentProvider(`${scheme}-text`, {
        provideTextDocumentContent: () => text,
      }),
    );
  });
  afterEach(closeEditors);
  after(() => {
    registrations.dispose();
  });

  /** As a person opens it: a document that an extension opens stays open for minutes after its tab is closed. */
  const show = async (uri: vscode.Uri): Promise<vscode.TextDocument> => {
    await vscode.commands.executeCommand('vscode.open', uri);
    await until(
      'the file to be active',
      () => api.documents.active?.uri.toString() === uri.toString() || undefined,
    );
    return vscode.window.activeTextEditor!.document;
  };

  const train = async (document: vscode.TextDocument): Promise<void> => {
    await vscode.commands.executeCommand('backprop.train');
    await until('the end of the run', () => api.runs.get(document.uri)?.status === 'epochs' || undefined);
  };

  const titlesOf = async (document: vscode.TextDocument): Promise<string[]> =>
    (await lensesOf(document)).map(({ title }) => title).filter((title) => title.includes('∂'));

  it('are read, trained and written where they were never saved', async () => {
    const document = await show(vscode.Uri.parse('untitled:new.backprop.json'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), text);
    await vscode.workspace.applyEdit(edit);
    await until('its lenses', async () => (await titlesOf(document)).length === 2 || undefined);
    await train(document);
    await vscode.commands.executeCommand('backprop.writeTrainedWeights');
    assert.notEqual(document.getText(), text);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
  });

  for (const [what, address] of [
    ['of a file system that can only be read', `${scheme}:/folder/net.backprop.json`],
    ['that another extension makes up', `${scheme}-text:/net.backprop.json`],
  ] as const) {
    it(`${what} are read and trained, and are not written, with the reason`, async () => {
      const document = await show(vscode.Uri.parse(address));
      assert.equal((await titlesOf(document)).length, 2);
      assert.deepEqual(problemsOf(document), []);
      await train(document);
      const messages = await messagesDuring(api, () =>
        vscode.commands.executeCommand('backprop.writeTrainedWeights'),
      );
      assert.match(
        messages[0]?.text ?? '',
        /nothing was written\. The file is in a place that can only be read/,
      );
      assert.equal(document.getText(), text);
    });
  }

  it('have one set of lenses in a diff editor and in two editors, which follow the same edit and run', async () => {
    const { document } = await openNetwork(text);
    const { document: other } = await openNetwork(text.replace('0.5', '0.75'));
    await vscode.commands.executeCommand('vscode.diff', other.uri, document.uri, 'two networks');
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    assert.equal((await titlesOf(document)).length, 2);
    assert.equal((await titlesOf(other)).length, 2);
    const before = await titlesOf(document);
    await replaceText(document, '[[0.5]]', '[[0.6]]');
    await until(
      'the lenses of the edit',
      async () => (await titlesOf(document))[0] !== before[0] || undefined,
    );
    assert.equal((await titlesOf(document)).length, 2);
    await train(document);
    const trained = await titlesOf(document);
    assert.equal(trained.length, 2);
    assert.ok(
      trained.every((title) => title.includes('epoch 20')),
      trained.join(),
    );
    assert.ok((await titlesOf(other)).every((title) => !title.includes('epoch')));
  });
});
