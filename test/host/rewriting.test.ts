import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { initialParameters } from '../../src/core/engine/initialise';
import { formatEdits } from '../../src/core/network/format';
import { parse } from '../../src/core/network/parse';
import { editedText } from '../../src/core/network/text';
import { RewriteProvider } from '../../src/host/editor/rewrites';
import { DataFileDrop, TablePaste } from '../../src/host/editor/tableData';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands, comparisonScheme, networkLanguage } from '../../src/host/ids';
import {
  closeEditors,
  extensionApi,
  messagesDuring,
  openNetwork,
  positionOf,
  problemsOf,
  until,
  workspaceFolder,
} from '../support/host/window';

const untidy = `{ // a net
  "inputs": ["x_1", "x_2"], "layers": [{"units": 2, "activation": "tanh",
     "weights": [[0.10, -12], [3, 4.5]]},
  {"units": 1, "biases": false}],
  "data": {"inputs": [[1, 2], [3, 4]],
"targets": [[0.50], [1]]}
}
`;

const tidy = editedText(untidy, formatEdits(untidy));

describe('what writes a network file', () => {
  let api: ExtensionApi;

  before(async () => {
    api = await extensionApi();
  });
  afterEach(closeEditors);

  /** Errors: what the doctor says of these made-up numbers is beside the point. */
  const errorsOf = (document: vscode.TextDocument): readonly vscode.Diagnostic[] =>
    problemsOf(document).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);

  /** New findings have VS Code ask for actions again, and forget what a key asked for meanwhile. */
  const examined = (document: vscode.TextDocument): Promise<true> =>
    until(
      'the doctor has been',
      () => api.doctor.get(document.uri)?.version === document.version || undefined,
    );

  const undo = (): Thenable<unknown> => vscode.commands.executeCommand('undo');

  /** The loss that lenses and panel show. */
  const loss = async (document: vscode.TextDocument): Promise<number | undefined> => {
    const { good } = await api.documents.current(document);
    return good?.evaluation()?.loss;
  };

  describe('the tidy layout', () => {
    const configure = async (key: string, value: unknown): Promise<void> => {
      const scope = { uri: workspaceFolder(), languageId: networkLanguage };
      await vscode.workspace
        .getConfiguration('editor', scope)
        .update(key, value, vscode.ConfigurationTarget.Workspace, true);
    };

    afterEach(async () => {
      await configure('defaultFormatter', undefined);
      await configure('formatOnSave', undefined);
    });

    it('is made by Format Network File in one step of undo, with the cursor where it was', async () => {
      const editor = await openNetwork(untidy);
      const { document } = editor;
      const place = positionOf(document, '4.5', 1);
      editor.selection = new vscode.Selection(place, place);
      await vscode.commands.executeCommand(commands.formatNetwork);
      assert.equal(document.getText(), tidy);
      assert.ok(tidy.includes('[0.10, -12],\n        [3,      4.5]'), tidy);
      assert.deepEqual(editor.selection.active, positionOf(document, '4.5', 1));
      await undo();
      assert.equal(document.getText(), untidy);
    });

    it('is made by Format Document where Backprop is the formatter, and by saving where nobody chose one', async () => {
      const { document } = await openNetwork(untidy);
      await configure('formatOnSave', true);
      await document.save();
      assert.equal(document.getText(), untidy, 'nothing was there to be saved');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), ' ');
      await vscode.workspace.applyEdit(edit);
      assert.equal(await document.save(), true);
      assert.equal(document.getText(), tidy);
      await configure('formatOnSave', false);
      await undo();
      assert.equal(document.getText(), ` ${untidy}`);
      await configure('defaultFormatter', 'backprop.backprop');
      await vscode.commands.executeCommand('editor.action.formatDocument');
      assert.equal(document.getText(), tidy);
    });
  });

  describe('actions at the cursor', () => {
    const actionsAt = async (
      document: vscode.TextDocument,
      text: string,
      kind: string,
    ): Promise<readonly vscode.CodeAction[]> => {
      await api.documents.current(document);
      const place = positionOf(document, text, 1);
      return vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(place, place),
        kind,
        20,
      );
    };

    const apply = async (document: vscode.TextDocument, text: string, title: string): Promise<void> => {
      const kind = title.includes('CSV') ? 'refactor' : 'refactor.rewrite';
      const actions = await actionsAt(document, text, kind);
      const action = actions.find((one) => one.title === title);
      assert.ok(action?.edit, `${title} is not among ${actions.map((one) => one.title).join(', ')}`);
      assert.equal(await vscode.workspace.applyEdit(action.edit), true);
    };

    it('write parameters anew: each one step of undo, and the loss stays but for fresh weights', async () => {
      const { document } = await openNetwork(tidy);
      const before = await loss(document);
      assert.ok(before !== undefined);
      const after: string[] = [];
      for (const [place, title] of [
        ['0.10', "Write this layer's biases in full"],
        ['"units": 1', "Write this layer's weights in full"],
        ['"units": 1', 'Add biases to this layer'],
        ['0.10', 'Initialise these weights'],
      ] as const) {
        await apply(document, place, title);
        const isKept = title !== 'Initialise these weights';
        assert.equal((await loss(document)) === before, isKept, title);
        after.push(document.getText());
        await undo();
        assert.equal(document.getText(), tidy, title);
      }
      assert.match(after[0]!, /"biases": \[0, 0\]/);
      const { network } = parse(tidy);
      assert.ok(after[1]!.includes(`[${initialParameters(network!)[6]!}]`), after[1]);
      assert.match(after[2]!, /"biases": \[0\]/);
      assert.doesNotMatch(after[3]!, /-12/);
    });

    it('move samples to a CSV file beside the network and back, with the same loss', async () => {
      const { document } = await openNetwork(tidy, `moved-${Date.now()}.backprop.json`);
      const before = await loss(document);
      const csv = document.uri.with({ path: document.uri.path.replace('.backprop.json', '.csv') });
      const read = async (): Promise<string | null> => {
        try {
          return new TextDecoder().decode(await vscode.workspace.fs.readFile(csv));
        } catch {
          return null;
        }
      };
      const editor = vscode.window.activeTextEditor!;
      const place = positionOf(document, '"targets"', 1);
      editor.selection = new vscode.Selection(place, place);
      await examined(document);
      // As a key that is bound to it; with the only action of its kind there is nothing to choose.
      const move = { kind: 'refactor.extract.csv', apply: 'first' };
      await vscode.commands.executeCommand('editor.action.codeAction', move);
      // The file is made before the text changes.
      await until('another text', () => document.getText() !== tidy);
      const rows = 'x_1,x_2,t1\n1,2,0.50\n3,4,1\n';
      assert.equal(await read(), rows);
      await undo();
      await until('the text as it was', () => document.getText() === tidy);
      await until('no CSV file', async () => (await read()) === null);
      await vscode.commands.executeCommand('redo');
      await until('another text again', () => document.getText() !== tidy);
      await until('the CSV file again', async () => (await read()) === rows);
      const moved = document.getText();
      assert.match(moved, /"inputs": \["x_1", "x_2"\]/);
      await until('the same loss from the CSV file', async () => (await loss(document)) === before);
      assert.deepEqual(errorsOf(document), []);

      await apply(document, '"targets"', "Bring the CSV file's samples into this file");
      assert.doesNotMatch(document.getText(), /csv/);
      assert.equal(await loss(document), before);
      await undo();
      assert.equal(document.getText(), moved);
    });

    // A command gets only actions that can be done: the provider is asked as VS Code asks it for its menu.
    it('are refused with a reason where comments would be lost', async () => {
      const { document } = await openNetwork(tidy.replace('[3, 4]\n', '[3, 4] // odd\n'));
      const place = positionOf(document, '"targets"', 1);
      const provider = new RewriteProvider(api.documents, api.messages);
      const [action] = await provider.provideCodeActions(document, new vscode.Range(place, place));
      assert.equal(action?.title, 'Move the samples to a CSV file');
      assert.match(action.disabled?.reason ?? '', /^Comments stand among the rows/);
    });
  });

  // Only a key pressed in a window pastes so that providers are asked: see test/e2e/tables.test.ts.
  describe('a copied table', () => {
    const pasted = async (document: vscode.TextDocument, place: vscode.Range, text: string) => {
      const transfer = new vscode.DataTransfer();
      transfer.set('text/plain', new vscode.DataTransferItem(text));
      const { token } = new vscode.CancellationTokenSource();
      const context = { triggerKind: vscode.DocumentPasteTriggerKind.Automatic, only: undefined };
      return new TablePaste(api.documents).provideDocumentPasteEdits(
        document,
        [place],
        transfer,
        context,
        token,
      );
    };

    it('is offered as samples at "data", in one step of undo, and nowhere else', async () => {
      const { document } = await openNetwork(tidy);
      const at = (text: string, length = 0): vscode.Range => {
        const start = positionOf(document, text, 2);
        return new vscode.Range(start, start.translate(0, length));
      };
      const table = 'x_2\tx_1\tt1\n0,5\t7\t8\n';
      const [add, replace] = await pasted(document, at('"targets"'), table);
      assert.equal(add?.insertText, '');
      assert.equal(await vscode.workspace.applyEdit(add.additionalEdit!), true);
      const expected = tidy
        .replace('[3, 4]', '[3, 4],\n      [7, 0.5]')
        .replace('[1]\n', '[1],\n      [8]\n');
      assert.equal(document.getText(), expected);
      await undo();
      assert.equal(document.getText(), tidy);
      assert.equal(await vscode.workspace.applyEdit(replace!.additionalEdit!), true);
      assert.equal((await api.documents.current(document)).good?.dataset?.sampleCount, 1);
      assert.deepEqual(await pasted(document, at('"layers"'), table), []);
      assert.deepEqual(await pasted(document, at('"targets"', 3), table), [], 'something is selected');
      assert.deepEqual(await pasted(document, at('"targets"'), '1, 2, 3'), [], 'a row of a matrix');
    });
  });

  // VS Code has no command that drops something: the provider is asked as it asks it.
  describe('a CSV file that is dropped', () => {
    const drop = async (document: vscode.TextDocument, file: vscode.Uri) => {
      const transfer = new vscode.DataTransfer();
      transfer.set('text/uri-list', new vscode.DataTransferItem(file.toString()));
      const { token } = new vscode.CancellationTokenSource();
      const provider = new DataFileDrop(api.documents, api.messages);
      return provider.provideDocumentDropEdits(document, new vscode.Position(0, 0), transfer, token);
    };

    it('becomes the data, by a path from the folder of the network', async () => {
      const { document } = await openNetwork(tidy);
      const file = vscode.Uri.joinPath(workspaceFolder(), 'dropped', 'rows.csv');
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('x_1,x_2,t_1\n1,2,3\n'));
      const edit = await drop(document, file);
      assert.ok(edit?.additionalEdit);
      assert.equal(edit.insertText, '');
      assert.equal(await vscode.workspace.applyEdit(edit.additionalEdit), true);
      assert.match(document.getText(), /"file": "dropped\/rows\.csv",\n {4}"inputs": \["x_1", "x_2"\],/);
      await until('a loss', () => loss(document));
      assert.deepEqual(errorsOf(document), []);
      await undo();
      assert.equal(document.getText(), tidy);
    });

    it('from elsewhere is refused with the reason, and nothing is dropped', async () => {
      const { document } = await openNetwork(tidy);
      const outside = vscode.Uri.joinPath(workspaceFolder(), '..', 'rows.csv');
      const messages = await messagesDuring(api, () => drop(document, outside));
      assert.match(
        messages[0]?.text ?? '',
        /^rows\.csv was not made the data: it lies outside the folder of /,
      );
      assert.equal(
        (await drop(document, vscode.Uri.joinPath(workspaceFolder(), 'grains.txt')))?.insertText,
        undefined,
      );
      assert.equal(document.getText(), tidy);
    });
  });

  describe('Compare Networks', () => {
    const shownText = (): string | undefined => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === comparisonScheme ? document.getText() : undefined;
    };

    it('shows what distinguishes two files, and a file from what is trained', async () => {
      const { document } = await openNetwork(tidy);
      const example = (name: string): vscode.Uri =>
        vscode.Uri.joinPath(workspaceFolder(), `${name}.backprop.json`);
      await vscode.commands.executeCommand(commands.compareNetworks, example('network-b'), [
        example('network-b'),
        example('overshoot'),
      ]);
      const text = await until('a comparison', shownText);
      assert.match(text, /^old: network-b\.backprop\.json\nnew: overshoot\.backprop\.json\n/);
      assert.match(text, /^ {2}activation of output {7}sigmoid → linear$/m);
      assert.match(text, /^ {2}learningRate {3}0\.5 → 3\.9$/m);

      await vscode.window.showTextDocument(document);
      await until(
        'the network to be active',
        () => api.documents.activeUri?.toString() === document.uri.toString(),
      );
      const [untrained] = await messagesDuring(api, () =>
        vscode.commands.executeCommand(commands.compareNetworks, document.uri, 'trained'),
      );
      assert.match(untrained?.text ?? '', /has no trained weights yet\. Train it first\.$/);
      await vscode.commands.executeCommand(commands.step);
      await until('trained weights', () => api.runs.get(document.uri)?.status === 'stopped');
      await vscode.commands.executeCommand(commands.compareNetworks, document.uri, 'trained');
      const trained = await until('another comparison', () =>
        shownText()?.includes('with its trained weights') === true ? shownText() : undefined,
      );
      assert.match(trained, /^Weights and biases: 8 of 8 differ, the largest difference first\n/m);

      await vscode.commands.executeCommand(commands.compareNetworks, document.uri, 'trainedText');
      const tab = await until('the diff editor', () => {
        const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        return input instanceof vscode.TabInputTextDiff ? input : undefined;
      });
      assert.equal(tab.original.toString(), document.uri.toString());
      const side = await vscode.workspace.openTextDocument(tab.modified);
      const parameters = api.runs.get(document.uri)?.parameters;
      assert.deepEqual(initialParameters(parse(side.getText()).network!), parameters);
    });
  });
});
