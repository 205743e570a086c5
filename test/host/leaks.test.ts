import { strict as assert } from 'node:assert';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import { closeAll, extensionApi, openNetwork, until } from './networkFiles';

/** `npm run soak` asks for more. */
const soakCycles = Number(process.env['BACKPROP_SOAK_CYCLES'] ?? '0');

const cycles = soakCycles || 20;

/** Cycles before counting begins: code is compiled and caches fill meanwhile. */
const warmUp = soakCycles ? Math.min(50, Math.ceil(soakCycles / 2)) : 2;

const mostGrowth = 1024 * 1024;

const text = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "sigmoid", "weights": [[0.15, 0.25], [0.20, 0.30]], "biases": [0.35, 0.35] },
    { "units": 2, "activation": "sigmoid", "weights": [[0.40, 0.50], [0.45, 0.55]], "biases": [0.6, 0.6] }
  ],
  "data": { "inputs": [[0.05, 0.10]], "targets": [[0.01, 0.99]] },
  "training": { "learningRate": 0.5, "epochs": 20 }
}
`;

/** The heap without its garbage, in bytes. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let n = 0; n < 3; n++) collect();
  return process.memoryUsage().heapUsed;
}

/** Threads of the process that run JavaScript, beside its own. */
function workerCount(): number {
  const { workers } = process.report.getReport() as { readonly workers: readonly unknown[] };
  return workers.length;
}

describe('opening, training and closing', function () {
  if (soakCycles) this.timeout(0);
  let api: ExtensionApi;

  before(async () => {
    api = await extensionApi();
  });
  afterEach(closeAll);

  async function cycle(uri: vscode.Uri): Promise<void> {
    await vscode.commands.executeCommand('vscode.open', uri, vscode.ViewColumn.One);
    await until(() => api.documents.active?.uri.toString() === uri.toString(), 'the file is active');
    const { document } = vscode.window.activeTextEditor!;
    await vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri, 100);
    await vscode.commands.executeCommand('vscode.executeHoverProvider', uri, new vscode.Position(3, 55));
    await vscode.commands.executeCommand(commands.train);
    assert.equal(api.runs.get(uri)?.epoch, 20);
    await vscode.commands.executeCommand(commands.step);
    assert.equal(api.documents.document(uri), document);
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  }

  /** What is held, and how many of it. */
  function held(): string[] {
    return Object.entries(api.held()).flatMap(([name, count]) => (count === 0 ? [] : [`${name}: ${count}`]));
  }

  it(`${cycles} times leaves nothing behind`, async () => {
    const { uri } = (await openNetwork(text, 'cycle')).document;
    await closeAll();
    for (let n = 0; n < warmUp; n++) await cycle(uri);
    const before = { heap: heapUsed(), workers: workerCount() };
    for (let n = 0; n < cycles; n++) {
      await cycle(uri);
      // What a run has come to is still written down when its file is closed.
      await api.archive.written();
      await until(() => held().length === 0, `nothing is held after ${n + 1} cycles`);
      if (soakCycles && (n + 1) % 50 === 0) {
        console.log(`${n + 1} cycles: the heap has grown by ${kilobytes(heapUsed() - before.heap)}`);
      }
    }
    const workers = workerCount();
    // A thread for the next run may wait, or not be there yet.
    assert.ok(workers <= before.workers + 1, `${workers} threads, ${before.workers} before`);
    if (!soakCycles) return;
    const growth = heapUsed() - before.heap;
    console.log(`${cycles} cycles: the heap has grown by ${kilobytes(growth)}`);
    assert.ok(growth < mostGrowth, `the heap has grown by ${kilobytes(growth)}`);
  });
});

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`;
}
