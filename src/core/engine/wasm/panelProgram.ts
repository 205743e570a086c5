import type { Model } from '../model';
import { PanelBatches, type LayerSums } from './batch';
import type { Callable, Code } from './code';
import { vectorBytes, type Constants } from './constants';
import type { Functions } from './functions';
import { writeSink, type Sink } from './gradients';
import { chunkSamples, type MemoryMap } from './memory';
import { addVectors, writeGradientOfParts } from './parts';
import { storeNumbers } from './precision';
import { past, smaller } from './places';
import type { Share, Task, TeamMember } from './team';
import { createUpdate, treatmentOf, writeRates, writeUpdate, type UpdatePlan } from './updates';
import type { Value } from './writtenCode';

/*
 * Networks that go through panels: what a thread does for a batch, as tasks, and what the leader does around them.
 */

/** Where a program for panels is written to, and by whom it is run. */
export interface PanelPlace {
  readonly functions: Functions;
  readonly constants: Constants;
  readonly team: TeamMember;
}

/** The gradient of a batch by chunks. */
interface GradientTasks {
  /** Forward and backward of a chunk. Operands: list, count, address of losses; where they are kept the first row. */
  readonly backward: Task;
  /** The sums over a chunk, into the place at `map.partPlace`. Operand: panels. */
  readonly sums: Task;
  /** Adds one gradient to another. Operands: their addresses. */
  readonly add: Task;
}

/** All that is done in shares to train a network. */
export interface PanelTasks {
  /** The losses of a chunk. Operands: list, count, address of losses. */
  readonly losses: Task;
  /** Batches of more than a chunk: then sums stand in memory, and `update` is by them. */
  readonly chunked: (GradientTasks & { readonly update: Task }) | null;
  /** Other batches: `update` is by the sums as they are made. Operand: panels. */
  readonly whole: (Pick<GradientTasks, 'backward'> & { readonly update: Task }) | null;
  readonly panels: PanelBatches;
}

/** Writes the tasks: the same for every thread of a team, but for its share. */
export function writePanelTasks(place: PanelPlace, plan: UpdatePlan, isChunked: boolean): PanelTasks {
  const { functions, constants, team } = place;
  const { map } = team;
  const ownPlan = { ...plan, map };
  const panels = new PanelBatches(functions, constants, plan.model, team);
  const losses = team.task(3, (code) => {
    const [list, count, at] = [code.parameter(0), code.parameter(1), code.parameter(2)];
    onShare(code, team, panels.panels(code, count), (share) => {
      panels.forward(code, share, list, count, at);
    });
    code.leave();
  });
  if (isChunked) {
    const tasks = writeGradientTasks(place, panels, false);
    const update = team.task(0, (code) => {
      writeUpdate(code, constants, ownPlan, team);
    });
    return { losses, chunked: { ...tasks, update }, whole: null, panels };
  }
  const backward = writeBackward(team, panels, false);
  const updating = new Map<string, LayerSums>();
  const update = team.task(1, (code) => {
    panels.gradients(code, code.parameter(0), (layer, part) => {
      const treatment = treatmentOf(ownPlan, layer, part);
      const key = JSON.stringify(treatment);
      const made =
        updating.get(key) ??
        panels.sumsInto(
          sinkOf(functions, map, (inner) => createUpdate(inner, constants, ownPlan, treatment)),
        );
      updating.set(key, made);
      return made;
    });
    code.leave();
  });
  return { losses, chunked: null, whole: { backward, update }, panels };
}

/** The losses of any samples. Parameters: list, length, address of losses. */
export function writePanelLosses({ functions, team }: PanelPlace, { losses }: PanelTasks): Callable {
  return functions.add(3, null, null, (code) => {
    code.countOnce(code.i32(0), code.parameter(1), chunkSamples, (first) => {
      const left = code.op('i32.sub', [code.parameter(1), first]);
      const place = (start: number, bytes: number) =>
        past(code, code.parameter(start), code.op('i32.mul', [first, code.i32(bytes)]));
      team.run(code, losses, [place(0, 4), smaller(code, left, code.i32(chunkSamples)), place(2, 8)]);
    });
    code.leave();
  });
}

