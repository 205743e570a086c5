import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { evaluate } from '../../src/core/engine/evaluate';
import { createModel } from '../../src/core/engine/model';
import type { Subject } from '../../src/core/network/subject';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands, panelViewType, settings } from '../../src/host/ids';
import type { DerivationView, Snapshot } from '../../src/protocol/panel';
import { lensesOf } from '../support/host/window';
import { FakeWebview } from './fakeWebview';
import { closeAll, datasetIn, extensionApi, networkIn, openNetwork, trainedBy, until } from './networkFiles';

const text = `{
  "name": "two and two",
  "inputs": ["i_1", "i_2"],
  "layers": [
    { "units": ["h_1", "h_2"], "activation": "sigmoid", "weights": [[0.15, 0.25], [0.20, 0.30]], "biases": [0.35, 0.35] },
    { "units": ["o_1", "o_2"], "activation": "sigmoid", "weights": [[0.40, 0.50], [0.45, 0.55]], "biases": [0.6, 0.6] }
  ],
  "data": { "inputs": [[0.05, 0.10], [0.5, 0.6]], "targets": [[0.01, 0.99], [0.5, 0.5]] },
  "training": { "learningRate": 0.5, "epochs": 3000 }
}
`;

/** A run that goes on until it is stopped: an epoch of 400 samples takes long enough for any machine. */
const longRun = JSON.stringify({
  ...(JSON.parse(text) as object),
  data: {
    inputs: Array.from({ length: 400 }, (_, s) => [s / 400, 1 - s / 400]),
    targets: Array.from({ length: 400 }, (_, s) => [(s % 7) / 7, (s % 5) / 5]),
  },
  training: { learningRate: 0.5, epochs: 900000 },
});

const w5: Subject = { kind: 'weight', layer: 1, i: 0, j: 0 };

