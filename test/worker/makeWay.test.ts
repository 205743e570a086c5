import { strict as assert } from 'node:assert';
import { readFileSync, readdirSync } from 'node:fs';
import { constants, getPriority, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { trainingProgram } from '../../src/host/training/trainingWorker';
import { poolProgram } from '../../src/host/training/laboratory';
import { startNodeThread } from '../../src/worker/thread.node';

/** The niceness of every thread of this process, where the system tells it. */
function niceness(): number[] {
  return readdirSync('/proc/self/task').map((task) => {
    // Behind the name, which stands in parentheses and may hold anything.
    const fields = readFileSync(join('/proc/self/task', task, 'stat'), 'utf8')
      .split(') ')[1]!
      .split(' ');
    return Number(fields[16]);
  });
}

describe('threads that train', () => {
  for (const program of [trainingProgram, poolProgram]) {
    it(`give way to the thread that started them: ${program}`, async function () {
      // Elsewhere priority belongs to the process: there it must be left alone, and there is nothing to be seen.
      if (platform() !== 'linux') return;
      const wanted = constants.priority.PRIORITY_BELOW_NORMAL;
      const before = niceness().filter((nice) => nice === wanted).length;
      const thread = startNodeThread(resolve('dist', program));
      try {
        while (niceness().filter((nice) => nice === wanted).length === before)
          await new Promise((done) => setTimeout(done, 10));
        assert.notEqual(getPriority(), wanted, 'the thread that started it gives way as well');
      } finally {
        thread.terminate();
        await thread.ended;
      }
    });
  }
});
