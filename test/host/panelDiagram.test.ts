import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import { FakeWebview } from './fakeWebview';
import { closeAll, extensionApi, openNetwork, until } from './networkFiles';

const text = `{
  "inputs": ["i_1", "i_2"],
  "layers": [
    { "units": ["h_1", "h_2"], "activation": "tanh", "weights": [[0.15, 0.25], [-0.20, 0.30]], "biases": [0.35, 0.35] },
    { "units": 30, "activation": "sigmoid", "init": "xavierUniform" }
  ],
  "data": { "inputs": [[0.05, 0.10], [0.5, 0.6]], "targets": [${Array(2)
    .fill(`[${Array(30).fill('0.5').join(', ')}]`)
    .join(', ')}] },
  "training": { "learningRate": 0.5, "epochs": 20, "optimizer": { "type": "adam" } }
}
`;

describe('what the diagram asks of VS Code', () => {
  let api: ExtensionApi;
  let panel: FakeWebview;

  before(async () => {
    api = await extensionApi();
  });
  beforeEach(async () => {
    panel = new FakeWebview(api);
    await openNetwork(text);
    await panel.channel.request('ready', { selection: null });
  });
  afterEach(async () => {
    panel.dispose();
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  it('the next update is what the next step makes', async () => {
    const { uri, good } = api.documents.active!;
    const before = good!.parameters.slice();
    const updates = await panel.channel.request('nextUpdates', null);
    assert.equal(updates?.layers[1]?.weights, null, 'the diagram folds it');
    await vscode.commands.executeCommand(commands.step);
    const after = api.runs.get(uri)!.parameters;
    const moved = (from: number, to: number): number[] =>
      [...after.slice(from, to)].map((value, n) => value - before[from + n]!);
    assert.deepEqual([...updates.layers[0]!.weights!], moved(0, 4));
    assert.deepEqual([...updates.layers[0]!.biases!], moved(4, 6));
    assert.ok(moved(0, 4).every((change) => change !== 0));
  });

  it('the overview of a layer has its numbers at their places', async () => {
    const { parameters } = api.documents.active!.good!;
    const { inputs, units, weights, gradients } = await panel.channel.request('overview', { layer: 1 });
    assert.deepEqual([inputs, units], [2, 30]);
    assert.deepEqual(weights.values, parameters.slice(6, 66));
    assert.equal(gradients?.values.length, 60);
    await assert.rejects(panel.channel.request('overview', { layer: 2 }), { code: 'invalidParams' });
  });

  it('symbols are those of the file, for what is shown', async () => {
    const symbols = await panel.channel.request('symbols', null);
    const latexOf = (subject: object): string | undefined =>
      symbols.find((one) => JSON.stringify(one.subject) === JSON.stringify(subject))?.latex;
    assert.equal(latexOf({ kind: 'input', i: 1 }), 'i_2');
    assert.ok(latexOf({ kind: 'weight', layer: 0, i: 1, j: 0 }));
    assert.equal(latexOf({ kind: 'weight', layer: 1, i: 0, j: 0 }), undefined);
  });

  it('exports what a person wants to where they want it, and says where it cannot', async () => {
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    const read = async (): Promise<string> =>
      new TextDecoder().decode(await vscode.workspace.fs.readFile(panel.saveTo!));
    panel.saveTo = vscode.Uri.joinPath(folder, 'diagram.svg');
    await panel.channel.request('exportDiagram', { format: 'svg', png: null });
    assert.match(await read(), /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\s*$/);
    assert.equal(await read(), (await panel.channel.request('diagramSvg', null)).source);
    panel.saveTo = vscode.Uri.joinPath(folder, 'diagram.tex');
    await panel.channel.request('exportDiagram', { format: 'tikz', png: null });
    assert.match(await read(), /^\\begin\{tikzpicture\}[\s\S]*\\end\{tikzpicture\}\s*$/);
    panel.saveTo = vscode.Uri.joinPath(folder, 'diagram.png');
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
    await panel.channel.request('exportDiagram', { format: 'png', png });
    assert.deepEqual(new Uint8Array(await vscode.workspace.fs.readFile(panel.saveTo)), png);
    await assert.rejects(panel.channel.request('exportDiagram', { format: 'png', png: png.slice(1) }), {
      code: 'invalidParams',
    });
    panel.saveTo = vscode.Uri.joinPath(folder, 'diagram.svg', 'in a file.svg');
    await assert.rejects(panel.channel.request('exportDiagram', { format: 'svg', png: null }), {
      code: 'unavailable',
      message: /in a file\.svg could not be written/,
    });
    panel.saveTo = undefined;
    assert.equal(await panel.channel.request('exportDiagram', { format: 'svg', png: null }), null);
  });
});
