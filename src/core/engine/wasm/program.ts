import type { Network } from '../../network/network';
import { whenAsked } from '../../math/remember';
import type { Model } from '../model';
import { leafTerms } from '../pairwise';
import { PanelBatches, writeGradientOfParts, type LayerSums } from './batch';
import { encodeModule } from './binary';
import type { Callable, Code } from './code';
import type { Value } from './writtenCode';
import { Constants } from './constants';
import { Functions } from './functions';
import { writeSink, type Columns, type Sink } from './gradients';
import { writeSum, writeTraining } from './loop';
import { stateShape } from '../updateRules';
import { chunkSamples, mapMemory, type MemoryMap, type SampleCounts } from './memory';
import { doublePrecision, precisionOf } from './precision';
import { isSingleSample, writeSingleSampleTraining } from './singleSample';
import { batchingOf } from './programKey';
import { isSmall, writeLeaf, writeLosses, writeLossesByLeaves } from './straightLine';
import { writeShuffle } from './shuffle';
import { createUpdate, treatmentOf, writeRates, writeUpdate, type UpdatePlan } from './updates';
import { past, smaller } from './products';

/**
 * A network compiled to WebAssembly: forward, loss, backward, penalty and update of exactly this network, from
 * the expressions of the operation table, with its memory laid out beside it.
 */
