import type { LandscapeHeights, LandscapeMap } from '../../src/protocol/views/landscape';
import { h } from '../element';
import { formatColumn, formatCount, formatNumber, visibleText } from '../format';
import { landscapeSentences, landscapeStrings } from './landscapeStrings';

const strings = landscapeStrings;

/** The map's twin: where runs ended, and the places that matter, with their losses. */
export function landscapeTables(map: LandscapeMap, heights: LandscapeHeights | null): HTMLElement[] {
  const tables = [
    table(
      strings.places,
      [strings.place, ...map.names.map(visibleText), strings.loss],
      placeRows(map, heights),
    ),
  ];
  if (map.basins.length === 0) return tables;
  const losses = [
    formatColumn(map.basins.map(({ least }) => least)),
    formatColumn(map.basins.map(({ greatest }) => greatest)),
  ];
  const rows = map.basins.map(({ count }, n) => [
    landscapeSentences.basin(String(n + 1)),
    strings.marks[n % strings.marks.length] ?? '',
    formatCount(count),
    losses[0]?.[n] ?? '',
    losses[1]?.[n] ?? '',
  ]);
  return [
    table(
      strings.basins,
      [strings.basin, strings.mark, strings.count, strings.least, strings.greatest],
      rows,
    ),
    ...tables,
  ];
}

/** Values of the two directions: of parameters the values themselves. */
function coordinates({ offsets }: LandscapeMap, u: number, v: number): [string, string] {
  return [formatNumber(offsets[0] + u), formatNumber(offsets[1] + v)];
}

function placeRows(map: LandscapeMap, heights: LandscapeHeights | null): string[][] {
  const rows = [[strings.now, ...coordinates(map, 0, 0), formatNumber(map.loss)]];
  if (heights) {
    const { u, v, loss } = heights.lowest;
    rows.push([strings.lowest, ...coordinates(map, u, v), formatNumber(loss)]);
  }
  if (map.path) {
    rows.push([strings.pathStart, ...coordinates(map, map.path.u[0] ?? 0, map.path.v[0] ?? 0), '']);
  }
  return rows;
}

function table(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  const isFigure = (column: number): string | undefined => (column > 0 ? 'figure' : undefined);
  return h(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'group', 'aria-label': caption },
    h(
      'table',
      { class: 'loss-table' },
      h('caption', {}, caption),
      h(
        'thead',
        {},
        h('tr', {}, ...headings.map((one, n) => h('th', { scope: 'col', class: isFigure(n) }, one))),
      ),
      h(
        'tbody',
        {},
        ...rows.map((cells) =>
          h(
            'tr',
            {},
            ...cells.map((cell, n) =>
              n === 0 ? h('th', { scope: 'row' }, cell) : h('td', { class: 'figure' }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

/** The reading of a node. */
export function readingOf(map: LandscapeMap, heights: LandscapeHeights, column: number, row: number): string {
  const { size, values } = heights;
  const { square, offsets, names } = map;
  const at = (n: number, middle: number): number => middle + square.half * ((2 * n) / (size - 1) - 1);
  const [u, v] = [offsets[0] + at(column, square.u), offsets[1] + at(row, square.v)];
  const loss = values[row * size + column] ?? Number.NaN;
  return landscapeSentences.reading(
    visibleText(names[0]),
    formatNumber(u, 4),
    visibleText(names[1]),
    formatNumber(v, 4),
    formatNumber(loss),
  );
}