/** One update. Parameters: list, length, address of losses. */
export function writePanelStep(place: PanelPlace, plan: UpdatePlan, tasks: PanelTasks): Callable {
  const { functions, constants, team } = place;
  const { chunked, whole, panels } = tasks;
  const gradient = chunked && writeGradientOfPanels(place, panels, chunked, false);
  return functions.add(3, null, null, (code) => {
    const [list, count, at] = [code.parameter(0), code.parameter(1), code.parameter(2)];
    if (gradient) code.call(gradient, [list, count, at]);
    writeRates(code, constants, plan);
    if (chunked) team.run(code, chunked.update, []);
    if (whole) {
      team.run(code, whole.backward, [list, count, at]);
      team.run(code, whole.update, [panels.panelsOf(code, count)]);
    }
    code.leave();
  });
}

/**
 * The gradient of any samples, and their outputs and terms. Parameters: list, length, address of losses.
 */
export function writePanelEvaluation(place: PanelPlace, model: Model): Callable {
  const { functions, constants, team } = place;
  const panels = new PanelBatches(functions, constants, model, team, true);
  return writeGradientOfPanels(place, panels, writeGradientTasks(place, panels, true), true);
}

/** @param isKept whether outputs and terms of the samples are kept. */
function writeGradientOfPanels(
  { functions, team }: PanelPlace,
  panels: PanelBatches,
  tasks: GradientTasks,
  isKept: boolean,
): Callable {
  const { map } = team;
  return functions.add(3, null, null, (code) => {
    writeGradientOfParts(
      code,
      map,
      ({ list, count, losses, first }, place) => {
        team.run(code, tasks.backward, [list, count, losses, ...(isKept ? [first] : [])]);
        code.store('i32.store', code.i32(0), place, map.partPlace);
        team.run(code, tasks.sums, [panels.panelsOf(code, count)]);
      },
      (sum, term) => {
        team.run(code, tasks.add, [sum, term]);
      },
    );
  });
}

function writeBackward(team: TeamMember, panels: PanelBatches, isKept: boolean): Task {
  return team.task(isKept ? 4 : 3, (code) => {
    const [list, count, losses] = [code.parameter(0), code.parameter(1), code.parameter(2)];
    onShare(code, team, panels.panels(code, count), (share) => {
      panels.forward(code, share, list, count, losses, isKept ? code.parameter(3) : undefined);
      panels.backward(code, share);
    });
    code.leave();
  });
}

function writeGradientTasks(
  { functions, team }: PanelPlace,
  panels: PanelBatches,
  isKept: boolean,
): GradientTasks {
  const { map } = team;
  const backward = writeBackward(team, panels, isKept);
  const stored = panels.sumsInto(
    sinkOf(functions, map, (code) => {
      const part = code.load('i32.load', code.i32(0), map.partPlace);
      return {
        take(at, sums, count) {
          storeNumbers(code, map.precision, past(code, part, at), 0, sums, count);
        },
        finish: () => undefined,
      };
    }),
  );
  const sums = team.task(1, (code) => {
    panels.gradients(code, code.parameter(0), () => stored);
    code.leave();
  });
  const add = team.task(2, (code) => {
    const vectors = team.shareOf(code, code.i32(map.gradientBytes / vectorBytes));
    addVectors(code, map, vectors, code.parameter(0), code.parameter(1));
    code.leave();
  });
  return { backward, sums, add };
}

/** There may be fewer panels than threads. */
function onShare(code: Code, { threads }: TeamMember, share: Share, body: (share: Share) => void): void {
  if (threads === 1) {
    body(share);
    return;
  }
  code.when(code.op('i32.lt_u', [share.first, share.end]), () => {
    body(share);
  });
}

/** What a function of a sink does with the sums of each row, see `writeSink`, and at its end. */
interface Taking {
  readonly take: (at: Value, sums: Value, count: number) => void;
  readonly finish: () => void;
}

/** A sink whose functions are written when one is called: few widths of blocks come up. */
function sinkOf(functions: Functions, map: MemoryMap, taking: (code: Code) => Taking): Sink {
  return functions.family(3, (code, rows: number | null, columns: number) => {
    const { take, finish } = taking(code);
    writeSink(code, map, rows, columns, take);
    finish();
    code.leave();
  });
}
