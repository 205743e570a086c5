import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  closeEditors,
  extensionApi,
  messagesDuring,
  openExample,
  openNetwork,
  positionOf,
  problemsOf,
  replaceText,
  until,
} from '../support/host/window';

const broken = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "weights": [[0.1, 0.2], [0.3, 0.4, 0.5]] }
  ]
}
`;

describe('a file with problems', () => {
  before(extensionApi);
  afterEach(closeEditors);

  it('shows them at their places with their codes', async () => {
    const { document } = await openNetwork(broken);
    const [problem, ...more] = await until('a problem', () => {
      const shown = problemsOf(document);
      return shown.length > 0 ? shown : undefined;
    });
    assert.equal(more.length, 0);
    assert.equal(problem!.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(problem!.source, 'backprop');
    assert.equal((problem!.code as { value: string }).value, 'weights.shape');
    assert.equal(document.getText(problem!.range), '[0.3, 0.4, 0.5]');
  });

  it('shows no more of them when they are mended, and new ones as they are typed', async () => {
    const { document } = await openNetwork(broken);
    await until('a problem', () => problemsOf(document).length === 1);
    await replaceText(document, '[0.3, 0.4, 0.5]', '[0.3, 0.4]');
    await until('no problem', () => problemsOf(document).length === 0);
    await replaceText(document, '"units": 2', '"unitz": 2');
    const problems = await until('problems', () => {
      const shown = problemsOf(document);
      return shown.length > 0 ? shown : undefined;
    });
    assert.ok(problems.some(({ range }) => document.getText(range).includes('unitz')));
  });

  it('points from a second key to the first', async () => {
    const { document } = await openNetwork(
      '{\n  "inputs": 1,\n  "inputs": 1,\n  "layers": [{ "units": 1 }]\n}',
    );
    const [problem] = await until('a problem', () => {
      const shown = problemsOf(document);
      return shown.length > 0 ? shown : undefined;
    });
    assert.equal(problem!.range.start.line, 2);
    assert.equal(problem!.relatedInformation?.[0]?.location.range.start.line, 1);
  });

  it('offers a fix that mends it', async () => {
    const { document } = await openNetwork(broken.replace('"units"', '"unist"').replace(', 0.5', ''));
    const problems = await until('problems', () => {
      const shown = problemsOf(document);
      return shown.length > 0 ? shown : undefined;
    });
    const place = problems.find(({ range }) => document.getText(range).includes('unist'))!.range;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      place,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ title, edit }) => edit && title.includes('units'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    assert.equal(await vscode.workspace.applyEdit(fix.edit), true);
    assert.ok(document.getText().includes('"units": 2'));
    await until('no problem', () => problemsOf(document).length === 0);
  });

  it('are at most 200 and one that counts the rest', async () => {
    const rows = Array.from({ length: 300 }, () => '["x"]').join(',');
    const { document } = await openNetwork(
      `{ "inputs": 300, "layers": [{ "units": 1, "weights": [${rows}] }] }`,
    );
    const problems = await until('problems', () => {
      const shown = problemsOf(document);
      return shown.length > 0 ? shown : undefined;
    });
    assert.ok(problems.length <= 201, `${problems.length} problems`);
  });

  it('disappear from the Problems view when the file is closed', async () => {
    const { document } = await openNetwork(broken);
    await until('a problem', () => problemsOf(document).length === 1);
    await closeEditors();
    await until('the document to be closed', () => document.isClosed);
    assert.deepEqual(problemsOf(document), []);
  });

  it('makes commands say so and go to the first error', async () => {
    const api = await extensionApi();
    for (const command of ['backprop.train', 'backprop.step', 'backprop.explainAtCursor']) {
      const editor = await openNetwork(broken);
      const [message] = await messagesDuring(api, () => vscode.commands.executeCommand(command));
      assert.equal(message!.severity, 'error', command);
      assert.match(message!.text, /^test-[\d-]+\.backprop\.json:4:\d+: /, command);
      const start = positionOf(editor.document, '[0.3');
      await until('the cursor at the error', () => editor.selection.start.isEqual(start));
    }
  });

  it('has nothing to say of the examples', async () => {
    const files = await vscode.workspace.fs.readDirectory(vscode.workspace.workspaceFolders![0]!.uri);
    const networks = files.map(([name]) => name).filter((name) => /^[a-z].*\.backprop\.json$/.test(name));
    const api = await extensionApi();
    // What other tests have written has a number in its name that is nowhere else.
    for (const name of networks.filter((one) => !/^test-|-[0-9a-f]{12}\./.test(one))) {
      const { document } = await openExample(name);
      const state = await api.documents.current(document);
      assert.deepEqual(state.diagnostics, [], name);
      assert.ok(state.good?.dataset, name);
    }
  });
});
