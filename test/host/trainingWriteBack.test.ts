import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { initialParameters } from '../../src/core/engine/initialise';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import {
  closeAll,
  extensionApi,
  messagesDuring,
  networkIn,
  next,
  openNetwork,
  trainedBy,
  until,
} from './networkFiles';

const text = `// a network of two weights, one written oddly
{
  "inputs": 1,
  "layers": [
    {
      "units": 2, // two
      "weights": [[ 0.5 ,  -1.50e0 ]],
      "biases": false,
      "frozen": false,
    },
  ],
  "data": { "inputs": [[1]], "targets": [[1, 0.5]] },
  "training": { "learningRate": 0.1, "epochs": 3 }
}
`;

describe('Write Trained Weights to File', () => {
  let api: ExtensionApi;

  before(async () => {
    api = await extensionApi();
  });

  afterEach(async () => {
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  const write = (): Thenable<unknown> => vscode.commands.executeCommand(commands.writeTrainedWeights);

  it('writes the numbers and nothing else, and the file has the weights of the run then', async () => {
    const { document } = await openNetwork(text);
    await vscode.commands.executeCommand(commands.train);
    assert.deepEqual(await messagesDuring(write), []);
    const [w1, w2] = trainedBy(text).parameters;
    const expected = text.replace(' 0.5 ', ` ${String(w1)} `).replace('-1.50e0', String(w2));
    assert.equal(document.getText(), expected);
    assert.notEqual(expected, text);
    const run = api.runs.get(document.uri);
    assert.deepEqual(initialParameters(networkIn(document.getText())), run?.parameters);
    await api.documents.current(document);
    assert.equal(api.runs.get(document.uri), run, 'the run stays: the file has its weights');
  });

  it('is one step of undo, apart from typing before it', async () => {
    const editor = await openNetwork(text);
    const { document } = editor;
    await editor.edit((edit) => {
      edit.insert(document.positionAt(text.indexOf('two') + 3), ' units');
    });
    const typed = document.getText();
    await api.documents.current(document);
    await vscode.commands.executeCommand(commands.train);
    await write();
    const written = document.getText();
    assert.notEqual(written, typed);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), typed);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
    await vscode.commands.executeCommand('redo');
    await vscode.commands.executeCommand('redo');
    assert.equal(document.getText(), written);
  });

  it('writes at the places that the numbers have now', async () => {
    const editor = await openNetwork(text);
    const { document } = editor;
    await vscode.commands.executeCommand(commands.train);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '// another line\n// and one more\n');
    });
    await write();
    const [w1, w2] = trainedBy(text).parameters;
    assert.ok(document.getText().includes(`[[ ${String(w1)} ,  ${String(w2)} ]]`), document.getText());
    assert.ok(document.getText().startsWith('// another line\n// and one more\n// a network'));
  });

  it('leaves typing in the same row alone, or writes nothing', async () => {
    const editor = await openNetwork(text);
    const { document } = editor;
    await vscode.commands.executeCommand(commands.train);
    const at = document.positionAt(text.indexOf('0.5 ,'));
    const writing = write();
    await editor.edit((edit) => {
      edit.insert(at, '/*typed*/ ');
    });
    await writing;
    assert.ok(document.getText().includes('/*typed*/ '), document.getText());
    const network = networkIn(document.getText());
    const parameters = [...initialParameters(network)];
    const known = [[...trainedBy(text).parameters], [...initialParameters(networkIn(text))]];
    assert.ok(
      known.some((one) => JSON.stringify(one) === JSON.stringify(parameters)),
      `neither old nor new weights: ${JSON.stringify(parameters)}`,
    );
  });

  it('adds weights that the file leaves to chance', async () => {
    const omitted = text.replace(/ *"weights".*\n/, '').replace(/ *"biases".*\n/, '');
    const { document } = await openNetwork(omitted);
    await vscode.commands.executeCommand(commands.train);
    await write();
    const run = api.runs.get(document.uri);
    assert.ok(run);
    assert.deepEqual(initialParameters(networkIn(document.getText())), run.parameters);
    await api.documents.current(document);
    assert.equal(api.runs.get(document.uri), run);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), omitted);
  });

  it('writes thousands of weights at once, comments between them kept, as one step of undo', async () => {
    const rows = Array.from({ length: 80 }, (_, i) => {
      const row = Array.from({ length: 80 }, (__, j) => ((i * 7 + j * 3) % 11) / 100);
      return `      [${row.join(', ')}] /* row ${i} */`;
    });
    const inputs = Array.from({ length: 80 }, (_, i) => (i % 5) / 5).join(', ');
    const targets = Array.from({ length: 80 }, (_, j) => (j % 3) / 3).join(', ');
    const large = `{ "inputs": 80, "layers": [{ "units": 80, "biases": false, "weights": [\n${rows.join(',\n')}\n    ] }],
  "data": { "inputs": [[${inputs}]], "targets": [[${targets}]] }, "training": { "epochs": 2, "learningRate": 0.01 } }`;
    const { document } = await openNetwork(large);
    await vscode.commands.executeCommand(commands.train);
    await write();
    const run = api.runs.get(document.uri);
    assert.ok(run);
    const written = document.getText();
    assert.ok(written.length > large.length + 50_000);
    assert.deepEqual(initialParameters(networkIn(written)), run.parameters);
    const skeleton = (json: string): string => json.replace(/-?\d[\d.e+-]*/g, '#');
    assert.equal(skeleton(written), skeleton(large));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), large);
  });

  it('says why there is nothing to write', async () => {
    const { document } = await openNetwork(text);
    const [untrained] = await messagesDuring(write);
    assert.match(untrained?.text ?? '', /nothing was written. There are no trained weights yet/);
    await vscode.commands.executeCommand(commands.train);
    await write();
    const [equal] = await messagesDuring(write);
    assert.match(equal?.text ?? '', /has the trained weights already/);
    assert.equal(document.isDirty, true);
  });

  it('refuses while training goes on', async () => {
    await openNetwork(text.replace('"epochs": 3', '"epochs": 1000000000'));
    const told = next(api.runs.onDidChange, ({ kind }) => kind === 'progress');
    void vscode.commands.executeCommand(commands.train);
    await told;
    const [refusal] = await messagesDuring(write);
    assert.match(refusal?.text ?? '', /Training goes on. Stop it first/);
  });
});
