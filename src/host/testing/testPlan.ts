import { createLayout, parameterIndex, type ParameterLayout } from '../../core/engine/layout';
import {
  checkedParameters,
  gradientCheckOf,
  type GradientComparison,
  type GradientVerdict,
} from '../../core/insight/gradientCheck';
import { disagreementClause, gradientCheckClause } from '../../core/insight/gradientCheckWords';
import type { Names } from '../../core/math/names';
import type { Network } from '../../core/network/network';
import type { ParsedNetwork } from '../../core/network/parse';
import { placeOf } from '../../core/network/places';
import type { ParameterSubject } from '../../core/network/subject';
import type { TextRange } from '../../core/network/text';
import { checkSentence } from '../checkSentence';
import { labelText, visibleText } from '../editor/visibleText';

/*
 * What tests there are for a network file, and what their results mean. A layer has a test for each of its parameters;
 * a larger one a test for each row of its weights and one for its biases; one of too many rows is a test by itself.
 */

/** A layer of more parameters, or of more rows, is listed more coarsely. */
export const mostTests = 200;

/** Disagreements that one test shows; its sentence counts all of them. */
const mostShown = 10;

/** One test: the gradients of some parameters against their central differences. */
export interface PlannedTest {
  /** The same for the same place of a network, whatever the file's numbers. */
  readonly id: string;
  readonly label: string;
  /** Where it stands in the text; null for what the file leaves to chance. */
  readonly range: TextRange | null;
  /** Indices in the flat vector, in order. */
  readonly parameters: Uint32Array;
}

/** What a network file is tested by. */
export interface Planned {
  readonly network: Network;
  readonly parsed: ParsedNetwork;
}

/** A test for each layer, which `planTests` takes apart. */
export function planLayers({ network, parsed }: Planned): readonly PlannedTest[] {
  const layout = createLayout(network);
  return network.layers.map(({ name }, l) => ({
    id: `layer ${l}`,
    label: labelText(visibleText(name)),
    range: parsed.places.layers[l]?.object ?? null,
    parameters: inLayer(layout, l),
  }));
}

/** The tests inside layer `l`, in the order of the flat vector; empty where the layer is a test by itself. */
export function planTests({ network, parsed }: Planned, names: Names, l: number): readonly PlannedTest[] {
  const layout = createLayout(network);
  const { inputs, units, biasOffset } = layout.layers[l]!;
  const hasBiases = biasOffset !== null;
  const all = inputs * units + (hasBiases ? units : 0);
  if (all > mostTests) return inputs > mostTests ? [] : planRows(parsed, layout, l);
  const subjects: ParameterSubject[] = [];
  for (let i = 0; i < inputs; i++)
    for (let j = 0; j < units; j++) subjects.push({ kind: 'weight', layer: l, i, j });
  if (hasBiases) for (let j = 0; j < units; j++) subjects.push({ kind: 'bias', layer: l, j });
  return subjects.map((subject) => ({
    id: subject.kind === 'weight' ? `weight ${subject.i} ${subject.j}` : `bias ${subject.j}`,
    label: labelText(visibleText(`∂${names.unicode({ kind: 'loss' })}/∂${names.unicode(subject)}`)),
    range: placeOf(parsed, subject),
    parameters: Uint32Array.of(parameterIndex(layout, subject)),
  }));
}

function planRows({ places }: ParsedNetwork, { layers }: ParameterLayout, l: number): readonly PlannedTest[] {
  const { inputs, units, weightOffset, biasOffset } = layers[l]!;
  const place = places.layers[l];
  const from = (start: number): Uint32Array => Uint32Array.from({ length: units }, (_, j) => start + j);
  const rows = Array.from({ length: inputs }, (_, i) => ({
    id: `row ${i}`,
    label: `"weights"[${i}]`,
    range: place?.weights?.rows[i] ?? null,
    parameters: from(weightOffset + i * units),
  }));
  if (biasOffset === null) return rows;
  const biases = {
    id: 'biases',
    label: '"biases"',
    range: place?.biases?.range ?? null,
    parameters: from(biasOffset),
  };
  return [...rows, biases];
}

/** At most as many as of a whole file, evenly spaced. */
export function inLayer({ layers }: ParameterLayout, layer: number): Uint32Array {
  const { weightOffset, inputs, units, biasOffset } = layers[layer]!;
  const count = inputs * units + (biasOffset === null ? 0 : units);
  return checkedParameters(count).map((n) => weightOffset + n);
}

/** A gradient that is not its central difference. */
export interface Disagreement {
  readonly parameter: number;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

/** What comparisons come to as the result of a test. */
export interface TestResult {
  /** `skipped` where not one of them could be judged. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What there is to say of it, whole sentences. */
  readonly said: string;
  readonly disagreements: readonly Disagreement[];
}

/** @param gradientName of a parameter: ∂L/∂w₅. */
export function resultOf(
  comparisons: readonly GradientComparison[],
  gradientName: (parameter: number) => string,
): TestResult {
  const check = gradientCheckOf(comparisons);
  const isJudged = ({ verdict }: { readonly verdict: GradientVerdict }): boolean =>
    verdict === 'agrees' || verdict === 'disagrees';
  const [first] = comparisons;
  const said =
    comparisons.length === 1 && first ? checkSentence(first.verdict) : `${gradientCheckClause(check)}.`;
  const disagreements = check.disagreements.slice(0, mostShown).map((one) => ({
    parameter: one.parameter,
    message: `${disagreementClause(gradientName(one.parameter), one)}.`,
    expected: String(one.numeric),
    actual: String(one.analytic),
  }));
  if (disagreements.length > 0) return { outcome: 'failed', said, disagreements };
  return { outcome: comparisons.some(isJudged) ? 'passed' : 'skipped', said, disagreements };
}
