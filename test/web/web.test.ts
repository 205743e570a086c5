import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, extensionApi, openNetwork, trainedBy, until } from '../host/networkFiles';
import { until as someOf } from '../support/host/window';

const text = `{
  "inputs": ["x_1", "x_2"],
  "layers": [
    { "units": ["h_1", "h_2"], "activation": "tanh", "weights": [[0.15, 0.25], [0.20, 0.30]], "biases": [0.35, 0.35] },
    { "units": ["y_1"], "activation": "sigmoid", "weights": [[0.40], [0.45]], "biases": [0.6] }
  ],
  "data": { "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]] },
  "training": { "learningRate": 0.5, "epochs": 500 }
}
`;

describe("the browser's extension host", () => {
  afterEach(closeAll);

  it('is where these tests run', () => {
    assert.equal(vscode.env.uiKind, vscode.UIKind.Web);
    assert.equal(typeof (globalThis as { importScripts?: unknown }).importScripts, 'function');
    assert.equal(
      (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node,
      undefined,
    );
  });

  it('typesets the formula of a hover in a worker', async () => {
    const { typesetter } = await extensionApi();
    const { document } = await openNetwork(text);
    assert.equal(typesetter.isRunning, false);
    const position = document.positionAt(document.getText().indexOf('0.40') + 1);
    const card = await someOf('a picture', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      const markdown = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
      return markdown.find(({ value }) => value.includes('](data:image'))?.value;
    });
    const [, base64] = /^!\[.+\]\(data:image\/svg\+xml;base64,([A-Za-z0-9+/]+=*)\)$/m.exec(card) ?? [];
    assert.match(atob(base64 ?? ''), /^<svg width="[\d.]+" [^]*<path [^]*<\/svg>$/);
    assert.ok(card.includes('∂L/∂u₁₁ = (y₁ − t₁)'), card);
  });

  it('trains in a worker by the compiled engine, with the numbers of the engine in TypeScript', async () => {
    const { runs } = await extensionApi();
    const { document } = await openNetwork(text);
    await vscode.commands.executeCommand('backprop.train');
    await until(() => runs.get(document.uri)?.status === 'epochs', 'the run has ended');
    const run = runs.get(document.uri);
    assert.ok(run);
    assert.deepEqual(run.engine, { kind: 'compiled', reason: null });
    const expected = trainedBy(text);
    assert.equal(run.loss, expected.loss);
    assert.deepEqual([...run.parameters], [...expected.parameters]);
    assert.deepEqual([...run.losses], expected.history.loss);
  });
});
