import { prepareDataset, type Dataset } from '../core/engine/dataset';
import { initialParameters } from '../core/engine/initialise';
import { createModel, type Model } from '../core/engine/model';
import type { DataProblem } from '../core/engine/samples';
import { createNames, type Names } from '../core/math/names';
import type { Severity } from '../core/network/diagnostic';
import { childOf, rangeAt } from '../core/network/jsonTree';
import type { Network, TrainingChange } from '../core/network/network';
import { parse, type ParsedNetwork } from '../core/network/parse';
import { createSymbols, type Symbols } from '../core/network/symbols';
import { trainingRefusals } from '../core/network/trainingRefusals';
import { readDataText, readSource, type SourceFile } from './files';
import { Lines } from '../core/network/lines';
import { CommandError, located, type Problem } from './problem';

/** A network file with everything there is to say about it. */
export interface LoadedFile {
  readonly source: SourceFile;
  readonly lines: Lines;
  readonly parsed: ParsedNetwork;
  /** Of the text and of the samples, in file order. */
  readonly problems: readonly Problem[];
  /** What keeps a network without errors from being computed. */
  readonly refusals: readonly Problem[];
  /** The text of the CSV file that the data names, if it could be read. */
  readonly dataText: string | null;
  /** Null: no data, or none that can be used (a problem says why). */
  readonly dataset: Dataset | null;
}

/** A network that can be computed. */
export interface ReadyNetwork {
  readonly file: string;
  readonly loaded: LoadedFile;
  readonly network: Network;
  readonly symbols: Symbols;
  readonly names: Names;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly dataText: string | null;
  /** The file's, initialised where it omits them, in the order of the model's layout. */
  readonly parameters: Float64Array;
}

/** Reads a network file and its data; throws a CommandError only where the file itself cannot be read. */
export function loadFile(file: string): LoadedFile {
  const source = readSource(file);
  const parsed = parse(source.text);
  const lines = new Lines(source.text);
  const { network } = parsed;
  const data = network?.data ? loadData(file, parsed, network, lines) : nothingLoaded;
  return {
    source,
    lines,
    parsed,
    problems: [...parsed.diagnostics.map((one) => located(file, lines, one)), ...data.problems].sort(byPlace),
    refusals: trainingRefusals(parsed).map((one) => located(file, lines, one)),
    dataText: data.dataText,
    dataset: data.dataset,
  };
}

type LoadedData = Pick<LoadedFile, 'problems' | 'dataText' | 'dataset'>;

const nothingLoaded: LoadedData = { problems: [], dataText: null, dataset: null };

function loadData(file: string, parsed: ParsedNetwork, network: Network, lines: Lines): LoadedData {
  const problem = (severity: Severity, { code, message, path }: DataProblem): Problem => {
    const range = rangeAt(parsed.root, path) ?? { offset: 0, length: 0 };
    return located(file, lines, { severity, code, message, range });
  };
  let dataText: string | null = null;
  if (network.data?.kind === 'file') {
    const read = readDataText(file, network.data.path);
    if ('problem' in read) {
      const path = ['data', 'file'];
      const told = problem('error', { code: 'data.file', message: read.problem, path });
      return { ...nothingLoaded, problems: [told] };
    }
    dataText = read.text;
  }
  const prepared = prepareDataset(network, dataText);
  if ('problems' in prepared) {
    return { problems: prepared.problems.map((one) => problem('error', one)), dataText, dataset: null };
  }
  const problems = prepared.warnings.map((one) => problem('warning', one));
  return { problems, dataText, dataset: prepared.dataset };
}

/** By line and column; what has no place stays where it is. */
export function byPlace(a: Problem, b: Problem): number {
  if (!a.place || !b.place) return 0;
  return a.place.line - b.place.line || a.place.column - b.place.column;
}

/**
 * The network of a file, ready to compute with; throws a CommandError with the first error of a file that has one,
 * or with the first thing that keeps its network from being computed.
 *
 * @param change settings of `training` that stand in place of the file's.
 */
export function readyNetwork(
  file: string,
  change: (network: Network) => TrainingChange = () => ({}),
): ReadyNetwork {
  return makeReady(loadFile(file), change);
}

/** The same for a file that is loaded. */
export function makeReady(
  loaded: LoadedFile,
  change: (network: Network) => TrainingChange = () => ({}),
): ReadyNetwork {
  const error = firstError(loaded);
  if (error) throw new CommandError(error);
  const { parsed, dataText, source } = loaded;
  if (!parsed.network || !loaded.dataset) throw new Error(`${source.file} has neither errors nor a dataset.`);
  const network = withTraining(parsed, parsed.network, change(parsed.network));
  const symbols = createSymbols(network);
  const isSameSplit = network.training.seed === parsed.network.training.seed;
  return {
    file: source.file,
    loaded,
    network,
    symbols,
    names: createNames(network, symbols),
    model: createModel(network),
    dataset: isSameSplit ? loaded.dataset : datasetOf(network, dataText),
    dataText,
    parameters: initialParameters(network),
  };
}

/** The first error of a file, else the first thing that keeps its network from being computed. */
function firstError({ problems, refusals }: LoadedFile): Problem | undefined {
  return problems.find(({ severity }) => severity === 'error') ?? refusals[0];
}

/**
 * The network as if the file had these settings of `training`: a generator without a seed of its own follows
 * `training.seed`.
 */
export function withTraining(parsed: ParsedNetwork, network: Network, change: TrainingChange): Network {
  const training = { ...network.training, ...change };
  const { data } = network;
  const followsSeed = data?.kind === 'generator' && !childOf(childOf(parsed.root, 'data'), 'seed');
  return { ...network, training, data: followsSeed ? { ...data, seed: training.seed } : data };
}

/** The samples of a network whose data is known to be sound. */
export function datasetOf(network: Network, dataText: string | null): Dataset {
  const prepared = prepareDataset(network, dataText);
  if ('problems' in prepared) throw new Error(prepared.problems[0]?.message ?? 'There are no samples.');
  return prepared.dataset;
}
