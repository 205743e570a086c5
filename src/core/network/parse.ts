import type { CheckContext } from './checkContext';
import type { Diagnostic } from './diagnostic';
import { EXAMPLE_NETWORK } from './exampleNetwork';
import { soundParts } from './fileParts';
import { reportForm, reportUnknownKeys } from './issues';
import { parseJsonSteps } from './json';
import { type JsonNode, type JsonResult, valueSteps } from './jsonTree';
import type { Network } from './network';
import type { NetworkPlaces } from './places';
import { networkPlaces } from './placesOf';
import { ReadMemory } from './readMemory';
import { Report } from './report';
import { resolveNetwork } from './resolve';
import { runToEnd } from './steps';
import { checkData } from './validateData';
import { checkLoss } from './validateLoss';
import { checkShapes } from './validateShapes';
import { checkNames, checkSymbols, checkSymbolsTwice } from './validateSymbols';
import { checkTraining } from './validateTraining';
import { say } from '../words/say';

/** A network file, read: what it means, where everything stands, and what is to be said about it. */
export interface ParsedNetwork {
  readonly text: string;
  /** The tree of the text; null if it holds no value. */
  readonly root: JsonNode | null;
  /** Null exactly when a diagnostic of severity `error` exists. */
  readonly network: Network | null;
  /** By offset; at most 200, then one that says how many more there are. */
  readonly diagnostics: readonly Diagnostic[];
  /** As far as they are known, also in a file with errors. */
  readonly places: NetworkPlaces;
}

/** Reads a network file. Never throws, whatever the text. */
export function parse(text: string): ParsedNetwork {
  return runToEnd(parseSteps(text));
}

/**
 * The same in pieces: it pauses after every 2,000 tokens, between the checks, and after the places of each layer,
 * so that a file of 2 MB never holds its caller up for long.
 *
 * @param memory of the file's last text: rows of numbers that have not changed since are not read again. Of a file of 2 MB
 *   that leaves a tenth of the work, in pieces of a few milliseconds. A worker would have to be sent every text, and
 *   its tree, network and places back, for less than that. It keeps `text` for the next time.
 */
export function* parseSteps(
  text: string,
  memory: ReadMemory = new ReadMemory(),
): Generator<undefined, ParsedNetwork, undefined> {
  const report = new Report();
  const json = yield* parseJsonSteps(text, { before: memory.last });
  memory.keep(text, json);
  reportJson(text, json, report);
  yield undefined;
  let network: Network | null = null;
  if (json.root) network = yield* readNetwork(text, json.root, json.problems, report);
  yield undefined;
  const places = yield* networkPlaces(json.root);
  return {
    text,
    root: json.root,
    network: report.hasErrors ? null : network,
    diagnostics: report.finish(),
    places,
  };
}

function reportJson(text: string, { problems, omitted }: JsonResult, report: Report): void {
  for (const problem of problems) {
    // An empty file is as much an error as any other that holds no network: nothing can be shown or trained,
    // and the command line must not pass it. The remedy is a whole example.
    const fix = {
      title: say('Insert an example network'),
      edits: [{ range: insertion(text), newText: EXAMPLE_NETWORK }],
    };
    report.add(problem.code === 'json.empty' ? { ...problem, fixes: [fix] } : problem);
  }
  report.addOmitted(omitted, 'error');
}

/** The whole blank text but a byte order mark. */
function insertion(text: string) {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  // Comments are kept: the example goes after them.
  return text.trim() === ''
    ? { offset: start, length: text.length - start }
    : { offset: text.length, length: 0 };
}

function* readNetwork(
  text: string,
  root: JsonNode,
  problems: readonly Diagnostic[],
  report: Report,
): Generator<undefined, Network | null, undefined> {
  const isBroken = problems.some(({ code }) => code === 'json.syntax' || code === 'json.comma');
  const value = yield* valueSteps(root);
  yield undefined;
  const wrong = reportForm(root, value, report, isBroken);
  yield undefined;
  if (root.kind !== 'object') return null;
  reportUnknownKeys(root, report);
  const context: CheckContext = { text, root, file: soundParts(value, wrong), report };
  yield undefined;
  for (const check of [checkShapes, checkLoss, checkData, checkTraining, checkSymbols, checkNames]) {
    check(context);
    yield undefined;
  }
  if (report.hasErrors) return null;
  const network = resolveNetwork(context.file);
  if (network) yield* checkSymbolsTwice(context, network);
  return network;
}
