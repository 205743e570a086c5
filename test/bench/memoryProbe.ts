/**
 * What training holds in memory, in a process of its own: `node --expose-gc memoryProbe.cjs ENGINE W4|million` prints
 * `{"heldMegabytes", "peakMegabytes"}`. Held are the network, its samples and the engine's run after some updates,
 * with WebAssembly's memory; the peak is the whole process's, reading the file included, above what it had before.
 */

import { engines } from './engines';
import { readNetwork } from './job';
import { clusters } from './samples';
import { workloads } from './workloads';

/** 500-1000-498-2: 998,996 weights, of the 1,000,000 that a file may have. */
function millionFiles(): { readonly text: string; readonly dataText: null } {
  const text = JSON.stringify({
    inputs: 500,
    layers: [
      { units: 1000, activation: 'relu', init: 'heUniform' },
      { units: 498, activation: 'relu', init: 'heUniform' },
      { units: 2, activation: 'softmax' },
    ],
    loss: 'categoricalCrossEntropy',
    data: clusters(64, 500, 2, 5),
    training: { optimizer: 'adam', learningRate: 0.001, batchSize: 32, epochs: 1000 },
  });
  return { text, dataText: null };
}

function megabytes(): number {
  const collect = globalThis.gc;
  if (!collect) throw new Error('the memory probe needs node --expose-gc');
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

function main(): void {
  const [name, what] = process.argv.slice(2);
  const engine = engines.find((one) => one.name === name);
  if (!engine) throw new Error(`there is no engine ${JSON.stringify(name)}`);
  const held = megabytes();
  const resident = process.memoryUsage().rss;
  const { network, dataset } = readNetwork(
    what === 'W4' ? workloads.find((one) => one.name === 'W4')!.files() : millionFiles(),
  );
  const training = { ...network.training, precision: engine.precision };
  const trainer = engine.create({ ...network, training }, dataset);
  trainer.advance(4);
  const heldMegabytes = megabytes() - held;
  const peakMegabytes = (process.resourceUsage().maxRSS * 1024 - resident) / 1e6;
  console.log(JSON.stringify({ heldMegabytes, peakMegabytes, updates: trainer.step }));
  engine.end?.();
}

main();
