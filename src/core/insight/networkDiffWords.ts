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

const headings: Readonly<Record<DiffSection, string>> = {
  file: 'The file',
  shape: 'Shape',
  layers: 'Layers',
  loss: 'Loss',
  data: 'Data',
  training: 'Training',
  sweep: 'Sweep',
  symbols: 'Symbols',
};

/** Longest setting that is written out, in UTF-16 units. */
const longest = 100;

/** A diff as lines of text without colours, for people: what changed, old → new, and how much did not. */
export function networkDiffLines(diff: NetworkDiff, before: string, after: string): string[] {
  const lines = [`old: ${showHidden(before)}`, `new: ${showHidden(after)}`, ''];
  if (isSame(diff)) return [...lines, 'The two networks are the same.'];
  for (const [section, heading] of Object.entries(headings)) {
    const changes = diff.settings.filter((one) => one.section === section);
    if (changes.length === 0) continue;
    const rows = changes.map((one) => [one.name, `${shown(one.before)} → ${shown(one.after)}`]);
    lines.push(heading, ...columns(rows), '');
  }
  if (diff.samples && diff.samples.changed > 0) lines.push(...numberLines('Samples', diff.samples), '');
  const { parameters, uncompared } = diff;
  if (parameters.changed > 0) lines.push(...numberLines('Weights and biases', parameters), '');
  if (uncompared.length > 0) lines.push(...uncompared.map(uncomparedLine), '');
  return [...lines, unchangedLine(diff)];
}

function shown(text: string | null): string {
  if (text === null) return 'none';
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
    `${heading}: ${grouped(changed)} of ${grouped(changed + unchanged)} differ, the largest difference first`,
    ...columns(rows),
    ...(more > 0 ? [`  and ${grouped(more)} more`] : []),
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
    return `Only the ${before ? 'old' : 'new'} network has ${layer}; its weights are compared with none.`;
  }
  const [old, now] = [before, after].map(([rows, units]) => `${rows} × ${units}`);
  return `The weights of ${layer} are not compared: they were ${old} and are ${now}.`;
}

function unchangedLine({ unchangedSettings, samples, parameters }: NetworkDiff): string {
  const parts = [
    counted(unchangedSettings, 'setting'),
    ...(samples ? [counted(samples.unchanged, 'number of the samples', 'numbers of the samples')] : []),
    counted(parameters.unchanged, 'weight or bias', 'weights and biases'),
  ];
  return `Unchanged: ${parts.join(', ')}.`;
}
