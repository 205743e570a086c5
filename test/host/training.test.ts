import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { prepareDataset } from '../../src/core/engine/dataset';
import { createTrainer } from '../../src/core/engine/training';
import { commands } from '../../src/host/ids';
import type { ExtensionApi } from '../../src/host/extensionApi';
import type { RunChange } from '../../src/host/training/runs';
import type { Run } from '../../src/host/training/trainingRun';
import {
  closeAll,
  datasetIn,
  extensionApi,
  messagesDuring,
  networkIn,
  next,
  openNetwork,
  trainedBy,
  trainerOf,
  until,
} from './networkFiles';

/** A 2-2-2 network; `epochs` decides how long a run takes. */
function networkText(epochs: number, changes = ''): string {
  return `{
  // a comment that stays
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "sigmoid", "weights": [[0.15, 0.25], [0.20, 0.30]], "biases": [0.35, 0.35] },
    { "units": 2, "activation": "sigmoid", "weights": [[0.40, 0.50], [0.45, 0.55]], "biases": [0.6, 0.6] }
  ],
  "data": { "inputs": [[0.05, 0.10]], "targets": [[0.01, 0.99]] },
  ${changes}
  "training": { "learningRate": 0.5, "epochs": ${epochs} }
}
`;
}

const endless = 1_000_000_000;

async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const { document } = editor;
  const offset = document.getText().indexOf(from);
  assert.ok(offset >= 0, `${from} is not in the text`);
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + from.length));
  assert.ok(
    await editor.edit((edit) => {
      edit.replace(range, to);
    }),
  );
}

