/**
 * What training holds in memory, in a process of its own: `node --expose-gc memoryProbe.cjs ENGINE W4|million` prints
 * `{"heldMegabytes", "peakMegabytes"}`. Held are the network, its samples and the engine's run after some updates,
 * with WebAssembly's memory; the peak is the whole process's, reading the file included, above what it had before.
 */

import type { Trainer } from '../../src/core/engine/training';
import { engines, type Engine } from './engines';
import { readNetwork } from './job';
import { millionFiles } from './samples';
import { workloads } from './workloads';

function megabytes(): number {
  const collect = globalThis.gc;
  if (!collect) throw new Error('the memory probe needs node --expose-gc');
  // What the first finds of no use is given back by the second.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

/** A run after some updates. Of its samples there is what it has itself: the server of a run keeps no others. */
function begun(engine: Engine, files: Parameters<typeof readNetwork>[0]): Trainer {
  const { network, dataset } = readNetwork(files);
  const training = { ...network.training, precision: engine.precision };
  const trainer = engine.create({ ...network, training }, dataset);
  trainer.advance(4);
  return trainer;
}

function main(): void {
  const [name, what] = process.argv.slice(2);
  const engine = engines.find((one) => one.name === name);
  if (!engine) throw new Error(`there is no engine ${JSON.stringify(name)}`);
  const held = megabytes();
  const resident = process.memoryUsage().rss;
  const trainer = begun(
    engine,
    what === 'W4' ? workloads.find((one) => one.name === 'W4')!.files() : millionFiles(),
  );
  const heldMegabytes = megabytes() - held;
  const peakMegabytes = (process.resourceUsage().maxRSS * 1024 - resident) / 1e6;
  console.log(
    JSON.stringify({
      heldMegabytes,
      peakMegabytes,
      updates: trainer.step,
      samples: trainer.samples.inputs.length,
    }),
  );
  engine.end?.();
}

main();
