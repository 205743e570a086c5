import { strict as assert } from 'node:assert';
import type * as vscode from 'vscode';
import { archivedCurve, endEpochOf, mostRuns } from '../../../src/host/training/archivedRun';
import { readRuns, writeRuns } from '../../../src/host/training/archivedRunText';
import { historyColumns, keptColumns, lossesCsv } from '../../../src/host/training/lossesCsv';
import { RunArchive, type RunStore } from '../../../src/host/training/runArchive';
import type { Run } from '../../../src/host/training/trainingRun';

const uri = (path: string): vscode.Uri =>
  ({ scheme: path.split(':')[0], toString: () => path }) as unknown as vscode.Uri;

const network = uri('file:///a.backprop.json');
const training = { optimizer: { type: 'sgd' }, learningRate: 0.5 } as const;

/** Files in memory. */
class Memory implements RunStore {
  readonly files = new Map<string, string>();
  isBroken = false;

  read(name: string): Promise<string | null> {
    return this.isBroken
      ? Promise.reject(new Error('no disk'))
      : Promise.resolve(this.files.get(name) ?? null);
  }

  write(name: string, text: string): Promise<void> {
    if (this.isBroken) return Promise.reject(new Error('no disk'));
    this.files.set(name, text);
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }

  names(): Promise<readonly string[]> {
    return Promise.resolve([...this.files.keys()]);
  }
}

/** Losses with everything that JSON has no word for. */
function strangeLosses(length: number): Float64Array {
  return Float64Array.from({ length }, (_, e) => (e % 97 === 5 ? NaN : e % 89 === 3 ? -0 : 1 / (1 + e)));
}