describe('training in VS Code', () => {
  let api: ExtensionApi;

  before(async () => {
    api = await extensionApi();
  });

  afterEach(async () => {
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  /** Starts an endless run of the active file and waits until it has told something. */
  async function startEndless(text = networkText(endless)): Promise<{ editor: vscode.TextEditor; run: Run }> {
    const editor = await openNetwork(text);
    const file = editor.document.uri.toString();
    const told = next(
      api.runs.onDidChange,
      ({ uri, kind }) => kind === 'progress' && uri.toString() === file,
    );
    void vscode.commands.executeCommand(commands.train);
    const { run } = await told;
    assert.ok(run);
    assert.equal(run.status, 'running');
    return { editor, run };
  }

  it('trains the active file to its last epoch, with the numbers of the engine bit for bit', async () => {
    const text = networkText(2000);
    const { document } = await openNetwork(text);
    const kinds: string[] = [];
    const subscription = api.runs.onDidChange(({ kind }) => kinds.push(kind));
    await vscode.commands.executeCommand(commands.train);
    subscription.dispose();

    const run = api.runs.get(document.uri);
    assert.ok(run);
    const expected = trainedBy(text);
    assert.equal(run.status, 'epochs');
    assert.equal(run.epoch, 2000);
    assert.equal(run.step, 2000);
    assert.equal(run.loss, expected.loss);
    assert.deepEqual(run.parameters, expected.parameters);
    assert.deepEqual([...run.losses], expected.history.loss);
    assert.equal(run.evaluation()?.loss, expected.loss);
    assert.equal(kinds[0], 'started');
    assert.equal(kinds.at(-1), 'ended');
    assert.equal(document.getText(), text);
    assert.equal(document.isDirty, false);
  });

  it('starts every run anew from the file', async () => {
    const text = networkText(50);
    const { document } = await openNetwork(text);
    await vscode.commands.executeCommand(commands.train);
    await vscode.commands.executeCommand(commands.train);
    assert.deepEqual(api.runs.get(document.uri)?.parameters, trainedBy(text).parameters);
  });

  it('makes one update at a time, on from where the run is', async () => {
    const text = networkText(3);
    const { document } = await openNetwork(text);
    const trainer = trainerOf(text);
    for (let step = 1; step <= 5; step++) {
      await vscode.commands.executeCommand(commands.step);
      trainer.stepOnce();
      const run = api.runs.get(document.uri);
      assert.equal(run?.step, step);
      assert.equal(run.status, 'stopped');
      assert.deepEqual(run.parameters, trainer.parameters.slice());
    }
  });

  it('changes every lens with a step', async () => {
    const { document } = await openNetwork(networkText(10));
    const titles = async (): Promise<string[]> => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        1000,
      );
      return lenses.flatMap(({ command }) => (command ? [command.title] : []));
    };
    const before = await titles();
    assert.equal(before.length, 12);
    await vscode.commands.executeCommand(commands.step);
    const after = await titles();
    assert.equal(after.length, before.length);
    after.forEach((title, index) => {
      assert.notEqual(title, before[index]);
      assert.match(title, /^→ .* · epoch 1$/);
    });
    await vscode.commands.executeCommand(commands.reset);
    assert.deepEqual(await titles(), before);
  });

  it('goes on after a stop with the state it was stopped in', async () => {
    const text = networkText(endless);
    const { run } = await startEndless(text);
    const ended = next(api.runs.onDidChange, ({ kind }) => kind === 'ended');
    await vscode.commands.executeCommand(commands.stop);
    await ended;
    assert.equal(run.status, 'stopped');
    const trainer = trainerOf(text);
    trainer.advance(run.step);
    assert.deepEqual(run.parameters, trainer.parameters.slice());
    await vscode.commands.executeCommand(commands.step);
    trainer.stepOnce();
    assert.deepEqual(run.parameters, trainer.parameters.slice());
  });

  it('returns to the file on reset, also while it trains', async () => {
    const { editor } = await startEndless();
    const reset = next(api.runs.onDidChange, ({ kind }) => kind === 'reset');
    await vscode.commands.executeCommand(commands.reset);
    assert.equal((await reset).run, undefined);
    assert.equal(api.runs.get(editor.document.uri), undefined);
  });

  it('refuses a second run while one goes on', async () => {
    const { run } = await startEndless();
    const [message] = await messagesDuring(() => vscode.commands.executeCommand(commands.train));
    assert.match(message?.text ?? '', /being trained already/);
    assert.equal(run.status, 'running');
  });

  describe('when the text changes', () => {
    for (const [what, from, to] of [
      ['a weight', '0.15', '0.16'],
      ['a sample', '0.05', '0.06'],
      ['an activation', '"sigmoid"', '"tanh"'],
      ['the learning rate', '0.5,', '0.25,'],
    ] as const) {
      it(`drops a running run after an edit of ${what}`, async () => {
        const { editor } = await startEndless();
        const later: RunChange[] = [];
        const reset = next(api.runs.onDidChange, ({ kind }) => kind === 'reset');
        await replace(editor, from, to);
        await reset;
        const subscription = api.runs.onDidChange((change) => later.push(change));
        assert.equal(api.runs.get(editor.document.uri), undefined);
        await until(() => api.runs.threadCount === 0, 'the thread has ended');
        subscription.dispose();
        assert.deepEqual(later, []);
      });
    }

    it('keeps a run whose meaning an edit does not touch', async () => {
      const { editor, run } = await startEndless();
      await replace(editor, 'a comment that stays', 'another comment');
      await replace(editor, '0.20', '0.2000');
      await replace(editor, '"inputs": 2,', '"inputs": ["u", "v"],');
      await api.documents.current(editor.document);
      assert.equal(api.runs.get(editor.document.uri), run);
      const { epoch } = run;
      await until(() => run.epoch > epoch, 'training goes on');
      assert.equal(run.isStale, false);
    });

    it('waits through a broken text', async () => {
      const { editor, run } = await startEndless();
      await replace(editor, '"layers"', '"layers');
      await api.documents.current(editor.document);
      assert.equal(api.runs.get(editor.document.uri), run);
      await replace(editor, '"layers', '"layers"');
      await api.documents.current(editor.document);
      assert.equal(api.runs.get(editor.document.uri), run);
      assert.equal(run.status, 'running');
    });

    it('keeps the weights of an ended run when its training settings change, and says that they are old', async () => {
      const editor = await openNetwork(networkText(20));
      await vscode.commands.executeCommand(commands.train);
      const run = api.runs.get(editor.document.uri);
      assert.equal(run?.isStale, false);
      await replace(editor, '"epochs": 20', '"epochs": 30');
      await until(() => run.isStale, 'the run is stale');
      assert.equal(api.runs.get(editor.document.uri), run);
      await replace(editor, '0.15', '0.16');
      await until(() => api.runs.get(editor.document.uri) === undefined, 'the run is dropped');
    });
  });

  it('makes a step by the settings that the text has now, on from where the run is', async () => {
    const text = networkText(20);
    const editor = await openNetwork(text);
    await vscode.commands.executeCommand(commands.train);
    await replace(editor, '"learningRate": 0.5', '"learningRate": 0.25');
    await vscode.commands.executeCommand(commands.step);
    const run = api.runs.get(editor.document.uri);
    assert.equal(run?.step, 21);
    assert.equal(run.isStale, false);
    const changed = editor.document.getText();
    const { parameters } = trainedBy(text);
    const trainer = createTrainer(networkIn(changed), datasetIn(changed), parameters);
    trainer.stepOnce();
    assert.deepEqual(run.parameters, trainer.parameters.slice());
    assert.equal(run.losses.length, 21);
  });

  it('leaves nothing behind when the file is closed while it trains', async () => {
    const { editor } = await startEndless();
    const { uri } = editor.document;
    assert.equal(api.runs.threadCount, 1);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until(() => api.runs.threadCount === 0, 'the thread has ended');
    assert.equal(api.runs.get(uri), undefined);
    await until(() => api.documents.get(uri) === undefined, 'the document is closed');
    const later: RunChange[] = [];
    const subscription = api.runs.onDidChange((change) => later.push(change));
    await new Promise((resolve) => setTimeout(resolve, 200));
    subscription.dispose();
    assert.deepEqual(later, []);
  });

  it('trains on the samples of a file, and drops the run when that file changes', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const csv = vscode.Uri.joinPath(folder.uri, 'samples.csv');
    const write = (rows: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(csv, new TextEncoder().encode(rows));
    const rows = 'a,b\n1,2\n2,4\n3,7\n';
    await write(rows);
    const text = `{ "inputs": 1, "layers": [{ "units": 1, "weights": [[0.5]] }],
      "data": { "file": "samples.csv", "inputs": ["a"], "targets": ["b"] }, "training": { "epochs": 30, "learningRate": 0.01 } }`;
    const { document } = await openNetwork(text);
    await vscode.commands.executeCommand(commands.train);
    const prepared = prepareDataset(networkIn(text), rows);
    assert.ok('dataset' in prepared);
    const trainer = createTrainer(networkIn(text), prepared.dataset);
    while (trainer.advance(100) === 'running');
    assert.deepEqual(api.runs.get(document.uri)?.parameters, trainer.parameters.slice());
    await write('a,b\n1,2\n2,4\n3,8\n');
    await until(() => api.runs.get(document.uri) === undefined, 'the run is dropped');
  });

  it('trains two files at once', async () => {
    const first = await startEndless();
    const second = await startEndless(networkText(endless, '"reduction": "sum",'));
    assert.equal(api.runs.threadCount, 2);
    const { epoch } = first.run;
    await until(() => first.run.epoch > epoch, 'the first goes on');
    assert.notEqual(first.run.uri.toString(), second.run.uri.toString());
  });

  describe('what it says', () => {
    it('when the file has errors: the first of them, and goes there', async () => {
      const editor = await openNetwork(networkText(5).replace('"sigmoid"', '"sigmod"'));
      const [message] = await messagesDuring(() => vscode.commands.executeCommand(commands.train));
      assert.equal(message?.severity, 'error');
      assert.match(message.text, /\.backprop\.json:5:\d+: .*sigmod/);
      const { document, selection } = editor;
      await until(
        () => document.getText(editor.selection).includes('sigmod'),
        `the cursor is at ${selection.active.line}`,
      );
      assert.equal(api.runs.get(document.uri), undefined);
    });

    it('when there is no data', async () => {
      const text = networkText(5).replace(/ *"data".*\n/, '');
      await openNetwork(text);
      const [message] = await messagesDuring(() => vscode.commands.executeCommand(commands.train));
      assert.match(message?.text ?? '', /no data/);
    });

    it('when no network file is active', async () => {
      await closeAll();
      const [message] = await messagesDuring(() => vscode.commands.executeCommand(commands.train));
      assert.match(message?.text ?? '', /No network file is active/);
    });

    it('when a run diverges: where, and what helps', async () => {
      const text = networkText(50)
        .replaceAll('"sigmoid"', '"linear"')
        .replace('"learningRate": 0.5', '"learningRate": 1e200');
      const { document } = await openNetwork(text);
      const [message] = await messagesDuring(() => vscode.commands.executeCommand(commands.train));
      const run = api.runs.get(document.uri);
      assert.equal(run?.status, 'diverged');
      const { divergence } = trainedBy(text);
      assert.ok(divergence);
      assert.equal(run.divergence?.step, divergence.step + 1);
      assert.match(
        message?.text ?? '',
        new RegExp(`diverged in step ${divergence.step + 1} .*unit \\d+, layer "`),
      );
      assert.ok(run.parameters.every(Number.isFinite));

      const [refusal] = await messagesDuring(() =>
        vscode.commands.executeCommand(commands.writeTrainedWeights),
      );
      assert.match(refusal?.text ?? '', /nothing was written.*diverged/);
      assert.equal(document.getText(), text);
      const [noStep] = await messagesDuring(() => vscode.commands.executeCommand(commands.step));
      assert.match(noStep?.text ?? '', /diverged and cannot go on/);
    });

    it('nothing to arguments of anyone', async () => {
      const { document } = await openNetwork(networkText(2));
      for (const argument of [null, 7, 'file:///etc/passwd', { uri: 'x' }, vscode.Uri.file('/etc/passwd')]) {
        await vscode.commands.executeCommand(commands.train, argument);
      }
      assert.equal(networkIn(document.getText()).training.epochs, api.runs.get(document.uri)?.epoch);
    });
  });
});
