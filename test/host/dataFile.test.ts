import { strict as assert } from 'node:assert';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NetworkState } from '../../src/host/documents';
import * as vscode from 'vscode';
import {
  closeEditors,
  extensionApi,
  lensesOf,
  openExample,
  openNetwork,
  problemsOf,
  until,
  workspaceFolder,
} from '../support/host/window';

const naming = (file: string): string => `{
  "inputs": 1,
  "layers": [{ "units": 1, "weights": [[0.5]], "biases": false }],
  "data": { "file": ${JSON.stringify(file)}, "inputs": ["x"], "targets": ["t"] }
}`;

async function stateOf(file: string): Promise<NetworkState> {
  const { documents } = await extensionApi();
  const { document } = await openNetwork(naming(file));
  return documents.current(document);
}

describe('a data file', () => {
  const folder = (): string => workspaceFolder().fsPath;
  const secret = 'x,t\n1,2\nsecret-content,3\n';
  const outside = (): string => join(dirname(folder()), 'outside.csv');

  before(async () => {
    await extensionApi();
    writeFileSync(outside(), secret);
    mkdirSync(join(folder(), 'inner'), { recursive: true });
    writeFileSync(join(folder(), 'inner', 'points.csv'), 'x,t\n1,2\n3,4\n');
    writeFileSync(join(folder(), 'latin.csv'), Buffer.from([0x78, 0x2c, 0x74, 0x0a, 0xe9, 0x2c, 0x31]));
    symlinkSync(outside(), join(folder(), 'link.csv'));
    symlinkSync(dirname(folder()), join(folder(), 'way-out'));
    symlinkSync('/dev/zero', join(folder(), 'zero.csv'));
    symlinkSync(join(folder(), 'inner', 'points.csv'), join(folder(), 'inside-link.csv'));
    symlinkSync(join(folder(), 'round.csv'), join(folder(), 'round.csv'));
  });

  after(() => {
    rmSync(outside());
  });

  afterEach(closeEditors);

  it('beside the network or below it is read', async () => {
    for (const file of ['inner/points.csv', './inner/points.csv', 'inside-link.csv']) {
      const { good, diagnostics } = await stateOf(file);
      assert.deepEqual(diagnostics, [], file);
      assert.deepEqual(Array.from(good!.dataset!.inputs), [1, 3], file);
    }
  });

  it('makes the lenses of the example that has one', async () => {
    const { document } = await openExample('grains.backprop.json');
    assert.ok((await lensesOf(document)).some(({ title }) => /^‖|∂/.test(title) && !title.includes('…')));
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['../outside.csv', /./],
    ['inner/../../outside.csv', /./],
    ['/etc/passwd', /./],
    ['C:\\data.csv', /./],
    ['\\\\server\\share\\x.csv', /./],
    ['file:///etc/passwd', /./],
    ['http://127.0.0.1/x.csv', /./],
    ['con', /./],
    ['link.csv', /lies outside the folder/],
    ['way-out/outside.csv', /lies outside the folder/],
    ['zero.csv', /lies outside the folder/],
    ['round.csv', /go round in a circle/],
    ['inner', /not a regular file/],
    ['missing.csv', /there is no such file/],
    ['latin.csv', /not UTF-8/],
  ];
  for (const [file, reason] of refused) {
    it(`is refused when it is ${file}`, async () => {
      const state = await stateOf(file);
      assert.equal(state.good?.dataset ?? null, null);
      const [problem, ...more] = state.diagnostics;
      assert.equal(more.length, 0);
      assert.equal(problem!.severity, 'error');
      assert.match(problem!.message, reason);
      const text = state.parsed.text.slice(
        problem!.range.offset,
        problem!.range.offset + problem!.range.length,
      );
      assert.equal(text, JSON.stringify(file));
      // Where it really is, and what is in it, is nobody's business.
      assert.ok(
        !problem!.message.includes('secret') && !problem!.message.includes(folder()),
        problem!.message,
      );
    });
  }

  it('is read again when it changes', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), 'changing.csv');
    const write = (text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await write('x,t\n1,0\n');
    const { document } = await openNetwork(naming('changing.csv'));
    // δ = y − t = 0.5 · 1 − 0
    assert.deepEqual(
      (await lensesOf(document)).map(({ title }) => title),
      ['∂L/∂w_11 = 0.5'],
    );
    await write('x,t\n2,0\n');
    await until('the new gradient', async () => (await lensesOf(document))[0]?.title === '∂L/∂w_11 = 2');
    await vscode.workspace.fs.delete(file);
    await until('a problem', () =>
      problemsOf(document).some(({ message }) => message.includes('no such file')),
    );
    await write('x,t\n1,0\n');
    await until('the gradient again', async () => (await lensesOf(document))[0]?.title === '∂L/∂w_11 = 0.5');
  });
});