describe('the panel in VS Code', () => {
  let api: ExtensionApi;
  let panel: FakeWebview;

  before(async () => {
    api = await extensionApi();
  });

  beforeEach(() => {
    panel = new FakeWebview(api);
  });

  afterEach(async () => {
    panel.dispose();
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  const ready = (selection: Subject | null = null): Promise<Snapshot> =>
    panel.channel.request('ready', { selection });

  it('answers ready with everything there is', async () => {
    const { document } = await openNetwork(text);
    const snapshot = await ready(w5);
    assert.equal(snapshot.document?.name, document.uri.path.split('/').at(-1));
    assert.equal(snapshot.problem, null);
    assert.equal(snapshot.run, null);
    const { network, derivation } = snapshot;
    assert.ok(network && derivation);
    const dataset = datasetIn(text);
    const model = createModel(networkIn(text));
    const { parameters } = api.documents.active?.good ?? {};
    assert.ok(parameters);
    const evaluation = evaluate(model, parameters, dataset, dataset.trainingIndices);
    assert.equal(network.loss.value, evaluation.loss);
    assert.deepEqual(network.layers[1]?.weights, Float64Array.of(0.4, 0.5, 0.45, 0.55));
    assert.deepEqual(network.layers[1].gradients, evaluation.gradient.slice(6, 10));
    assert.equal(network.sampleCount, 2);
    assert.deepEqual(derivation.subject, w5);
    assert.equal(derivation.gradient, evaluation.gradient[6]);
    assert.equal(derivation.check?.verdict, 'agrees');
    assert.ok(derivation.steps.length > 3);
  });

  it('says when no network file is active, and hears when one is', async () => {
    const snapshot = await ready(w5);
    assert.equal(snapshot.document, null);
    assert.equal(snapshot.network, null);
    await openNetwork(text);
    await until(() => panel.snapshots.some(({ network }) => network !== null), 'a snapshot with a network');
    const last = panel.snapshots.at(-1);
    assert.deepEqual(last?.derivation?.subject, w5, 'the subject from before the reload');
  });

  it('shows the file that becomes active', async () => {
    await openNetwork(text, 'first');
    await ready();
    await openNetwork(text.replace('two and two', 'another'), 'second');
    await until(() => panel.snapshots.at(-1)?.network?.name === 'another', 'the other network');
    assert.match(panel.snapshots.at(-1)?.document?.name ?? '', /^second/);
  });

  it('moves the cursor to what is selected in the panel, and follows the cursor', async () => {
    const editor = await openNetwork(text);
    await ready();
    await panel.channel.request('select', { subject: w5, reveal: true });
    await until(() => editor.document.getText(editor.selection) === '0.40', 'the cursor is on the weight');
    await until(() => panel.derivations.at(-1)?.text === 'u₁₁', 'the derivation of the weight');

    const offset = text.indexOf('0.25');
    const at = editor.document.positionAt(offset);
    editor.selection = new vscode.Selection(at, at);
    const w: Subject = { kind: 'weight', layer: 0, i: 0, j: 1 };
    await until(
      () => JSON.stringify(panel.derivations.at(-1)?.subject) === JSON.stringify(w),
      'the derivation of the number at the cursor',
    );
  });

  it('tells a run whole at its start and end, and only what is new between', async () => {
    await openNetwork(longRun);
    await ready(w5);
    await panel.channel.request('train', null);
    await until(() => panel.progress.length >= 3, 'three progress events');
    await panel.channel.request('stop', null);
    await until(() => panel.runs.at(-1)?.status === 'stopped', 'the run has ended');
    const [first] = panel.runs;
    const last = panel.runs.at(-1);
    assert.equal(first?.status, 'running');
    assert.equal(first.epoch, 0);
    const epochs = panel.progress.map(({ epoch }) => epoch);
    assert.deepEqual(
      epochs,
      [...epochs].sort((a, b) => a - b),
    );
    assert.ok(last && last.epoch >= epochs.at(-1)!);
    // As the engine's own run of the text, which is shorter: it is not compiled.
    const expected = trainedBy(longRun.replace('"epochs":900000', '"epochs":50')).history.loss;
    assert.equal(expected.length, 50);
    const curves = (from: number, to: number, buckets: number) =>
      panel.channel.request('lossCurves', { from, to, buckets, archived: [] });
    const { current } = await curves(0, 50, 50);
    assert.deepEqual([...(current?.losses.first ?? [])], expected);
    const whole = (await curves(0, last.epoch, 7)).current;
    assert.ok(whole);
    assert.equal(whole.losses.first.length, 7);
    assert.equal(whole.losses.starts.at(-1), last.epoch);
    const run = api.runs.get(api.documents.active!.uri);
    assert.ok(run);
    assert.equal(last.epoch, run.epoch);
    assert.equal(Math.min(...whole.losses.min), Math.min(...run.losses));
    assert.equal(Math.max(...whole.losses.max), Math.max(...run.losses));
    await until(() => panel.networks.at(-1)?.loss.value === run.loss, 'the network is the trained one');
    assert.equal(panel.networks.at(-1)?.layers[0]?.weights?.[0], run.parameters[0]);
    assert.notEqual(run.parameters[0], 0.15);
    // Four times a second while it goes on, and at its start and its end.
    assert.ok(panel.networks.length <= panel.progress.length + 3, `${panel.networks.length} pictures`);
  });

  it('waits for a webview that lags behind, and loses nothing', async () => {
    await openNetwork(longRun);
    await ready();
    let events = 0;
    const subscription = api.runs.onDidChange(({ kind }) => {
      panel.hasCaughtUp = kind !== 'progress' || ++events % 3 === 0;
    });
    await panel.channel.request('train', null);
    await until(() => events >= 6, 'six progress events');
    await panel.channel.request('stop', null);
    await until(() => panel.runs.at(-1)?.status === 'stopped', 'the run has ended');
    subscription.dispose();
    assert.ok(panel.progress.length < events, `${panel.progress.length} of ${events}`);
    assert.equal(panel.runs.at(-1)?.epoch, api.runs.get(api.documents.active!.uri)?.epoch);
  });

  it('goes back to the file on reset', async () => {
    await openNetwork(text);
    await ready();
    await panel.channel.request('step', null);
    await until(() => panel.runs.at(-1)?.step === 1, 'one update');
    await until(() => panel.networks.at(-1)?.layers[0]?.weights?.[0] !== 0.15, 'another weight');
    await panel.channel.request('reset', null);
    await until(() => panel.runs.at(-1) === null, 'no run');
    await until(() => panel.networks.at(-1)?.layers[0]?.weights?.[0] === 0.15, "the file's weight");
  });

  it('shows another sample and its derivation', async () => {
    await openNetwork(text);
    await ready(w5);
    await panel.channel.request('showSample', { sample: 2 });
    await until(() => panel.networks.at(-1)?.sample === 2, 'the second sample');
    assert.equal(panel.networks.at(-1)?.inputs[0]?.value, 0.5);
    assert.match(panel.derivations.at(-1)?.scope ?? '', /sample 2 of 2/);
    await assert.rejects(panel.channel.request('showSample', { sample: 3 }), { code: 'invalidParams' });
  });

  it('shows the first problem of a broken file over the last good network, and goes to it', async () => {
    const editor = await openNetwork(text);
    await ready();
    const { document } = editor;
    const at = document.positionAt(text.indexOf('"sigmoid"') + 4);
    await editor.edit((edit) => {
      edit.insert(at, 'x');
    });
    await until(() => (panel.problems.at(-1) ?? null) !== null, 'a problem');
    const problem = panel.problems.at(-1);
    assert.match(problem?.message ?? '', /sigxmoid/);
    assert.match(problem?.place ?? '', /\.backprop\.json:5:\d+$/);
    assert.equal(panel.networks.at(-1)?.name, 'two and two');
    await panel.channel.request('showProblem', null);
    await until(() => document.getText(editor.selection).includes('sigxmoid'), 'the cursor is there');
  });

  describe('writes as the settings say:', () => {
    const named = text.replace('"data"', '"symbols": { "loss": "E_{total}" },\n  "data"');
    const keep = (key: string, value: string | undefined): Thenable<void> =>
      vscode.workspace
        .getConfiguration(settings.section)
        .update(key, value, vscode.ConfigurationTarget.Global);
    const kept = (key: string): unknown => vscode.workspace.getConfiguration(settings.section).get(key);
    const titles = async ({ document }: vscode.TextEditor): Promise<string> =>
      (await lensesOf(document)).map(({ title }) => title).join('\n');

    afterEach(async () => {
      for (const key of [settings.level, settings.form, settings.names]) await keep(key, undefined);
    });

    it('other names relabel lenses, diagram, formula and paths at once, and back', async () => {
      const editor = await openNetwork(named);
      const snapshot = await ready(w5);
      const spelt = (derivation: DerivationView | null | undefined): string =>
        JSON.stringify([derivation?.gradientSymbol, derivation?.formula.equations, derivation?.ledger]);
      assert.match(spelt(snapshot.derivation), /E_\{total\}.*o_1/);
      assert.equal(snapshot.network?.inputs[0]?.symbol, 'i_1');
      assert.match(await titles(editor), /∂E_total\/∂u_11/);

      await keep(settings.names, 'indices');
      await until(() => panel.derivations.at(-1)?.gradientText === '∂L/∂u₁₁', 'the derivation with indices');
      await until(() => panel.networks.at(-1)?.inputs[0]?.symbol === 'x_1', 'the diagram with indices');
      assert.match(await titles(editor), /∂L\/∂u_11/);
      assert.doesNotMatch(await titles(editor), /E_total/);
      const changed = panel.derivations.filter((one) => one?.formula.writing.names === 'indices');
      assert.ok(changed.length > 0);
      // None is half of each: a formula that says it is written with indices has no name of the file.
      for (const one of changed) assert.doesNotMatch(spelt(one), /E_\{total\}|o_1|i_1/);
      assert.match(spelt(changed.at(-1)), /y_1 - t_1/);
      assert.equal(panel.networks.at(-1)?.loss.symbol, 'L');
      assert.equal(changed.at(-1)?.gradient, snapshot.derivation?.gradient, 'only names have changed');

      await keep(settings.names, undefined);
      await until(() => panel.derivations.at(-1)?.gradientText === '∂E_total/∂u₁₁', 'the names of the file');
      await until(() => panel.networks.at(-1)?.inputs[0]?.symbol === 'i_1', 'the diagram as before');
      assert.match(await titles(editor), /∂E_total\/∂u_11/);
      assert.deepEqual(panel.derivations.at(-1), snapshot.derivation);
    });

    it('a choice in the panel is kept as settings, and every formula follows', async () => {
      await openNetwork(named);
      await ready(w5);
      const writing = { level: 'delta', form: 'matrix', names: 'numbered' } as const;
      await panel.channel.request('write', writing);
      assert.deepEqual(
        [kept(settings.level), kept(settings.form), kept(settings.names)],
        Object.values(writing),
      );
      await until(
        () => JSON.stringify(panel.derivations.at(-1)?.formula.writing) === JSON.stringify(writing),
        'the formula as chosen',
      );
      await until(() => panel.derivations.at(-1)?.text === 'w₅', 'the numbered names');
      assert.notEqual(panel.derivations.at(-1)?.formula.equations[0]?.shapes, null);
      const bad = { ...writing, names: 'of my own' } as never;
      await assert.rejects(panel.channel.request('write', bad), { code: 'invalidParams' });
      assert.equal(kept(settings.names), 'numbered');
    });
  });

  it('copies', async () => {
    await openNetwork(text);
    await panel.channel.request('copy', { text: '\\frac{1}{2}' });
    assert.equal(await vscode.env.clipboard.readText(), '\\frac{1}{2}');
  });

  it('tells nothing to a webview that is not ready, or not seen', async () => {
    const editor = await openNetwork(text);
    api.selection.set(editor.document.uri, w5);
    await vscode.commands.executeCommand(commands.step);
    assert.equal(panel.eventCount, 0);
    await ready();
    panel.isVisible = false;
    await vscode.commands.executeCommand(commands.step);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(panel.eventCount, 0);
    panel.isVisible = true;
    assert.equal((await ready()).run?.step, 2);
  });

  it('drops whatever has not the form it must have, without effect', async () => {
    const editor = await openNetwork(text);
    await ready(w5);
    const events = panel.eventCount;
    const { selection } = editor;
    const junk: unknown[] = [
      undefined,
      null,
      0,
      -1,
      1e9,
      NaN,
      '',
      'x'.repeat(2_000_000),
      [],
      {},
      true,
      { kind: 'weight' },
    ];
    const subjects: unknown[] = [
      ...junk,
      { kind: 'weight', layer: 9, i: 0, j: 0 },
      { kind: 'weight', layer: 0, i: -1, j: 0 },
      { kind: 'weight', layer: 0, i: 0.5, j: 0 },
      { kind: 'bias', layer: '0', j: 0 },
      { kind: '__proto__' },
      { kind: 'input', i: 1e300 },
    ];
    let id = 1000;
    const send = (method: unknown, params: unknown): void => {
      panel.post({ kind: 'request', id: id++, method, params });
    };
    for (const method of ['train', 'step', 'stop', 'reset', 'showProblem', 'openExample']) {
      for (const params of junk) if (params !== null) send(method, params);
    }
    for (const subject of subjects) for (const reveal of [...junk, true]) send('select', { subject, reveal });
    for (const level of junk) send('write', { level, form: 'terms', names: 'file' });
    for (const params of junk) send('write', params);
    for (const sample of junk) send('showSample', { sample: sample === 0 ? 0 : sample });
    for (const value of junk)
      if (typeof value !== 'string' || value.length > 0) send('copy', { text: value });
    for (const method of [...junk, 'constructor', '__proto__', 'writeTrainedWeights', 'toString'])
      send(method, null);
    for (const message of junk) panel.post(message);
    for (const kind of [...junk, 'result', 'failure', 'event', 'cancel']) panel.post({ kind, id: 1 });
    await panel.channel.request('copy', { text: 'after all' });

    assert.equal(panel.eventCount, events);
    assert.deepEqual(editor.selection, selection);
    assert.deepEqual(api.selection.get(editor.document.uri), w5);
    assert.equal(api.runs.get(editor.document.uri), undefined);
    assert.equal(editor.document.getText(), text);
    assert.equal(await vscode.env.clipboard.readText(), 'after all');
    assert.ok(panel.faults.length > 300, `${panel.faults.length} faults were logged`);
  });

  it('stands beside the editor, once, and leaves the focus where it is', async () => {
    const editor = await openNetwork(text);
    const panels = (): vscode.Tab[] =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(
          ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(panelViewType),
        );
    await vscode.commands.executeCommand(commands.openPanel);
    await until(() => panels().length === 1, 'the panel is open');
    await vscode.commands.executeCommand(commands.openPanel);
    assert.equal(panels().length, 1);
    assert.notEqual(panels()[0]?.group.viewColumn, editor.viewColumn);
    assert.equal(vscode.window.activeTextEditor, editor);
    await vscode.window.tabGroups.close(panels());
    await until(() => panels().length === 0, 'the panel is closed');
    await vscode.commands.executeCommand(commands.openPanel);
    await until(() => panels().length === 1, 'the panel is open again');
  });
});
