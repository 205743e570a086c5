import { strict as assert } from 'node:assert';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { closeEditors, extensionApi, messagesDuring, openExample, until } from '../support/host/window';

/** Stands for an interpreter: it writes what train.py writes, and lines that are none. */
const interpreter = `#!/bin/sh
mkdir -p run
echo '{"epoch": 0, "loss": 0.5}' > run/metrics.jsonl
echo "$@" >> run/metrics.jsonl
echo '{"epoch": 1, "loss": 0.25}' >> run/metrics.jsonl
[ "$1" = train.py ]
`;

describe('Export for Scale-out…', () => {
  let api: ExtensionApi;
  let network: vscode.Uri;
  let folder = '';

  before(async () => {
    api = await extensionApi();
  });
  after(() => {
    api.permission.override = null;
  });
  beforeEach(async () => {
    api.permission.override = true;
    const { document } = await openExample('network-b.backprop.json');
    await api.documents.current(document);
    network = document.uri;
    folder = mkdtempSync(join(tmpdir(), 'backprop-host-scale-'));
    const python = join(folder, 'interpreter');
    writeFileSync(python, interpreter);
    chmodSync(python, 0o755);
    const settings = vscode.workspace.getConfiguration('backprop');
    await settings.update('scaleOut.python', python, vscode.ConfigurationTarget.Global);
  });
  afterEach(async () => {
    const settings = vscode.workspace.getConfiguration('backprop');
    await settings.update('scaleOut.python', undefined, vscode.ConfigurationTarget.Global);
    await closeEditors();
    rmSync(folder, { recursive: true, force: true });
  });

  const project = (): vscode.Uri => vscode.Uri.file(join(folder, 'project'));
  /** The offer to start it stays open: nobody answers. */
  const exported = async (): Promise<void> => {
    void vscode.commands.executeCommand('backprop.exportScaleOut', network, project());
    await until('README.md is shown', () =>
      vscode.window.activeTextEditor?.document.uri.path.endsWith('/project/README.md'),
    );
  };

  it('writes a project and opens its README.md', async () => {
    await exported();
    const names = (await vscode.workspace.fs.readDirectory(project())).map(([name]) => name).sort();
    assert.deepEqual(names, [
      'README.md',
      'data.npz',
      'expected.safetensors',
      'model.py',
      'parity.py',
      'requirements.txt',
      'settings.json',
      'sweep.py',
      'train.py',
      'weights.safetensors',
    ]);
  });

  it('starts it with the interpreter of the person, and keeps its losses beside the other runs', async () => {
    await exported();
    const before = (await api.archive.runs(network)).length;
    const told: string[] = [];
    const listening = api.messages.onDidShow(({ text }) => told.push(text));
    void vscode.commands.executeCommand('backprop.runScaleOut', network, project(), 'python', 1);
    await until('the run is over', () => told.some((text) => text.includes('the run is over, 2 epochs')));
    listening.dispose();
    const runs = await api.archive.runs(network);
    assert.equal(runs.length, before + 1);
    const run = runs.at(-1)!;
    assert.deepEqual([run.name, [...run.losses.last]], ['python × 1', [0.5, 0.25]]);
    assert.ok(
      told.some((text) => text.endsWith('were left out: 1.')),
      told.join('\n'),
    );
    await api.archive.remove(network, run.id);
  });

  it('says so where the program ends with an error', async () => {
    await exported();
    const told: string[] = [];
    const listening = api.messages.onDidShow(({ text }) => told.push(text));
    void vscode.commands.executeCommand('backprop.runScaleOut', network, project(), 'torchrun', 2);
    await until('it is told', () => told.some((text) => text.includes('ended with exit code 1')));
    listening.dispose();
    for (const { id, name } of await api.archive.runs(network)) {
      if (name === 'torchrun × 2') await api.archive.remove(network, id);
    }
  });

  it('starts nothing in the window of a browser', async () => {
    api.permission.override = null;
    assert.equal(vscode.env.uiKind, vscode.UIKind.Web);
    const shown = await messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.runScaleOut', network, project(), 'python'),
    );
    assert.match(JSON.stringify(shown), /in a trusted workspace on the desktop alone/);
  });

  it('refuses a folder that is none of its projects', async () => {
    const shown = await messagesDuring(api, () =>
      vscode.commands.executeCommand('backprop.runScaleOut', network, vscode.Uri.file(folder), 'python'),
    );
    assert.match(JSON.stringify(shown), /has no train\.py/);
  });
});
