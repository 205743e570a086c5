import { strict as assert } from 'node:assert';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  closeEditors,
  extensionApi,
  hoverAt,
  openExample,
  openNetwork,
  positionOf,
  until,
  workspaceFolder,
} from '../support/host/window';

/** What VS Code itself would list at the mark `|` of a network that is being typed. */
async function offered(marked: string): Promise<readonly vscode.CompletionItem[]> {
  const { documents } = await extensionApi();
  const { document } = await openNetwork(marked.replace('|', ''));
  await documents.current(document);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(marked.indexOf('|')),
  );
  return list.items;
}

/** Labels as a person reads them: the JSON support shows words with their quotes. */
function labelsOf(items: readonly vscode.CompletionItem[]): readonly string[] {
  return items.map(({ label }) =>
    (typeof label === 'string' ? label : label.label).replace(/^"(.*)"$/, '$1'),
  );
}

function assertOnce(items: readonly vscode.CompletionItem[], ...wanted: readonly string[]): void {
  const labels = labelsOf(items);
  for (const label of wanted) {
    assert.equal(labels.filter((one) => one === label).length, 1, `${label} in ${labels.join(', ')}`);
  }
  assert.equal(new Set(labels).size, labels.length, `something twice: ${labels.join(', ')}`);
}

/** The JSON support starts late, and reads the schema later. */
async function untilJsonAnswers(): Promise<void> {
  await until('the JSON support', async () =>
    labelsOf(await offered('{ "inputs": 2, | }')).includes('layers') ? true : undefined,
  );
}

type Located = vscode.Location | vscode.LocationLink;

const uriOf = (place: Located): vscode.Uri => ('targetUri' in place ? place.targetUri : place.uri);
const rangeOf = (place: Located): vscode.Range => ('targetUri' in place ? place.targetRange : place.range);

