import type { Fix, Severity } from './diagnostic';
import type { FileParts, LayerParts } from './fileParts';
import { type JsonNode, nodeAtPath, rangeAt } from './jsonTree';
import type { Report } from './report';
import { unitCount } from './resolve';
import type { TextRange } from './text';
import { say } from '../words/say';

type Path = readonly (string | number)[];

/** What the checks of meaning see: the sound parts of a file, the tree they stand in, and where to report. */
export interface CheckContext {
  readonly text: string;
  readonly root: JsonNode;
  readonly file: FileParts;
  readonly report: Report;
}

/** A problem at a path of the file. */
export function addAt(
  context: CheckContext,
  severity: Severity,
  code: string,
  path: Path,
  message: string,
  more: {
    readonly fixes?: readonly Fix[];
    readonly related?: readonly { readonly message: string; readonly range: TextRange }[];
  } = {},
): void {
  context.report.add({ code, severity, message, range: placeAt(context, path), ...more });
}

/** The place of a path; of the nearest thing around it where the path leads nowhere. */
export function placeAt({ root }: CheckContext, path: Path): TextRange {
  for (let length = path.length; length > 0; length--) {
    const range = rangeAt(root, path.slice(0, length));
    if (range) return { offset: range.offset, length: range.length };
  }
  return { offset: root.offset, length: Math.min(1, root.length) };
}

/** The node at a path of keys and indices. */
export function nodeAt({ root }: CheckContext, path: Path): JsonNode | undefined {
  return nodeAtPath(root, path);
}

/** The key of a path's last step, where the path names a key that is there. */
export function keyPlace(context: CheckContext, path: Path): TextRange {
  const parent = nodeAt(context, path.slice(0, -1));
  const property = parent?.kind === 'object' ? parent.find.get(String(path.at(-1))) : undefined;
  return property ? { ...property.keyRange } : placeAt(context, path);
}

export function replaceFix(range: TextRange, newText: string): Fix {
  return {
    title: say('Replace by {0}', newText),
    edits: [{ range: { offset: range.offset, length: range.length }, newText }],
  };
}

/** How many inputs the network has, or undefined where the file does not say. */
export function inputCount(file: FileParts): number | undefined {
  return file.inputs === undefined ? undefined : unitCount(file.inputs);
}

export function layerUnits(layer: LayerParts | undefined): number | undefined {
  return layer?.units === undefined ? undefined : unitCount(layer.units);
}

/** How many outputs the network has. */
export function outputCount(file: FileParts): number | undefined {
  return layerUnits(file.layers?.at(-1));
}

/** Units of the layer before layer `l`. */
export function unitsBefore(file: FileParts, l: number): number | undefined {
  return l === 0 ? inputCount(file) : layerUnits(file.layers?.[l - 1]);
}
