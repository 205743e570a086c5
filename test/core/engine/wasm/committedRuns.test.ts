import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTrainer, type Trainer } from '../../../../src/core/engine/training';
import { compiledTrainer, type ComparedRun } from './bothEngines';
import { randomComparedRun } from './randomNetworks';

/*
 * Runs whose bits were committed: every platform and every version gives the same. Where a change of the mathematics
 * or of the drawn networks is meant to change them, the message of the failing test has the file's new content.
 */

interface CommittedRuns {
  readonly float64: readonly string[];
  readonly float32: readonly string[];
}

const file = join(process.cwd(), 'test', 'fixtures', 'runs', 'hashes.json');
const committed = JSON.parse(readFileSync(file, 'utf8')) as CommittedRuns;

/** FNV-1a of 32 bits over the bytes of doubles, the lowest byte first. */
function hashOf(...rows: readonly ArrayLike<number>[]): string {
  let hash = 0x811c_9dc5;
  const view = new DataView(new ArrayBuffer(8));
  for (const row of rows) {
    for (let n = 0; n < row.length; n++) {
      view.setFloat64(0, row[n]!, true);
      for (let byte = 0; byte < 8; byte++) {
        hash = Math.imul(hash ^ view.getUint8(byte), 0x0100_0193);
      }
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function hashOfRun(run: ComparedRun, create: (run: ComparedRun) => Trainer): string {
  const trainer = create(run);
  trainer.advance(20);
  const { loss, penalty, testLoss, history, parameters } = trainer.finish();
  return hashOf(parameters, [loss, penalty, testLoss ?? 0], history.loss, history.testLoss);
}

const compiled = ({ network, dataset }: ComparedRun): Trainer => compiledTrainer(network, dataset);

const runs = Array.from({ length: 50 }, (_, n) => randomComparedRun(1000 + n));

describe('50 committed runs', () => {
  it('have these bits by the engine in TypeScript', () => {
    const create = ({ network, dataset }: ComparedRun): Trainer => createTrainer(network, dataset);
    assert.deepEqual(
      runs.map((run) => hashOfRun(run, create)),
      committed.float64,
    );
  });

  it('have these bits by the compiled engine, in double and in single precision', () => {
    const singles = runs.slice(0, 20).map(({ network, ...rest }): ComparedRun => {
      return { ...rest, network: { ...network, training: { ...network.training, precision: 'float32' } } };
    });
    const actual: CommittedRuns = {
      float64: runs.map((run) => hashOfRun(run, compiled)),
      float32: singles.map((run) => hashOfRun(run, compiled)),
    };
    assert.deepEqual(actual, committed, JSON.stringify(actual, null, 2));
    assert.equal(new Set([...actual.float64, ...actual.float32]).size, 70, 'each run is another');
  });
});