describe('the archive of runs', () => {
  let store: Memory;
  let faults: unknown[];
  let isOpen: boolean;
  let archive: RunArchive;
  const reopened = (): RunArchive =>
    new RunArchive(
      store,
      () => isOpen,
      (error) => faults.push(error),
    );

  beforeEach(() => {
    store = new Memory();
    faults = [];
    isOpen = true;
    archive = reopened();
  });

  const add = async (name: string, length = 30, change: object = {}) =>
    archive.add({
      name,
      uri: network,
      losses: strangeLosses(length),
      testLosses: new Float64Array(),
      every: 1,
      startEpoch: 0,
      training,
      ...change,
    });

  it('keeps runs over a reload, every number as it was', async () => {
    const testLosses = strangeLosses(30).map((loss) => 2 * loss);
    await add(await archive.nextName(network, training), 30, { testLosses, startEpoch: 7, every: 3 });
    const [run] = await reopened().runs(network);
    assert.ok(run);
    assert.equal(run.name, 'run 1 · sgd η 0.5');
    assert.deepEqual(
      Array.from(run.losses.first, (loss) => [loss, Object.is(loss, -0)]),
      Array.from(strangeLosses(30), (loss) => [loss, Object.is(loss, -0)]),
    );
    assert.deepEqual([...run.testLosses!.first], [...testLosses]);
    assert.deepEqual([run.startEpoch, run.every, endEpochOf(run)], [7, 3, 97]);
    assert.deepEqual(faults, []);
    assert.deepEqual(await reopened().runs(uri('file:///b.backprop.json')), []);
  });

  it('keeps a run of a million epochs in 64 kB, with its least and its greatest loss and its gaps', async () => {
    const losses = strangeLosses(1_000_000);
    losses[654_321] = 70;
    losses[654_322] = -70;
    const testLosses = losses.map((loss) => loss + 1);
    const run = await add('long', 0, { losses, testLosses });
    const bytes = [run.losses, run.testLosses!]
      .flatMap((buckets) => Object.values(buckets) as Float64Array[])
      .reduce((sum, { byteLength }) => sum + byteLength, 0);
    assert.ok(bytes <= 64 * 1024 + 100, `${bytes}`);
    for (const kept of [run, (await reopened().runs(network))[0]!]) {
      const curve = archivedCurve(kept, 0, 1_000_000, 100).losses;
      assert.equal(Math.max(...curve.max), 70);
      assert.equal(Math.min(...curve.min), -70);
      assert.equal(
        curve.nonFinite.reduce((a, b) => a + b, 0),
        losses.filter((loss) => Number.isNaN(loss)).length,
      );
      assert.equal(curve.starts.at(-1), 1_000_000);
    }
  });

  it('gives the curve of a fork in the epochs of the run that it forked from', async () => {
    const losses = Float64Array.of(5, 4, 3, 2);
    const run = await add('fork', 0, { losses, startEpoch: 100, every: 10 });
    const curve = archivedCurve(run, 110, 130, 50).losses;
    assert.deepEqual([...curve.starts], [110, 120, 130]);
    assert.deepEqual([...curve.first], [4, 3]);
    assert.equal(archivedCurve(run, 0, 100, 50).losses.first.length, 0);
    assert.deepEqual([...archivedCurve(run, 0, 1000, 1).losses.first], [5]);
  });

  it('lets the oldest go past twenty, and gives no number twice', async () => {
    for (let n = 1; n <= mostRuns + 3; n++) await add(`number ${n}`);
    const runs = await archive.runs(network);
    assert.equal(runs.length, mostRuns);
    assert.equal(runs[0]!.name, 'number 4');
    await archive.remove(network, runs.at(-1)!.id);
    assert.equal(await archive.nextName(network, training), `run ${mostRuns + 4} · sgd η 0.5`);
    assert.equal(new Set(runs.map(({ id }) => id)).size, mostRuns);
  });

  it('renames, extends and removes, tells of it, and leaves no file without runs', async () => {
    const told: string[] = [];
    archive.onDidChange((changed) => told.push(changed.toString()));
    const { id } = await add('one');
    await archive.rename(network, id, '  another ');
    await archive.rename(network, id, '   ');
    await archive.extend(id, {
      uri: network,
      losses: strangeLosses(40),
      testLosses: new Float64Array(),
      every: 1,
      startEpoch: 0,
      training,
    });
    const [run] = await reopened().runs(network);
    assert.equal(run?.name, 'another');
    assert.equal(run.losses.first.length, 40);
    await archive.remove(network, id);
    assert.equal(store.files.size, 0);
    assert.deepEqual(new Set(told), new Set([network.toString()]));
    assert.equal(told.length, 4);
  });

  it('knows which files have runs, without reading any', async () => {
    await add('one');
    store.read = () => Promise.reject(new Error('was read'));
    const other = uri('file:///b.backprop.json');
    assert.deepEqual(await reopened().filesWithRuns([network, other]), new Set([network.toString()]));
    assert.deepEqual(faults, []);
  });

  it('holds nothing of files that are not open, and writes nothing of files without an address', async () => {
    isOpen = false;
    await add('one');
    await archive.runs(network);
    assert.equal(archive.count, 0);
    isOpen = true;
    await archive.runs(network);
    assert.equal(archive.count, 1);
    archive.forget(network);
    assert.equal(archive.count, 0);
    const untitled = uri('untitled:new.backprop.json');
    const { size } = store.files;
    await add('mine', 10, { uri: untitled });
    assert.equal((await archive.runs(untitled)).length, 1);
    assert.equal(store.files.size, size);
  });

  it('goes on in memory where there is no disk, and says so to the log', async () => {
    store.isBroken = true;
    await add('one');
    assert.equal((await archive.runs(network)).length, 1);
    assert.equal(faults.length, 2);
  });

  it('takes a damaged file for none, and says so to the log', async () => {
    await add('one');
    const [[name, text]] = [...store.files] as [[string, string]];
    const file = JSON.parse(text) as { runs: Record<string, unknown>[] };
    const [run] = file.runs;
    const damaged = [
      '',
      'null',
      '[]',
      '{"version":2}',
      JSON.stringify({ ...file, next: -1 }),
      JSON.stringify({ ...file, runs: Array.from({ length: 21 }, () => run) }),
      JSON.stringify({ ...file, runs: [{ ...run, every: 0 }] }),
      JSON.stringify({ ...file, runs: [{ ...run, losses: { isEveryValue: true, parts: ['AAA='] } }] }),
      JSON.stringify({ ...file, runs: [{ ...run, losses: { isEveryValue: false, parts: ['', '', ''] } }] }),
      JSON.stringify({ ...file, runs: [{ ...run, name: 'x'.repeat(500) }] }),
    ];
    for (const [n, broken] of damaged.entries()) {
      store.files.set(name, broken);
      assert.deepEqual(await reopened().runs(network), [], broken.slice(0, 60));
      assert.equal(faults.length, n + 1);
    }
    assert.equal(readRuns(writeRuns('', readRuns(text))).runs.length, 1);
  });
});

describe('losses as CSV', () => {
  const text = (columns: Parameters<typeof lossesCsv>[0]): string => {
    const steps = lossesCsv(columns);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  };

  it('have every epoch of every run, with all digits', () => {
    const losses = strangeLosses(3000);
    const testLosses = losses.map((loss) => loss / 3);
    const run = { losses, testLosses, every: 2 } as unknown as Run;
    const lines = text([historyColumns('run 1, "mine"', run)])
      .trimEnd()
      .split('\n');
    assert.equal(lines[0], 'run,epoch,loss,test loss');
    assert.equal(lines.length, 3001);
    lines.slice(1).forEach((line, n) => {
      assert.ok(line.startsWith('"run 1, ""mine""",'));
      const [epoch, loss, test] = line.slice('"run 1, ""mine""",'.length).split(',').map(Number);
      assert.equal(epoch, 2 * n);
      // −0 is written as 0.
      assert.equal(loss, losses[n]! + 0);
      assert.equal(test, testLosses[n]! + 0);
    });
  });

  it('have what is kept of a run, and an empty field without a test share', async () => {
    const archive = new RunArchive(
      new Memory(),
      () => true,
      () => assert.fail('a fault'),
    );
    const losses = Float64Array.of(0.1, 1 / 3);
    const record = { name: 'a', uri: network, losses, testLosses: new Float64Array(), every: 1, training };
    const run = await archive.add({ ...record, startEpoch: 4 });
    assert.equal(text([keptColumns(run)]), `run,epoch,loss,test loss\na,4,0.1,\na,5,${1 / 3},\n`);
  });
});