describe('the language of network files', () => {
  before(async () => {
    await extensionApi();
    writeFileSync(join(workspaceFolder().fsPath, 'stones.csv'), 'weight (g),"a ""b""",kind\n1,2,x\n3,4,y\n');
    symlinkSync('/etc', join(workspaceFolder().fsPath, 'etc'));
    await untilJsonAnswers();
  });
  afterEach(closeEditors);

  it('offers keys, words, snippets, symbols, files and columns, each exactly once', async () => {
    const keys = await offered('{ "inputs": 2, "layers": [{ "units": 1, | }] }');
    assertOnce(keys, 'activation', 'weights', 'biases', 'init', 'frozen', 'symbols', 'name');
    assert.ok(!labelsOf(keys).includes('units'));
    const activation = keys.find(({ label }) => label === 'activation');
    assert.match((activation!.insertText as vscode.SnippetString).value, /^"activation": \$1/);
    assertOnce(await offered('{ "layers": [{ "activation": "|" }] }'), 'sigmoid', 'gelu', 'softmax');
    assertOnce(await offered('{ "layers": [{ "activation": | }] }'), 'sigmoid', 'a formula');
    assertOnce(await offered('{ "loss": "|" }'), 'huber', 'halfSquaredError');
    assertOnce(await offered('{ "data": { "generator": "|" } }'), 'moons');
    assertOnce(await offered('{ "training": { "optimizer": "|" } }'), 'adam', 'sgd');
    assertOnce(await offered('{ "layers": [{ "units": 1 }, | ] }'), 'a layer');
    assertOnce(await offered('|'), 'a network', 'a network with samples from a CSV file');
    assertOnce(await offered('{ "layers": [{ "activation": { "formula": "a * |" } }] }'), 'tanh', 'pi', 'a');
    assertOnce(await offered('{ "layers": [{ "symbols": { "weight": "|" } }] }'), 'w_{ij}');
    assertOnce(await offered('{ "symbols": { "loss": "|" } }'), 'L', 'E_{total}');
    assertOnce(await offered('{ "inputs": ["x_1", "|"] }'), 'x_2');
    const files = await offered('{ "data": { "file": "|" } }');
    assertOnce(files, 'stones.csv', 'grains.csv');
    assert.ok(!labelsOf(files).some((label) => label.endsWith('.json')));
    const columns = await offered(
      '{ "data": { "file": "stones.csv", "inputs": ["|"], "targets": ["kind"] } }',
    );
    assertOnce(columns, 'weight (g)', 'a "b"');
    assert.ok(!labelsOf(columns).includes('kind'));
    // What lies outside of the folder is nobody's business.
    const outside = labelsOf(await offered('{ "data": { "file": "etc/|" } }'));
    assert.deepEqual(
      outside.filter((label) => label.includes('/')),
      [],
    );
    const above = labelsOf(await offered('{ "data": { "file": "../|" } }'));
    assert.deepEqual(
      above.filter((label) => /\.csv$|\/$/.test(label)),
      [],
    );
  });

  it('offers files and columns before a network is saved, from the folder that it will be in', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), 'not-saved.backprop.json');
    const uri = vscode.Uri.from({ scheme: 'untitled', path: file.path });
    await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
    const text = '{ "data": { "file": "stones.csv", "inputs": [""], "targets": ["kind"] } }';
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), text);
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    const at = async (before: string): Promise<readonly vscode.CompletionItem[]> => {
      const position = new vscode.Position(0, text.indexOf(before) + before.length);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        position,
      );
      return list.items;
    };
    assertOnce(await at('"inputs": ["'), 'weight (g)', 'a "b"');
    assertOnce(await at('"file": "'), 'stones.csv', 'grains.csv');
  });

  it('offers by itself what the JSON support would, where there is none', async () => {
    const { language } = await extensionApi();
    language.json.override(false);
    try {
      // The JSON support is there all the same: each is listed by both.
      const twice = (items: readonly vscode.CompletionItem[], label: string): void => {
        assert.equal(labelsOf(items).filter((one) => one === label).length, 2, label);
      };
      const keys = await offered('{ "inputs": 2, "layers": [{ "units": 1, | }] }');
      for (const key of ['activation', 'weights', 'biases', 'symbols']) twice(keys, key);
      twice(await offered('{ "layers": [{ "activation": "|" }] }'), 'sigmoid');
      twice(await offered('|'), 'a network');
      const { document } = await openExample('network-b.backprop.json');
      const hover = await hoverAt(document, positionOf(document, '"activation"', 2));
      assert.equal(hover.split('The activation function φ').length, 3, hover);
      assert.ok(hover.includes('`geluTanh`: ½ a'), hover);
    } finally {
      language.json.override(undefined);
    }
  });

  it('outlines network, layers, units, data and training', async () => {
    const { document } = await openExample('grains.backprop.json');
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const network = symbols.find(({ name }) => name.startsWith('Grains'));
    assert.ok(network, symbols.map(({ name }) => name).join());
    assert.equal(network.detail, '4-5-3');
    assert.deepEqual(
      network.children.map(({ name, detail }) => `${name} · ${detail}`),
      [
        'inputs · 4 inputs',
        'hidden · 5 units, tanh',
        'kind · 3 units, softmax',
        'data · grains.csv',
        'training · optimizer, learningRate, epochs',
      ],
    );
    assert.deepEqual(
      network.children[2]!.children.map(({ name, range }) => `${name} ${document.getText(range)}`),
      ['y_barley "y_{barley}"', 'y_rye "y_{rye}"', 'y_wheat "y_{wheat}"'],
    );
  });

  it('renames a symbol everywhere in one step of undo, and says why it does not', async () => {
    const { documents } = await extensionApi();
    const editor = await openExample('network-b.backprop.json');
    const { document } = editor;
    const before = document.getText();
    const { good } = await documents.current(document);
    const at = positionOf(document, '"a_{h_j}"', 5);
    const prepared = await vscode.commands.executeCommand<{ range: vscode.Range; placeholder: string }>(
      'vscode.prepareRename',
      document.uri,
      at,
    );
    assert.equal(prepared.placeholder, 'h_j');
    assert.equal(document.getText(prepared.range), 'h_j');
    const rename = (name: string, position = at): Thenable<vscode.WorkspaceEdit> =>
      vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, position, name);
    assert.equal(await vscode.workspace.applyEdit(await rename('z_j')), true);
    assert.equal(
      document.getText(),
      before.replace('"preActivation": "h_j"', '"preActivation": "z_j"').replace('"a_{h_j}"', '"a_{z_j}"'),
    );
    const after = await documents.current(document);
    assert.deepEqual(after.diagnostics, []);
    assert.deepEqual([...after.good!.parameters], [...good!.parameters]);
    assert.equal(after.good!.evaluation()!.loss, good!.evaluation()!.loss);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await documents.current(document);
    await assert.rejects(
      Promise.resolve(rename('o_j')),
      /With that name the file would have an error: .*"o_1"/,
    );
    await assert.rejects(Promise.resolve(rename(' ')), /A name must be seen/);
    await assert.rejects(Promise.resolve(rename('q', positionOf(document, '0.25'))), /This is a number/);
    const prepare = vscode.commands.executeCommand(
      'vscode.prepareRename',
      document.uri,
      positionOf(document, '"units"', 2),
    );
    await assert.rejects(Promise.resolve(prepare), /No name stands here/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('goes to definitions and finds references', async () => {
    const { document } = await openNetwork(`{
      "inputs": ["p_1", "p_2"],
      "layers": [{ "units": ["q_1"], "weights": [[0.11], [0.21]], "biases": [1.5], "symbols": { "bias": "b_{q_1}" } }],
      "data": { "inputs": [[7.5, 8.5]], "targets": [[0.9]] }
    }`);
    const textsOf = (places: readonly Located[]): readonly string[] =>
      places.map((place) => document.getText(rangeOf(place)));
    const ask = async (command: string, text: string, shift = 1): Promise<readonly string[]> =>
      textsOf(
        await vscode.commands.executeCommand<Located[]>(
          command,
          document.uri,
          positionOf(document, text, shift),
        ),
      );
    assert.deepEqual(await ask('vscode.executeDefinitionProvider', '0.21'), ['"p_2"', '"q_1"']);
    assert.deepEqual(await ask('vscode.executeDefinitionProvider', '8.5'), ['"p_2"']);
    assert.deepEqual(await ask('vscode.executeDefinitionProvider', 'q_1}'), ['q_1']);
    assert.deepEqual(await ask('vscode.executeReferenceProvider', '"q_1"'), [
      'q_1',
      '0.11',
      '0.21',
      '1.5',
      'q_1',
      '0.9',
    ]);
  });

  it('leads from the data to the CSV file and its columns, if they may be read', async () => {
    const { document } = await openExample('grains.backprop.json');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const [link] = links.filter(({ target }) => target?.path.endsWith('/grains.csv'));
    assert.equal(document.getText(link!.range), 'grains.csv');
    const places = await vscode.commands.executeCommand<Located[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      positionOf(document, '"width (mm)"', 2),
    );
    const column = places.find((place) => uriOf(place).path.endsWith('/grains.csv'));
    assert.ok(column, 'no way to the column');
    const csv = await vscode.workspace.openTextDocument(uriOf(column));
    assert.equal(csv.getText(rangeOf(column)), 'width (mm)');
    for (const file of ['../outside.csv', 'etc/passwd', '/etc/passwd', 'missing.csv']) {
      const { document: other } = await openNetwork(
        `{ "inputs": 1, "layers": [{ "units": 1 }], "data": { "file": "${file}", "inputs": ["x"], "targets": ["t"] } }`,
      );
      assert.deepEqual(
        await vscode.commands.executeCommand('vscode.executeLinkProvider', other.uri),
        [],
        file,
      );
    }
  });

  it('tells under the pointer what a unit computes, what the loss is made of, and how large η may be', async () => {
    const { document } = await openNetwork(`{
      "inputs": ["x"],
      "layers": [{ "units": ["h", "g"], "weights": [[0.5, -1]], "biases": [0.25, 0] },
                 { "units": ["y"], "weights": [[2], [1]], "biases": false }],
      "data": { "inputs": [[1], [3]], "targets": [[1], [1]] },
      "loss": "meanSquaredError",
      "training": { "learningRate": 0.125 }
    }`);
    const unit = await hoverAt(document, positionOf(document, '"h"', 2));
    // Sample 1: a = 0.5 · 1 + 0.25; y = 2 · 0.75 − 1 = 0.5; δ = 2 · 2 (0.5 − 1) = −2. Sample 2: a = 1.75, y = 0.5.
    assert.ok(unit.includes('= 0.75   h = 0.75   δ'), unit);
    assert.match(unit, /= -2 {3}sample 1\n/);
    assert.match(unit, /h = 1\.25 {3}δ\S* = -2 {3}mean of 2 samples\n/);
    assert.match(unit, /\nin: 1 weight, w₁₁ = 0\.5; b\S* = 0\.25\nout: 1 weight, u₁₁ = 2\n/);
    const loss = await hoverAt(document, positionOf(document, '"loss"', 2));
    assert.ok(loss.includes('L = 0.25\nL₁ = 0.25   100 %\nmean over 2 samples'), loss);
    const rate = await hoverAt(document, positionOf(document, '"learningRate"', 2));
    assert.match(rate, /λ = [\d.]+/);
    assert.match(rate, /2\/λ = [\d.]+/);
    // The format's own words come from the JSON support, once.
    assert.equal(rate.split('The learning rate η').length, 2, rate);
    assert.ok(rate.includes('Allowed: a number, at least 0.'), rate);
  });

  it('leaves folding and growing selections to the JSON support, which has layers, matrices, rows and numbers', async () => {
    const { document } = await openExample('network-b.backprop.json');
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    const lineOf = (text: string): number => positionOf(document, text).line;
    for (const text of ['"layers"', '"weights"', '"symbols"']) {
      assert.ok(
        folds.some(({ start }) => start === lineOf(text)),
        text,
      );
    }
    assert.ok(folds.some(({ start }) => start === lineOf('"name": "hidden"') - 1));
    const [selection] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      document.uri,
      [positionOf(document, '0.25', 1)],
    );
    const grown: string[] = [];
    for (let one: vscode.SelectionRange | undefined = selection; one; one = one.parent) {
      grown.push(document.getText(one.range).replace(/\s+/g, ' '));
    }
    const wanted = ['0.25', '[0.15, 0.25]', '[ [0.15, 0.25], [0.20, 0.30] ]'];
    assert.deepEqual(
      grown.filter((text) => wanted.includes(text)),
      wanted,
    );
    assert.ok(grown.some((text) => text.startsWith('{ "name": "hidden"')));
  });
});
