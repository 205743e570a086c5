import { childOf, type JsonNode, type JsonObject } from '../../network/jsonTree';
import type { Optimizer } from '../../network/network';
import { optimizerTypes, resolveOptimizer } from '../../network/resolve';
import { quoted, shownNode } from '../../network/wording';
import { say } from '../../words/say';
import { readParameters } from './recordedParameters';
import type { RecordedMemory, RecordedStep, StepReader } from './recording';

type ReadOptimizer = Pick<RecordedStep, 'optimizer' | 'learningRate' | 'memory'>;

const fresh: RecordedMemory = { updates: 0, mean: null, square: null };

/** Updates before a step, at most: as many as a run can make. */
const MOST_UPDATES = 1_000_000_000_000;

/** The settings of the step's optimizer; those that are left out are the file's if it is of that type, else the defaults. */
export function readOptimizer(reader: StepReader, node: JsonNode | undefined): ReadOptimizer {
  const none = { optimizer: null, learningRate: null, memory: fresh };
  if (node === undefined || node.kind === 'null') return none;
  if (node.kind !== 'object') {
    reader.refuse('step.optimizer', node, say('"optimizer" is an object with "type" and "learningRate".'));
    return none;
  }
  const number = (key: string, isFine: (value: number) => boolean): number | null => {
    const at = childOf(node, key);
    if (at === undefined || at.kind === 'null') return null;
    if (at.kind === 'number' && isFine(at.value)) return at.value;
    const message = say('"{0}" of the optimizer cannot be {1}.', key, shownNode(at));
    reader.refuse('step.optimizer', at, message);
    return null;
  };
  const settings = readSettings(reader, node, number);
  return {
    optimizer: settings,
    learningRate: number('learningRate', (value) => value >= 0),
    memory: {
      updates:
        number('updates', (value) => Number.isInteger(value) && value >= 0 && value <= MOST_UPDATES) ?? 0,
      mean: memoryOf(reader, node, 'mean'),
      square: memoryOf(reader, node, 'square'),
    },
  };
}

function readSettings(
  { network, refuse }: StepReader,
  node: JsonObject,
  number: (key: string, isFine: (value: number) => boolean) => number | null,
): Optimizer | null {
  const type = childOf(node, 'type');
  const name = type?.kind === 'string' ? type.value : null;
  const known = optimizerTypes.find((one) => one === name);
  if (name !== null && !known) {
    refuse(
      'step.optimizer',
      type!,
      say('There is no optimizer {0} here; there are {1}.', quoted(name), optimizerTypes.join(', ')),
    );
    return null;
  }
  if (type && name === null) {
    refuse('step.optimizer', type, say('"type" of the optimizer is a name, not {0}.', shownNode(type)));
    return null;
  }
  const own = network.training.optimizer;
  const wanted = known ?? own.type;
  const base = own.type === wanted ? own : resolveOptimizer(wanted);
  const ranges: Readonly<Record<string, (value: number) => boolean>> = {
    momentum: (value) => value >= 0,
    epsilon: (value) => value >= 0,
    weightDecay: (value) => value >= 0,
    alpha: (value) => value >= 0 && value <= 1,
    beta1: (value) => value >= 0 && value < 1,
    beta2: (value) => value >= 0 && value < 1,
  };
  const changed = Object.keys(base).flatMap((key) => {
    const value = key === 'type' ? null : number(key, ranges[key]!);
    return value === null ? [] : [[key, value] as const];
  });
  return { ...base, ...Object.fromEntries(changed) };
}

/** What is remembered of every parameter; 0 where the recording has no number. */
function memoryOf(reader: StepReader, node: JsonObject, key: 'mean' | 'square'): Float64Array | null {
  const at = childOf(node, key);
  if (at === undefined || at.kind === 'null') return null;
  return readParameters(reader, at, key).values.map((value) => (Number.isNaN(value) ? 0 : value));
}
