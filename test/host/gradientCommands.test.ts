import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { derivedKernels } from '../../src/core/engine/model';
import type { ExtensionApi } from '../../src/host/extensionApi';
import {
  closeEditors,
  extensionApi,
  messagesDuring,
  openExample,
  positionOf,
  until,
} from '../support/host/window';

describe('commands about one gradient', () => {
  let api: ExtensionApi;
  let document: vscode.TextDocument;

  before(async () => {
    api = await extensionApi();
  });
  beforeEach(async () => {
    const editor = await openExample('network-b.backprop.json');
    ({ document } = editor);
    await api.documents.current(document);
    const place = positionOf(document, '0.40', 1);
    editor.selection = new vscode.Selection(place, place);
    api.selection.set(document.uri, { kind: 'weight', layer: 1, i: 0, j: 0 });
  });
  afterEach(closeEditors);

  async function copied(notation: string): Promise<string> {
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('backprop.copyGradientAs', notation);
    return vscode.env.clipboard.readText();
  }

  it('copies a gradient in every notation', async () => {
    assert.equal(await copied('Python'), 'dw5 = (a_o1 - t1) * a_o1 * (1 - a_o1) * a_h1\n');
    assert.equal(await copied('Unicode'), '∂E_total/∂w₅ = (a_o₁ − t₁) · a_o₁(1 − a_o₁) · a_h₁\n');
    const latex = await copied('LaTeX');
    assert.match(latex, /^\\frac\{\\partial E_\{total\}\}\{\\partial w_5\} = /);
    assert.equal(await copied('Markdown'), `$$\n${latex.trim()}\n$$\n`);
    assert.match(await copied('MathML'), /^<math[^]*<\/math>\n$/);
  });

  it('copies it as it is written: at the level and in the form of the settings', async () => {
    const settings = vscode.workspace.getConfiguration('backprop');
    await settings.update('derivation.level', 'delta', vscode.ConfigurationTarget.Global);
    try {
      assert.match(await copied('Unicode'), /^∂E_total\/∂w₅ = δ_o₁ a_h₁\n/);
    } finally {
      await settings.update('derivation.level', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('relabels lenses and everything else when other names are chosen, and back', async () => {
    const settings = vscode.workspace.getConfiguration('backprop');
    const first = (): Thenable<string> => copied('Unicode');
    await settings.update('derivation.names', 'indices', vscode.ConfigurationTarget.Global);
    try {
      await until('the names of network A', async () => (await first()).startsWith('∂L/∂u₁₁ = (y₁ − t₁)'));
    } finally {
      await settings.update('derivation.names', undefined, vscode.ConfigurationTarget.Global);
    }
    await until('the names of the file', async () => (await first()).startsWith('∂E_total/∂w₅'));
  });

  it('says which mistake gives the number that is selected', async () => {
    const editor = await vscode.window.showTextDocument(document);
    const start = positionOf(document, '0.40');
    editor.selection = new vscode.Selection(start, start.translate(0, 4));
    // Both questions come with an answer: the quantity that is looked at, and the number that is selected.
    const accept = setInterval(() => {
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }, 200);
    const shown = await messagesDuring(api, () => vscode.commands.executeCommand('backprop.explainNumber'));
    clearInterval(accept);
    assert.match(shown[0]!.text, /network-b\.backprop\.json: .*∂L\/∂w₅ = 0\.0721571/);
  });

  const checked = async (scope?: string): Promise<string> => {
    const [shown] = await messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.checkGradients', scope),
    );
    return `${shown!.severity} ${shown!.text}`;
  };

  it('compares the gradients of the file, of the layer and of the weight at the cursor with central differences', async () => {
    const agree = /largest relative error [\d.]+e-\d\d\.$/;
    for (const [scope, start] of [
      ['file', 'information network-b.backprop.json: 8 gradients compared'],
      ['layer', 'information network-b.backprop.json, output: 4 gradients compared'],
      ['cursor', 'information network-b.backprop.json, w₅: 1 gradient compared'],
    ] as const) {
      const shown = await checked(scope);
      assert.ok(shown.startsWith(start), shown);
      assert.match(shown, agree);
    }
  });

  it('goes to the first gradient that disagrees', async () => {
    api.documents.setKernels({
      ...derivedKernels,
      activationFunction: (activation) => {
        const right = derivedKernels.activationFunction(activation);
        return { ...right, derivative: (a) => 0.999 * right.derivative(a) };
      },
    });
    try {
      await api.documents.current(document);
      const shown = await checked('layer');
      assert.match(
        shown,
        /^error network-b\.backprop\.json:\d+:\d+: ∂E_total\/∂w₅ is 0\.0720849, but its central difference is 0\.0721571: .* 3 more gradients disagree\.$/,
      );
      const editor = vscode.window.activeTextEditor!;
      await until('the place of w₅', () => editor.selection.start.isEqual(positionOf(document, '0.40')));
    } finally {
      api.documents.setKernels(undefined);
    }
  });
});
