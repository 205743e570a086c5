import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { derivedKernels } from '../../src/core/engine/model';
import type { ExtensionApi } from '../../src/host/extensionApi';
import type { ReportedTest } from '../../src/host/testing/testReport';
import {
  closeEditors,
  extensionApi,
  openExample,
  replaceText,
  until,
  workspaceFolder,
} from '../support/host/window';

const right = String.raw`# The output layer
<!-- backprop: network-b.backprop.json -->

$\partial E_{total}/\partial w_5 = (a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) a_{h_1}$

$\partial E_{total}/\partial w_6 = (a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) a_{h_2}$
`;

const notebook = JSON.stringify({
  cells: [
    {
      cell_type: 'code',
      metadata: {},
      execution_count: null,
      outputs: [],
      source: ['# backprop: network-b.backprop.json\n', 'dw5 = (a_o1 - t1) * a_o1 * (1 - a_o1) * a_h1'],
    },
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

let written = 0;

async function writeFile(text: string, ending: string): Promise<vscode.Uri> {
  written++;
  const uri = vscode.Uri.joinPath(workspaceFolder(), `explored-${Date.now()}-${written}${ending}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** What stands there on disk; an editor that asked for the document would keep it open. */
async function textAt({ uri, range: { start, end } }: vscode.Location): Promise<string> {
  const lines = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)).split('\n');
  return lines[start.line]!.slice(start.character, end.character);
}

describe('the Test Explorer', () => {
  let api: ExtensionApi;
  let network: vscode.TestItem;

  const itemOf = (uri: vscode.Uri): Promise<vscode.TestItem> =>
    until(`the tests of ${uri.path}`, () => api.testExplorer.controller.items.get(uri.toString()));

  const childrenOf = (item: vscode.TestItem): vscode.TestItem[] =>
    Array.from(item.children, ([, child]) => child);

  /** As VS Code does when somebody unfolds an item. */
  async function unfolded(item: vscode.TestItem): Promise<vscode.TestItem[]> {
    await api.testExplorer.controller.resolveHandler!(item);
    return childrenOf(item);
  }

  async function resultsOf(
    items: vscode.TestItem[],
    token: vscode.CancellationToken = new vscode.CancellationTokenSource().token,
  ): Promise<ReportedTest[]> {
    const results: ReportedTest[] = [];
    const listening = api.testExplorer.onDidReport((result) => results.push(result));
    await api.testExplorer.run(new vscode.TestRunRequest(items), token);
    listening.dispose();
    return results;
  }

  const shown = ({ item, outcome }: ReportedTest): string => `${outcome} ${item.label}`;

  before(async () => {
    api = await extensionApi();
    // VS Code asks for tests when its view is opened.
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    network = await itemOf(vscode.Uri.joinPath(workspaceFolder(), 'network-b.backprop.json'));
  });
  afterEach(async () => {
    api.documents.setKernels(undefined);
    await closeEditors();
  });

  it('lists network files by layer and parameter and notes by formula, each at its place, and opens none', async () => {
    const layers = await unfolded(network);
    assert.deepEqual(
      layers.map(({ label }) => label),
      ['hidden', 'output'],
    );
    const weights = await unfolded(layers[1]!);
    assert.deepEqual(
      weights.map(({ label }) => label),
      ['∂E_total/∂w₅', '∂E_total/∂w₇', '∂E_total/∂w₆', '∂E_total/∂w₈'],
    );
    const note = await itemOf(await writeFile(right, '.md'));
    const formulas = await unfolded(note);
    assert.deepEqual(
      formulas.map(({ range }) => range?.start.line),
      [3, 5],
    );
    const cells = await unfolded(await itemOf(await writeFile(notebook, '.ipynb')));
    assert.equal(cells.length, 1);
    const open = vscode.workspace.textDocuments.map(({ uri }) => uri.toString());
    assert.ok(!open.includes(network.uri!.toString()) && !open.includes(note.uri!.toString()));
    assert.equal(await textAt(new vscode.Location(network.uri!, weights[0]!.range!)), '0.40');
  });

  it('has the names that formulas have, and takes others at once', async () => {
    const [, output] = await unfolded(network);
    const [first] = await unfolded(output!);
    assert.equal(first?.label, '∂E_total/∂w₅');
    const section = vscode.workspace.getConfiguration('backprop');
    const { Global } = vscode.ConfigurationTarget;
    await section.update('derivation.names', 'indices', Global);
    try {
      await until('other names', () => !first.label.includes('E_total'));
      assert.equal(first.label, '∂L/∂u₁₁');
      assert.equal(childrenOf(output!)[0], first, 'its results are gone');
    } finally {
      await section.update('derivation.names', undefined, Global);
    }
    await until('the names of the file', () => first.label === '∂E_total/∂w₅');
  });

  it('passes what is right, run by the command for the file in front', async () => {
    await openExample('network-b.backprop.json');
    const results: ReportedTest[] = [];
    const listening = api.testExplorer.onDidReport((result) => results.push(result));
    await vscode.commands.executeCommand('testing.runCurrentFile');
    await until('eight results', () => results.length >= 8);
    listening.dispose();
    assert.equal(results.length, 8);
    assert.ok(results.every(({ outcome }) => outcome === 'passed'));
    assert.ok(results.every(({ output }) => output === 'The analytic gradient agrees with the numeric one.'));
    const note = await itemOf(await writeFile(right, '.md'));
    assert.deepEqual(
      (await resultsOf([note])).map(({ outcome }) => outcome),
      ['passed', 'passed'],
    );
  });

  it('fails a wrong derivative at its number, with expected and actual, in a file that is closed', async () => {
    api.documents.setKernels({
      ...derivedKernels,
      activationFunction: (activation) => {
        const own = derivedKernels.activationFunction(activation);
        return { ...own, derivative: (a) => 0.999 * own.derivative(a) };
      },
    });
    const [, output] = await unfolded(network);
    const [w5] = await unfolded(output!);
    const [result, ...others] = await resultsOf([w5!]);
    assert.deepEqual([shown(result!), others], ['failed ∂E_total/∂w₅', []]);
    const [message] = result!.messages;
    assert.match(
      message!.message as string,
      /^∂E_total\/∂w₅ is 0\.0720849, but its central difference is 0\.0721571/,
    );
    assert.match(message!.expectedOutput ?? '', /^0\.072157/);
    assert.match(message!.actualOutput ?? '', /^0\.0720849/);
    assert.equal(api.documents.document(network.uri!), undefined, 'the file was opened');
    assert.equal(message!.location!.uri.toString(), network.uri!.toString());
    assert.equal(await textAt(message!.location!), '0.40');
  });

  it('fails a wrong formula at the part that is wrong, with what belongs there', async () => {
    const note = await itemOf(await writeFile(right.replace('a_{h_2}', 'a_{h_1}'), '.md'));
    const results = await resultsOf([note]);
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['passed', 'failed'],
    );
    const [message] = results[1]!.messages;
    assert.deepEqual([message!.expectedOutput, message!.actualOutput], ['a_{h_2}', 'a_{h_1}']);
    const { range } = message!.location!;
    assert.deepEqual([range.start.line, range.end.character - range.start.character], [5, 7]);
  });

  it('says why there is no verdict, follows edits, and stops when asked', async () => {
    const bare =
      '{ "inputs": 1, "layers": [{ "name": "only", "units": 1, "biases": false, "weights": [[0]] }]DATA }';
    const noData = await itemOf(await writeFile(bare.replace('DATA', ''), '.backprop.json'));
    const [skipped] = await resultsOf([noData]);
    assert.match(`${skipped!.outcome} ${skipped!.output}`, /^skipped The network has no data to train on\./);
    const relu = bare.replace('"biases"', '"activation": "relu", "biases"');
    const data = ', "data": { "inputs": [[1]], "targets": [[1]] }';
    const kink = await itemOf(await writeFile(relu.replace('DATA', data), '.backprop.json'));
    const [atKink] = await resultsOf([kink]);
    assert.match(`${atKink!.outcome} ${atKink!.output}`, /^skipped At a kink: /);
    const broken = await itemOf(await writeFile(relu.replace('DATA', ', "loss": "none"'), '.backprop.json'));
    const [errored] = await resultsOf([broken]);
    assert.equal(errored!.outcome, 'errored');
    assert.equal(await textAt(errored!.messages[0]!.location!), '"none"');

    await vscode.commands.executeCommand('vscode.open', kink.uri, { preview: false });
    const open = await until('the file', () => api.documents.document(kink.uri!));
    assert.deepEqual(
      childrenOf(kink).map(({ label }) => label),
      ['only'],
    );
    await replaceText(open, '"only"', '"renamed"');
    await until('the new name', () => childrenOf(kink)[0]?.label === 'renamed');

    const source = new vscode.CancellationTokenSource();
    source.cancel();
    assert.deepEqual(await resultsOf([network], source.token), []);
  });
});