export interface Program extends ProgramLayout {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a run has to know of the program it runs on: plain data. */
export interface ProgramLayout {
  readonly map: MemoryMap;
  /** Whether batches are shuffled. */
  readonly isShuffled: boolean;
  /** Pages of 64 KiB that the memory needs. */
  readonly pages: number;
}

/**
 * @param network what of its training shapes the code: the optimizer's type, whether batches are shuffled,
 *   penalties, what is frozen: see `programKey`. Rates, seeds and sizes are settings, see `memory.ts`.
 */
export function compileProgram(network: Network, model: Model, counts: SampleCounts): Program {
  const map = mapMemory(
    model,
    counts,
    partsOf(counts),
    stateShape(network.training.optimizer),
    precisionOf(network.training),
  );
  const constants = new Constants(map.constants);
  const functions = new Functions();
  const plan: UpdatePlan = { network, model, map };
  const { isShuffled, isChunked } = batchingOf(network, counts);
  // One sample is trained on without batches: only its loss is asked for beside.
  const batches = isSingleSample(model, counts.training, counts.test)
    ? null
    : isSmall(model)
      ? smallBatches(functions, constants, plan, counts.test > 0)
      : panelBatches(functions, constants, plan, isChunked);
  const losses = batches?.losses ?? writtenLosses(functions, constants, plan);
  const sum = functions.add(2, 'f64', null, (code) => {
    writeSum(code, map);
  });
  const measure = functions.add(2, 'f64', 'measure', (code) => {
    code.call(losses, [code.parameter(0), code.parameter(1), code.i32(map.measuredLosses)]);
    code.leave(code.callFor(sum, [code.i32(map.measuredLosses), code.parameter(1)]));
  });
  const shuffle = isShuffled
    ? functions.add(0, null, 'shuffle', (code) => {
        writeShuffle(code, map);
      })
    : null;
  functions.add(1, 'i32', 'train', (code) => {
    if (!batches) {
      writeSingleSampleTraining(code, constants, plan);
      return;
    }
    writeTraining(code, map, {
      shuffle,
      step: batches.step,
      measure: counts.test > 0 ? measure : null,
      sum,
    });
  });
  return { ...encoded(functions, constants, map), map, isShuffled };
}

/**
 * The loss, gradients and outputs of a network over any samples, without training: a function `evaluate` that takes
 * the address of a list of samples and its length. It leaves the sum of the gradients in `map.gradient`, losses in
 * `map.measuredLosses`, terms and outputs in `map.terms` and `map.results`.
 */
export function compileEvaluation(model: Model, samples: number): Program {
  const counts = { samples, training: samples, test: 0, evaluated: samples };
  const nothing = { hasMean: false, hasSquare: false };
  const map = mapMemory(model, counts, partsOf(counts), nothing, doublePrecision);
  const constants = new Constants(map.constants);
  const functions = new Functions();
  const panels = new PanelBatches(functions, constants, model, map, true);
  const gradient = gradientOfPanels(functions, map, panels, true);
  functions.add(2, null, 'evaluate', (code) => {
    code.call(gradient, [code.parameter(0), code.parameter(1), code.i32(map.measuredLosses)]);
    code.leave();
  });
  return { ...encoded(functions, constants, map), map, isShuffled: false };
}

function encoded(
  functions: Functions,
  constants: Constants,
  map: MemoryMap,
): Pick<Program, 'bytes' | 'pages'> {
  const pages = Math.ceil((map.constants + constants.bytes.length) / 65536);
  const bytes = encodeModule({
    functions: functions.encoded(),
    pages,
    isShared: false,
    data: { offset: map.constants, bytes: constants.bytes },
  });
  return { bytes, pages };
}

/** How many gradients of parts stand in memory at most: one for each bit of their number, and the newest. */
function partsOf({ training }: SampleCounts): number {
  const leaves = Math.ceil(training / leafTerms);
  return leaves.toString(2).length + 1;
}

/** How a network works on lists of samples. */
interface Batches {
  /** One update. Parameters: list, length, address of losses. */
  readonly step: Callable;
  readonly losses: Callable;
}

/** Losses of a network that is written out, by code of their own. */
function writtenLosses(functions: Functions, constants: Constants, { model, map }: UpdatePlan): Callable {
  return functions.add(3, null, null, (code) => {
    writeLosses(code, constants, model, map);
  });
}

/** @param hasTest whether losses are measured again and again: then by code of their own. */
function smallBatches(
  functions: Functions,
  constants: Constants,
  plan: UpdatePlan,
  hasTest: boolean,
): Batches {
  const { model, map } = plan;
  const leaf = functions.add(4, null, null, (code) => {
    writeLeaf(code, constants, model, map);
  });
  const losses = hasTest
    ? writtenLosses(functions, constants, plan)
    : functions.add(3, null, null, (code) => {
        writeLossesByLeaves(code, map, leaf);
      });
  const gradient = functions.add(3, null, null, (code) => {
    writeGradientOfParts(code, map, ({ list, count, losses: at }, place) => {
      code.call(leaf, [list, count, at, place]);
    });
  });
  return { step: stepByGradient(functions, constants, plan, gradient), losses };
}

function panelBatches(
  functions: Functions,
  constants: Constants,
  plan: UpdatePlan,
  isChunked: boolean,
): Batches {
  const { model, map } = plan;
  const panels = new PanelBatches(functions, constants, model, map);
  const losses = functions.add(3, null, null, (code) => {
    code.countOnce(code.i32(0), code.parameter(1), chunkSamples, (first) => {
      const left = code.op('i32.sub', [code.parameter(1), first]);
      const place = (start: number, bytes: number) =>
        past(code, code.parameter(start), code.op('i32.mul', [first, code.i32(bytes)]));
      panels.forward(code, place(0, 4), smaller(code, left, code.i32(chunkSamples)), place(2, 8));
    });
    code.leave();
  });
  if (isChunked) {
    const gradient = gradientOfPanels(functions, map, panels, false);
    return { step: stepByGradient(functions, constants, plan, gradient), losses };
  }

  const updating = new Map<string, LayerSums>();
  const updates = panels.gradients((layer, part) => {
    const treatment = treatmentOf(plan, layer, part);
    const key = JSON.stringify(treatment);
    const made =
      updating.get(key) ??
      panels.sumsInto(
        sinkOf(functions, map, (code, columns) => {
          const update = createUpdate(code, constants, plan, treatment);
          return {
            take(at, sums) {
              update.take(at, sums, columns);
            },
            finish() {
              update.finish();
            },
          };
        }),
      );
    updating.set(key, made);
    return made;
  });
  const step = functions.add(3, null, null, (code) => {
    writeRates(code, constants, plan);
    const [list, count, at] = [code.parameter(0), code.parameter(1), code.parameter(2)];
    const filled = panels.forward(code, list, count, at);
    panels.backward(code, filled);
    code.call(updates, [filled]);
    code.leave();
  });
  return { step, losses };
}

/** Puts the gradients of panels into memory. */
function gradientOfPanels(
  functions: Functions,
  map: MemoryMap,
  panels: PanelBatches,
  isKept: boolean,
): Callable {
  const stored = panels.sumsInto(
    sinkOf(functions, map, (code, columns) => {
      const part = code.load('i32.load', code.i32(0), map.partPlace);
      return {
        take(at, sums) {
          const place = past(code, part, at);
          if (columns === 'whole') code.store('v128.store', place, sums);
          else code.storeLane(map.precision.storeLane, 0, place, sums);
        },
        finish: () => undefined,
      };
    }),
  );
  const sums = panels.gradients(() => stored);
  return functions.add(3, null, null, (code) => {
    writeGradientOfParts(code, map, ({ list, count, losses, first }, place) => {
      const filled = panels.forward(code, list, count, losses, isKept ? first : undefined);
      panels.backward(code, filled);
      code.store('i32.store', code.i32(0), place, map.partPlace);
      code.call(sums, [filled]);
    });
  });
}

/** What a function of a sink does with the sums of a row, and at its end. */
interface Taking {
  readonly take: (at: Value, sums: Value) => void;
  readonly finish: () => void;
}

/** A sink whose functions are written when one is called: blocks of one column need not come up. */
function sinkOf(
  functions: Functions,
  map: MemoryMap,
  taking: (code: Code, columns: Columns) => Taking,
): Sink {
  const written = (columns: Columns): (() => Callable) =>
    whenAsked(() =>
      functions.add(3, null, null, (code) => {
        const { take, finish } = taking(code, columns);
        writeSink(code, map.totals, take);
        finish();
        code.leave();
      }),
    );
  const [single, whole] = [written('single'), written('whole')];
  return {
    get single() {
      return single();
    },
    get whole() {
      return whole();
    },
  };
}

/** An update by a gradient that stands in memory. */
function stepByGradient(
  functions: Functions,
  constants: Constants,
  plan: UpdatePlan,
  gradient: Callable,
): Callable {
  const update = functions.add(0, null, null, (code) => {
    writeUpdate(code, constants, plan);
  });
  return functions.add(3, null, null, (code: Code) => {
    code.call(gradient, [code.parameter(0), code.parameter(1), code.parameter(2)]);
    writeRates(code, constants, plan);
    code.call(update, []);
    code.leave();
  });
}
