import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startThread } from '../../../src/host/thread.node';
import { trainingProgram, trainingWorkerIn } from '../../../src/host/training/trainingWorker';
import { networkOf } from '../../core/engine/data/networkOf';

const untrainable = networkOf(2, [{ units: 1 }], { data: null }, {});
const german = JSON.parse(readFileSync('l10n/bundle.l10n.de.json', 'utf8')) as Record<string, string>;

/** What a thread says of a network without samples. */
async function refusal(words: Record<string, string> | null): Promise<string> {
  const worker = trainingWorkerIn(startThread({ fsPath: resolve('dist') }, trainingProgram), words);
  try {
    await worker.channel.request('start', { network: untrainable, fileText: null, parameters: null });
    return 'It trains.';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    worker.dispose();
    await worker.ended;
  }
}

describe('a training thread', () => {
  it('speaks English by itself, and the language that it is given from its first answer on', async () => {
    assert.match(await refusal(null), /^The network has no samples\./);
    assert.match(await refusal(german), /^Das Netz hat keine Datenpunkte\./);
  });
});
