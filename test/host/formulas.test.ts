import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import {
  closeEditors,
  extensionApi,
  messagesDuring,
  replaceText,
  until,
  workspaceFolder,
} from '../support/host/window';

const source = 'backprop formulas';

let written = 0;

async function openNote(text: string, extension = 'md'): Promise<vscode.TextDocument> {
  written++;
  const uri = vscode.Uri.joinPath(workspaceFolder(), `note-${written}-${Date.now()}.${extension}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  return until('the note', () => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.uri.toString() === uri.toString() ? document : undefined;
  });
}

function findingsIn(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter((one) => one.source === source);
}

async function findingIn(document: vscode.TextDocument): Promise<vscode.Diagnostic> {
  return until('a finding', () => findingsIn(document)[0]);
}

/** VS Code asks the extensions of a language as they wake: the first answer may come without ours. */
async function fixOf(document: vscode.TextDocument, finding: vscode.Diagnostic): Promise<vscode.CodeAction> {
  return until('a fix', async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    return actions.find(({ title }) => title.startsWith('Replace by'));
  });
}

const slip = String.raw`<!-- backprop: network-b.backprop.json -->
# The error at the hidden units

The gradient is $∂E_{total}/∂a_h1 = ∂E_1/∂a\_h1 + ∂E_1/∂a\_h2$ as the two paths add up.
`;

describe('formulas in notes', () => {
  let api: ExtensionApi;
  before(async () => {
    api = await extensionApi();
  });
  afterEach(closeEditors);

  it('finds the slip of a sum at its second term, calls it a wrong index, and its fix mends it', async () => {
    const document = await openNote(slip);
    const finding = await findingIn(document);
    assert.equal(findingsIn(document).length, 1);
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(finding.code, 'formula.wrongIndex');
    assert.equal(document.getText(finding.range), String.raw`∂E_1/∂a\_h2`);
    const action = await fixOf(document, finding);
    assert.ok(action.edit);
    assert.equal(await vscode.workspace.applyEdit(action.edit), true);
    assert.match(document.getText(), /∂E_1\/∂a\\_h1 \+ ∂E_2\/∂a\\_h1\$/);
    await until('no finding', () => findingsIn(document).length === 0);
  });

  it('tells a slip once that several gradients are written with', async () => {
    const lines = ['# backprop: network-b.backprop.json', 'delta_o1 = (a_o1 - t2) * a_o1 * (1 - a_o1)'];
    const text = [...lines, 'dw5 = delta_o1 * a_h1', 'dw6 = delta_o1 * a_h2', ''].join('\n');
    const document = await openNote(text, 'py');
    const finding = await findingIn(document);
    assert.equal(document.getText(finding.range), 't2');
    assert.equal(findingsIn(document).length, 1);
  });

  it('says nothing of right formulas, and speaks up while they are typed wrong', async () => {
    const document = await openNote(slip.replace(String.raw`∂E_1/∂a\_h2`, String.raw`∂E_2/∂a\_h1`));
    const shown = await messagesDuring(api, () => vscode.commands.executeCommand('backprop.checkFormulas'));
    assert.match(shown[0]!.text, /1 formula, 1 right, 0 wrong/);
    assert.deepEqual(findingsIn(document), []);
    await replaceText(document, String.raw`∂E_2/∂a\_h1`, String.raw`∂E_2/∂a\_h2`);
    await findingIn(document);
  });

  it('judges by the network as it stands in the editor', async () => {
    const network = vscode.Uri.joinPath(workspaceFolder(), 'network-b.backprop.json');
    await vscode.commands.executeCommand('vscode.open', network, { preview: false });
    const document = await openNote(slip);
    await findingIn(document);
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === network.toString());
    assert.ok(open);
    await replaceText(open, '"layers"', '"layerz"');
    const finding = await until('the network to be in the way', () =>
      findingsIn(document).find(({ code }) => code === 'formula.network'),
    );
    assert.match(finding.message, /network-b\.backprop\.json has errors/);
    assert.equal(document.getText(finding.range).includes('network-b.backprop.json'), true);
  });

  it('says where a reference leads nowhere', async () => {
    const document = await openNote(slip.replace('network-b.backprop.json', 'no-such.backprop.json'));
    const finding = await findingIn(document);
    assert.equal(finding.code, 'formula.network');
    assert.match(finding.message, /no-such\.backprop\.json is not there/);
    const outside = await openNote(slip.replace('network-b', '../../network-b'));
    assert.match((await findingIn(outside)).message, /outside this workspace/);
  });

  it('reads LaTeX and Python', async () => {
    const latex = await openNote(
      String.raw`% backprop: network-b.backprop.json
\[ \frac{\partial E_{total}}{\partial w_5} = (a_{o_1} - t_1) \, a_{o_1} (1 - a_{o_1}) \, a_{h_2} \]
`,
      'tex',
    );
    const index = await findingIn(latex);
    assert.equal(index.code, 'formula.wrongIndex');
    assert.equal(latex.getText(index.range), 'a_{h_2}');
    const python = await openNote('# backprop: network-b.backprop.json\ndw5 = (a_o1 - t1) * a_h1\n', 'py');
    const slope = await findingIn(python);
    assert.equal(slope.code, 'formula.missingActivationDerivative');
    const action = await fixOf(python, slope);
    assert.ok(action.edit);
    await vscode.workspace.applyEdit(action.edit);
    await until('no finding', () => findingsIn(python).length === 0);
  });

  it('reads the cells of a notebook, and marks the cell', async () => {
    const cell = (kind: vscode.NotebookCellKind, text: string, language: string): vscode.NotebookCellData =>
      new vscode.NotebookCellData(kind, text, language);
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        cell(vscode.NotebookCellKind.Code, 'delta_o1 = (a_o1 - t1) * a_o1 * (1 - a_o1)', 'python'),
        cell(vscode.NotebookCellKind.Code, 'dw5 = delta_o1 * a_h1\ndw6 = delta_o1 * a_h1', 'python'),
      ]),
    );
    await vscode.window.showNotebookDocument(notebook);
    // An untitled notebook has no folder that a reference could start from: its network is chosen.
    const network = vscode.Uri.joinPath(workspaceFolder(), 'network-b.backprop.json');
    api.noteChecks.choose(notebook.uri, network);
    const result = await api.noteChecks.check(notebook.uri);
    assert.deepEqual([result?.right, result?.wrong], [2, 1]);
    const [, second] = notebook.getCells();
    const finding = await findingIn(second!.document);
    assert.equal(finding.range.start.line, 1);
    assert.equal(second!.document.getText(finding.range), 'a_h1');
  });

  it('says when there is nothing to check', async () => {
    await openNote('<!-- backprop: network-b.backprop.json -->\nNo formulas here.\n');
    const shown = await messagesDuring(api, () => vscode.commands.executeCommand('backprop.checkFormulas'));
    assert.match(shown[0]!.text, /no gradient formula/);
  });

  it('forgets what it found when the note is closed', async () => {
    const document = await openNote(slip);
    await findingIn(document);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until('no finding', () => findingsIn(document).length === 0);
  });
});
