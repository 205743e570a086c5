import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  closeEditors,
  extensionApi,
  hoverAt,
  lensesOf,
  messagesDuring,
  positionOf,
  problemsOf,
  replaceText,
  show,
  until,
} from '../support/host/window';
import { inFolder, write } from '../support/host/folders';

describe('in a workspace that is not trusted', () => {
  before(extensionApi);
  afterEach(closeEditors);

  it('the extension runs, with limits that its manifest tells', () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const extension = vscode.extensions.getExtension('backprop.backprop');
    assert.equal(extension?.isActive, true);
    const { capabilities } = extension.packageJSON as {
      capabilities: { untrustedWorkspaces: { supported: string; description: string } };
    };
    assert.equal(capabilities.untrustedWorkspaces.supported, 'limited');
    assert.match(capabilities.untrustedWorkspaces.description, /data files/);
  });

  it('a network with its samples in it has lenses, hovers, problems and training', async () => {
    const { runs, documents } = await extensionApi();
    const { document } = await show(inFolder(0, 'network-b.backprop.json'));
    const lenses = await lensesOf(document);
    assert.ok(
      lenses.some(({ title }) => title.includes('0.0721571')),
      JSON.stringify(lenses.map(({ title }) => title)),
    );
    const hover = await hoverAt(document, positionOf(document, '0.40', 1));
    assert.match(hover, /= 0\.0721571\n/);
    const before = documents.get(document.uri)!.good!.parameters.slice();
    assert.equal((await runs.step(document.uri)).kind, 'ended');
    assert.notDeepEqual(runs.get(document.uri)?.parameters, before);
    await replaceText(document, '"layers"', '"lairs"');
    await until('a problem', () => problemsOf(document).length > 0);
  });

  it('a data file is not read, and network and Train say what to do', async () => {
    const api = await extensionApi();
    const { document } = await show(inFolder(0, 'grains.backprop.json'));
    const { diagnostics, good } = await api.documents.current(document);
    const [problem] = diagnostics;
    assert.deepEqual(
      [problem?.code, problem?.severity, diagnostics.length],
      ['data.untrusted', 'warning', 1],
    );
    assert.match(problem!.message, /"grains\.csv" was not read: this workspace is not trusted; trust it/);
    assert.deepEqual([good?.dataset, good?.fileText], [null, null]);
    const shown = await messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.train', document.uri),
    );
    assert.equal(api.runs.get(document.uri), undefined);
    assert.match(shown[0]!.text, /trust it to read data files/);
  });

  it('nothing beside the network is offered, linked or listed', async () => {
    const { document } = await show(inFolder(0, 'grains.backprop.json'));
    const position = positionOf(document, '"grains.csv"', 1);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(!labels.some((label) => label.endsWith('.csv')), labels.join());
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    assert.ok(!links.some(({ target }) => target?.path.endsWith('.csv')));
  });

  it('a note waits until its network is open or the workspace is trusted', async () => {
    const { noteChecks } = await extensionApi();
    const uri = await write(
      0,
      'note.md',
      '<!-- backprop: network-b.backprop.json -->\n\n$$\\frac{\\partial E_{total}}{\\partial w_5} = 1$$\n',
    );
    await show(uri);
    const waiting = await noteChecks.check(uri);
    assert.equal(waiting?.wrong, 0);
    assert.match(
      waiting.findings[0]?.diagnostic.message ?? '',
      /checked against network-b\.backprop\.json once the workspace is trusted or that file is open/,
    );
    await show(inFolder(0, 'network-b.backprop.json'));
    const checked = await until('a check', async () => {
      const result = await noteChecks.check(uri);
      return result?.wrong === 1 ? result : undefined;
    });
    assert.equal(checked.findings.length, 1);
  });

  it('nothing is started, and only the export of a project is offered', async () => {
    const api = await extensionApi();
    const { document } = await show(inFolder(0, 'network-b.backprop.json'));
    const folder = vscode.Uri.joinPath(document.uri, '..', 'project');
    await vscode.commands.executeCommand('backprop.exportScaleOut', document.uri, folder);
    assert.ok((await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, 'train.py'))).size > 0);
    const refused = await messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.runScaleOut', document.uri, folder, 'python', 1),
    );
    assert.match(JSON.stringify(refused), /in a trusted workspace on the desktop alone/);
    assert.deepEqual(vscode.tasks.taskExecutions, []);
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });
});
