import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { createRandom } from '../../src/core/engine/random';
import { parse } from '../../src/core/network/parse';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import { closeAll, extensionApi, openNetwork, until } from './networkFiles';

const rounds = 25;

/** Each number stands behind a comment of its own, by which the test finds it. */
const text = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "weights": [[/*p0*/ 0.5, /*p1*/ -0.25], [/*p2*/ 0.125, /*p3*/ 1.5]], "biases": [/*p4*/ 0, /*p5*/ 0.75] },
    { "units": 1, "weights": [[/*p6*/ 0.5], [/*p7*/ -1]], "biases": false }
  ],
  "data": { "inputs": [[1, 0.5], [0.25, -1]], "targets": [[1], [0.5]] },
  "training": { "learningRate": 0.05, "epochs": 3 }
}
`;

function labelled(of: string): readonly number[] {
  const values: number[] = [];
  for (const [, n, value] of of.matchAll(/\/\*p(\d+)\*\/(?:\s|\/\*[^*]*\*\/)*([-\d.eE+]+)/g))
    values[Number(n)] = Number(value);
  return values;
}

describe('typing while trained weights are written', () => {
  let api: ExtensionApi;
  before(async () => {
    api = await extensionApi();
  });
  afterEach(async () => {
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  it(`loses nothing in ${rounds} rounds, and what is known is what the text says`, async () => {
    const random = createRandom(20);
    const draw = (end: number): number => Math.floor(random.uniform() * end);
    const editor = await openNetwork(text, 'storm');
    const { document } = editor;
    const marks: string[] = [];
    let written = 0;
    let unwritten = 0;
    for (let round = 0; round < rounds; round++) {
      const old = labelled(document.getText());
      await vscode.commands.executeCommand(commands.train);
      const run = api.runs.get(document.uri);
      assert.ok(run, 'the run is there');
      const trained = [...run.parameters];
      const act = [
        () => vscode.commands.executeCommand(commands.writeTrainedWeights),
        ...Array.from({ length: 1 + draw(4) }, (_, n) => async () => {
          const gaps = Array.from(document.getText().matchAll(/[,[\]{}]/g), ({ index }) => index + 1);
          const mark = `/*typed ${round} ${n}*/`;
          const at = document.positionAt(gaps[draw(gaps.length)]!);
          // The editor itself refuses an edit that was made for an older text; then nothing was typed.
          const isTyped = await editor.edit((edit) => {
            edit.insert(at, mark);
          });
          if (isTyped) marks.push(mark);
        }),
      ];
      const order = act.map((one) => ({ one, key: random.uniform() })).sort((a, b) => a.key - b.key);
      // A message that says why nothing was written is answered by nobody.
      const settled = order.map(({ one }) => Promise.race([one(), pause(3000)]));
      await Promise.all(settled);
      const state = await api.documents.current(document);
      const now = document.getText();
      assert.equal(state.parsed.text, now);
      assert.deepEqual(state.diagnostics, parse(now).diagnostics);
      assert.deepEqual(state.parsed.network, parse(now).network);
      for (const mark of marks) assert.ok(now.includes(mark), `${mark} was lost`);
      const values = labelled(now);
      if (JSON.stringify(values) === JSON.stringify(trained)) written++;
      else {
        assert.deepEqual(values, old, 'neither the old numbers nor the trained ones');
        unwritten++;
      }
    }
    assert.ok(written > 0, `${written} written, ${unwritten} not`);
    while (document.getText() !== text) {
      const before = document.version;
      await vscode.commands.executeCommand('undo');
      assert.notEqual(document.version, before, 'undo did not lead back to the first text');
    }
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
