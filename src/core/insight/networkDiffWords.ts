import { numberText } from '../network/edit';
import { showHidden } from '../network/hidden';
import { formatNumber } from '../network/number';
import { counted, grouped } from '../network/wording';
import {
  isSame,
  type DiffSection,
  type NetworkDiff,
  type NumberChanges,
  type UncomparedLayer,
} from './networkDiff';
import { say, saying } from '../words/say';

const headings: Readonly<Record<DiffSection, () => string>> = {
  file: saying('The file'),
  shape: saying('Shape'),
  layers: saying('Layers'),
  loss: saying('Loss'),
  data: saying('Data'),
  training: saying('Training'),
  sweep: saying('Sweep'),
  symbols: saying('Symbols'),
};

/** Longest setting that is written out, in UTF-16 units. */
const longest = 100;

/** A diff as lines of text without colours, for people: what changed, old → new, and how much did not. */
export function networkDiffLines(diff: NetworkDiff, before: string, after: string): string[] {
  const lines = [say('old: {0}', showHidden(before)), say('new: {0}', showHidden(after)), ''];
  if (isSame(diff)) return [...lines, say('The two networks are the same.')];
  for (const [section, heading] of Object.entries(headings)) {
    const changes = diff.settings.filter((one) => one.section === section);
    if (changes.length === 0) continue;
    const rows = changes.map((one) => [one.name, `${shown(one.before)} → ${shown(one.after)}`]);
    lines.push(heading(), ...columns(rows), '');
  }
  if (diff.samples && diff.samples.changed > 0) lines.push(...numberLines(say('Samples'), diff.samples), '');
  const { parameters, uncompared } = diff;
  if (parameters.changed > 0) lines.push(...numberLines(say('Weights and biases'), parameters), '');
  if (uncompared.length > 0) lines.push(...uncompared.map(uncomparedLine), '');
  return [...lines, unchangedLine(diff)];
}

function shown(text: string | null): string {
  if (text === null) return say('none');
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return showHidden(cut);
}

function numberLines(heading: string, { changes, changed, unchanged }: NumberChanges): string[] {
  const rows = changes.map(({ name, before, after }) => [
    showHidden(name),
    `${numberText(before)} → ${numberText(after)}`,
    signed(after - before),
  ]);
  const more = changed - changes.length;
  return [
    say(
      '{0}: {1} of {2} differ, the largest difference first',
      heading,
      grouped(changed),
      grouped(changed + unchanged),
    ),
    ...columns(rows),
    ...(more > 0 ? [`  ${say('and {0} more', grouped(more))}`] : []),
  ];
}

function signed(difference: number): string {
  const text = formatNumber(difference);
  return difference > 0 ? `+${text}` : text;
}

/** Rows with their cells below one another, indented. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [n, cell] of row.entries())
      widths[n] = Math.max(widths[n] ?? 0, Math.min(cell.length, longest));
  }
  return rows.map((row) => {
    const cells = row.map((cell, n) => (n === row.length - 1 ? cell : cell.padEnd(widths[n]!)));
    return `  ${cells.join('   ')}`;
  });
}

function uncomparedLine({ name, before, after }: UncomparedLayer): string {
  const layer = showHidden(name);
  if (!before || !after) {
    return before
      ? say('Only the old network has {0}; its weights are compared with none.', layer)
      : say('Only the new network has {0}; its weights are compared with none.', layer);
  }
  const [old = '', now = ''] = [before, after].map(([rows, units]) => `${rows} × ${units}`);
  return say('The weights of {0} are not compared: they were {1} and are {2}.', layer, old, now);
}

function unchangedLine({ unchangedSettings, samples, parameters }: NetworkDiff): string {
  const parts = [
    counted(unchangedSettings, 'setting'),
    ...(samples ? [counted(samples.unchanged, 'number of the samples', 'numbers of the samples')] : []),
    counted(parameters.unchanged, 'weight or bias', 'weights and biases'),
  ];
  return say('Unchanged: {0}.', parts.join(', '));
}
