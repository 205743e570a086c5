import { CsvReader } from '../engine/csvReader';
import type { TextRange } from '../network/text';

/** A column of a CSV text. */
export interface CsvColumn {
  readonly name: string;
  /** Its field in the header, quotes included. */
  readonly range: TextRange;
}

/** A header that is longer is not read. */
const LONGEST_HEADER = 100_000;

/** The columns that the header of a CSV text names, whatever the records below it hold; none without a header. */
export function csvColumns(text: string): readonly CsvColumn[] {
  const columns: CsvColumn[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (text[at] === '\n' || text[at] === '\r') at++;
  const end = Math.min(text.length, at + LONGEST_HEADER);
  let start = at;
  let isQuoted = false;
  const field = (): void => {
    const written = text.slice(start, at);
    columns.push({ name: fieldValue(written), range: { offset: start, length: at - start } });
    start = at + 1;
  };
  if (at >= end) return [];
  for (; at < end; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === ',') field();
    if (character === '\n' || character === '\r') break;
  }
  field();
  return columns;
}

/** What a field says, as the reader of samples reads it; as it stands where that finds a mistake. */
function fieldValue(written: string): string {
  const reader = new CsvReader(written);
  while (!reader.run(LONGEST_HEADER));
  const result = reader.result();
  return 'rows' in result ? (result.rows[0]?.[0] ?? '') : written;
}
