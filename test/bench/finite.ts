import { createModel } from '../../src/core/engine/model';
import { initialParameters } from '../../src/core/engine/initialise';
import type { Trainer, TrainingSamples } from '../../src/core/engine/training';
import { countsOf, createTrainerOn } from '../../src/core/engine/wasm/compiledTraining';
import { compileProgram } from '../../src/core/engine/wasm/program';
import type { Network } from '../../src/core/network/network';
import { compileModule, instantiateModule } from '../../src/worker/webAssembly';
import type { Demand } from './demands';
import { readNetwork } from './job';
import { median, print, shown } from './report';
import { millionFiles } from './samples';
import { workloads } from './workloads';

/*
 * What it costs to look for the first number that is not finite: the same network compiled with the look and without,
 * side by side, in calls of as many updates as the training thread makes at once. Times are the processor's.
 */

/** The look may take this share of the time of a step. */
const mostPercent = 3;

/** As long as the thread trains at once, at most: see `Stride`. */
const callMs = 3;

/** Until a program is compiled to the end. */
const settlingMs = 150;

/** Of a round of one of the two. */
const roundMs = 40;

const rounds = 5;
const pairs = 9;

export function benchFinite(): Demand[] {
  console.log(
    '\nThe look for the first number that is not finite (ns of the processor for an update, medians)\n',
  );
  print('', 'without', 'with', 'cost, %');
  const measured = [
    ...workloads.filter(({ name }) => name !== 'W5').map(({ name, files }) => ({ name, files })),
    { name: '998,996 weights', files: millionFiles },
  ];
  return measured.map(({ name, files }) => {
    const { network, dataset } = readNetwork(files());
    const [without, withLook] = nanosecondsOf(network, dataset);
    const percent = 100 * (withLook / without - 1);
    print(name, without, withLook, percent);
    return {
      what: `${name}: the look for numbers that are not finite`,
      demanded: `< ${mostPercent} %`,
      measured: `${shown(percent)} %`,
      isMet: percent < mostPercent,
    };
  });
}

/**
 * Nanoseconds of an update without the look and with it. Where memory happens to lie changes times by as much as the look
 * does: so there are several pairs of memories, and the ratio is the median of theirs.
 */
function nanosecondsOf(network: Network, samples: TrainingSamples): readonly [number, number] {
  const make = [trainersOf(network, samples, false), trainersOf(network, samples, true)] as const;
  const times: number[] = [];
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const trainers = [make[0](), make[1]()] as const;
    const updates = Math.min(...trainers.map(settledUpdates));
    const taken: readonly [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      // Each goes first as often as the other.
      for (const n of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        taken[n].push(processorTime(trainers[n], updates));
      }
    }
    times.push(median(taken[0]));
    ratios.push(median(taken[1].map((time, round) => time / taken[0][round]!)));
  }
  const without = median(times);
  return [without, without * median(ratios)];
}

/** Runs on one compiled program, each in a memory of its own. */
function trainersOf(network: Network, samples: TrainingSamples, isWatched: boolean): () => Trainer {
  const model = createModel(network);
  const program = compileProgram(network, model, countsOf(model, samples), 1, false, isWatched);
  const module = compileModule(program);
  const initial = initialParameters(network);
  return () => createTrainerOn(program, instantiateModule(module, program.pages), network, samples, initial);
}

/** How many updates the thread asks for at once when the program is compiled to the end. */
function settledUpdates(trainer: Trainer): number {
  let updates = 1;
  const start = performance.now();
  for (;;) {
    const before = performance.now();
    trainer.advance(updates);
    const now = performance.now();
    if (now - before < callMs / 2) updates *= 2;
    else if (now - before > callMs) updates = Math.max(1, updates >> 1);
    if (now - start > settlingMs) return updates;
  }
}

/** Nanoseconds of the processor for an update. */
function processorTime(trainer: Trainer, updates: number): number {
  const [start, begun] = [process.cpuUsage(), performance.now()];
  let made = 0;
  while (performance.now() - begun < roundMs) {
    trainer.advance(updates);
    made += updates;
  }
  const { user, system } = process.cpuUsage(start);
  return (1000 * (user + system)) / made;
}
