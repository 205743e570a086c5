import { columnsOf } from './columns';

/** `number`: by the decimal point. */
export type Alignment = 'left' | 'right' | 'number';

export interface Column {
  readonly title: string;
  readonly align: Alignment;
  /** Applied to the padded cells below the title. */
  readonly style?: (text: string) => string;
}

/** Rows of cells in aligned columns under their titles, two spaces apart; titles by `titleStyle`. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  titleStyle: (text: string) => string,
): string[] {
  const cells = columns.map((column, c) => {
    const texts = rows.map((row) => row[c] ?? '');
    return column.align === 'number' ? pointAligned(texts) : texts;
  });
  const widths = columns.map(({ title }, c) => Math.max(...[title, ...cells[c]!].map(columnsOf)));
  const line = (texts: readonly string[], style: (text: string, c: number) => string): string =>
    texts
      .map((text, c) => {
        const isLast = c === columns.length - 1;
        const gap = ' '.repeat(widths[c]! - columnsOf(text));
        const isRight = columns[c]!.align !== 'left';
        return isRight ? gap + style(text, c) : isLast ? style(text, c) : style(text, c) + gap;
      })
      .join('  ')
      .trimEnd();
  const head = columns.map(({ title }) => title);
  return [
    ...(head.some((title) => title !== '') ? [line(head, (text) => titleStyle(text))] : []),
    ...rows.map((_, r) =>
      line(
        cells.map((column) => column[r]!),
        (text, c) => columns[c]!.style?.(text) ?? text,
      ),
    ),
  ];
}

/** Numbers padded at both ends so that their decimal points stand under each other. */
function pointAligned(texts: readonly string[]): string[] {
  const parts = texts.map((text) => {
    const end = /[.e]/.exec(text)?.index ?? text.length;
    return { whole: text.slice(0, end), rest: text.slice(end) };
  });
  const before = Math.max(0, ...parts.map(({ whole }) => columnsOf(whole)));
  const after = Math.max(0, ...parts.map(({ rest }) => columnsOf(rest)));
  return parts.map(({ whole, rest }) => whole.padStart(before) + rest.padEnd(after));
}
