/** How a recorded training step is read (docs/format.md). */

import type { ParameterLayout } from '../../engine/layout';
import type { Diagnostic } from '../../network/diagnostic';
import { parseJsonSteps } from '../../network/json';
import { childOf, type JsonNode, type JsonObject } from '../../network/jsonTree';
import { LIMITS } from '../../network/limits';
import { nearest } from '../../network/nearest';
import type { Network } from '../../network/network';
import type { Steps } from '../../network/steps';
import { grouped, quoted, shownNode } from '../../network/wording';
import { say } from '../../words/say';
import { readOptimizer } from './recordedOptimizer';
import { readParameters } from './recordedParameters';
import { stepKeys, type RecordedParameters, type RecordedStep, type StepReader } from './recording';

/** Problems that are told of one recording, at most. */
const MAX_PROBLEMS = 20;

/** Reads a recording; errors with their places where it is none. Never throws, whatever the text holds. */
export function* readStep(
  text: string,
  network: Network,
  layout: ParameterLayout,
): Steps<{ readonly step: RecordedStep } | { readonly problems: readonly Diagnostic[] }> {
  const { root, problems: found } = yield* parseJsonSteps(text);
  const problems: Diagnostic[] = [...found.slice(0, MAX_PROBLEMS)];
  if (problems.length > 0) return { problems };
  const reader: StepReader = {
    network,
    layout,
    refuse: (code, { offset, length }, message) => {
      if (problems.length < MAX_PROBLEMS) {
        problems.push({ code, severity: 'error', message, range: { offset, length } });
      }
    },
  };
  if (root?.kind !== 'object') {
    const message = say(
      'A recorded step is an object with "weights", "inputs", "targets" and what came of them.',
    );
    return {
      problems: [
        { code: 'step.object', severity: 'error', message, range: root ?? { offset: 0, length: 0 } },
      ],
    };
  }
  const step = readObject(reader, root);
  return problems.length > 0 ? { problems } : { step };
}

function readObject(reader: StepReader, root: JsonObject): RecordedStep {
  const parameters = (of: JsonNode | undefined, name: string): RecordedParameters | null =>
    of === undefined ? null : readParameters(reader, of, name);
  const isStart = root.find.has('weights') || root.find.has('biases');
  const optimizer = childOf(root, 'optimizer');
  const step: RecordedStep = {
    start: isStart ? readParameters(reader, root, null) : null,
    samples: readSamples(reader, root),
    loss: readLoss(reader, root),
    gradients: parameters(childOf(root, 'gradients'), 'gradients'),
    updated: parameters(childOf(root, 'updated'), 'updated'),
    ...readOptimizer(reader, optimizer),
    unknownKeys: unknownKeys(root),
  };
  if (step.loss === null && !step.gradients && !step.updated) {
    reader.refuse(
      'step.empty',
      root,
      say('There is nothing to compare: record "loss", "gradients" or "updated".'),
    );
  }
  return step;
}

/** `"gradient"` (did you mean "gradients"?), as the notes of a check say it. */
function unknownKeys({ properties }: JsonObject): string[] {
  const unknown = properties.map(({ key }) => key).filter((key) => !stepKeys.some((known) => known === key));
  return unknown.slice(0, 5).map((key) => {
    const near = nearest(key, stepKeys);
    return near === null ? quoted(key) : say('{0} (did you mean "{1}"?)', quoted(key), near);
  });
}

function readLoss({ refuse }: StepReader, root: JsonObject): number | null {
  const node = childOf(root, 'loss');
  if (node === undefined || node.kind === 'null') return null;
  if (node.kind === 'number') return node.value;
  refuse('step.number', node, say('"loss" is a number, not {0}.', shownNode(node)));
  return null;
}

function readSamples(reader: StepReader, root: JsonObject): RecordedStep['samples'] {
  const { network, refuse } = reader;
  const [inputs, targets] = [childOf(root, 'inputs'), childOf(root, 'targets')];
  if (inputs === undefined && targets === undefined) return null;
  if (inputs === undefined || targets === undefined) {
    refuse('step.samples', root, say('"inputs" and "targets" belong together: give both, or neither.'));
    return null;
  }
  const x = readRows(reader, inputs, 'inputs', network.inputs.units);
  const t = readRows(reader, targets, 'targets', network.layers.at(-1)!.units);
  if (!x || !t) return null;
  if (x.count !== t.count) {
    const message = say(
      'There are {0} rows of "inputs" and {1} of "targets": a sample has one of each.',
      grouped(x.count),
      grouped(t.count),
    );
    refuse('step.samples', targets, message);
    return null;
  }
  return { inputs: x.values, targets: t.values, count: x.count };
}

/** Rows of `width` numbers, one row or more; null where it was refused. */
function readRows(
  { refuse }: StepReader,
  node: JsonNode,
  name: string,
  width: number,
): { readonly values: Float64Array; readonly count: number } | null {
  const rows = node.kind === 'array' ? node.items : [];
  if (rows.length === 0) {
    refuse(
      'step.samples',
      node,
      say('"{0}" is a list of rows, one for each sample, not {1}.', name, shownNode(node)),
    );
    return null;
  }
  if (rows.length * width > LIMITS.inlineNumbers) {
    const message = say('"{0}" has more than {1} numbers.', name, grouped(LIMITS.inlineNumbers));
    refuse('step.limit', node, message);
    return null;
  }
  const values = new Float64Array(rows.length * width);
  for (const [r, row] of rows.entries()) {
    if (row.kind !== 'numbers' || row.count !== width) {
      const message = say('A row of "{0}" has {1} numbers; this is {2}.', name, width, shownNode(row));
      refuse('step.shape', row, message);
      return null;
    }
    values.set(row.pool.values.subarray(row.start, row.start + width), r * width);
  }
  return { values, count: rows.length };
}
