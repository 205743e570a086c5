import { say } from '../words/say';

/**
 * `width`: a record of another width than the first. `quote`: a quote that is not closed, or not around a
 * whole field. `encoding`: bytes that are not UTF-8. `character`: a control character.
 */
export interface CsvProblem {
  readonly kind: 'width' | 'quote' | 'encoding' | 'character';
  /** The line of the text, from 1; a quoted line end counts. */
  readonly line: number;
  /** Cause and remedy in one sentence, without the name of the file. */
  readonly message: string;
}

export interface CsvTable {
  /** The records in file order, the header first; all of one width. Blank lines are no records. */
  readonly rows: string[][];
  /** The line on which each record starts, from 1. */
  readonly lines: number[];
}

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const deletion = 0x7f;

/**
 * Where the reader stands: before a field, in one without quotes, in one with, behind a quote that closes the
 * field or is the first of two.
 */
type Place = 'start' | 'plain' | 'quoted' | 'afterQuote';

/**
 * Reads CSV as RFC 4180 has it: commas, quotes only around a whole field and doubled inside it, records of one
 * width; lines end with CRLF, LF or CR. Nothing is guessed: the first thing that would need a guess is a problem
 * with its line. It reads some characters at a time, each once, so that no file holds its caller up, not one of
 * a single field either.
 */
export class CsvReader {
  readonly #text: string;
  readonly #rows: string[][] = [];
  readonly #lines: number[] = [];
  #problem: CsvProblem | null = null;
  #at: number;
  #line = 1;
  #place: Place = 'start';
  #record: string[] = [];
  #recordLine = 1;
  /** Where the text of the field starts that is not in `#taken` yet. */
  #from = 0;
  /** What of a long field in quotes was read in earlier runs. */
  #taken = '';
  #hasDoubled = false;
  #quoteLine = 1;

  /** @param text a byte order mark at its start is not part of the table. */
  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  /** Reads `count` characters more; true when there is nothing more to read. */
  run(count: number): boolean {
    const end = Math.min(this.#at + count, this.#text.length);
    while (this.#at < end && !this.#problem) this.#advance(end);
    if (this.#problem) return true;
    if (this.#place === 'quoted') this.#take(this.#at);
    // The quote before may be the first of two, which stay together.
    if (this.#place === 'afterQuote') this.#take(this.#at - 1);
    if (this.#at < this.#text.length) return false;
    this.#finish();
    return true;
  }

  /** The table, or the first problem, when `run` has returned true. */
  result(): CsvTable | { readonly problem: CsvProblem } {
    return this.#problem ? { problem: this.#problem } : { rows: this.#rows, lines: this.#lines };
  }

  #advance(end: number): void {
    const code = this.#text.charCodeAt(this.#at);
    switch (this.#place) {
      case 'start':
        if (code === quote) {
          this.#place = 'quoted';
          this.#quoteLine = this.#line;
          this.#at++;
        } else this.#place = 'plain';
        this.#from = this.#at;
        return;
      case 'plain':
        this.#skip(end);
        if (this.#at < end) this.#endPlain(this.#text.charCodeAt(this.#at));
        return;
      case 'quoted':
        this.#skip(end);
        if (this.#at < end) this.#stopInQuotes(this.#text.charCodeAt(this.#at));
        return;
      case 'afterQuote':
        if (code === quote) {
          this.#place = 'quoted';
          this.#hasDoubled = true;
          this.#at++;
        } else this.#endQuoted(code);
    }
  }

  /** Goes to the next character that may mean something. */
  #skip(end: number): void {
    const text = this.#text;
    let at = this.#at;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      // Nearly every character is beyond the comma: one comparison for it.
      if (code > comma && code !== deletion) continue;
      if (code === comma || code === quote || code === deletion || (code < space && code !== tab)) break;
    }
    this.#at = at;
  }

  #endPlain(code: number): void {
    if (code === quote) {
      this.#fail(
        'quote',
        this.#line,
        say(
          'Line {0} has a quote inside a field without quotes. Put quotes around the whole field and double this one.',
          this.#line,
        ),
      );
    } else if (!this.#isSeparator(code)) this.#failAtControl(code);
    else this.#endField(this.#text.slice(this.#from, this.#at), code);
  }

  #stopInQuotes(code: number): void {
    if (code === quote) {
      this.#place = 'afterQuote';
      this.#at++;
    } else if (code === comma) this.#at++;
    else if (this.#isSeparator(code)) this.#endLine(code);
    else this.#failAtControl(code);
  }

  #endQuoted(code: number): void {
    if (!this.#isSeparator(code)) {
      this.#fail(
        'quote',
        this.#line,
        say(
          'Line {0} has text after a closing quote. Put the quotes around the whole field and double those inside it.',
          this.#line,
        ),
      );
    } else this.#endField(this.#quotedField(), code);
  }

  #isSeparator(code: number): boolean {
    return code === comma || code === lineFeed || code === carriageReturn;
  }

  /** Ends a field, and with it the record unless a comma follows. */
  #endField(field: string, code: number): void {
    const isBlankLine = this.#place === 'plain' && this.#record.length === 0 && field === '';
    this.#place = 'start';
    if (code === comma) {
      this.#record.push(field);
      this.#at++;
      return;
    }
    this.#endLine(code);
    if (isBlankLine) this.#recordLine = this.#line;
    else this.#endRecord(field);
  }

  #endLine(code: number): void {
    const isPair = code === carriageReturn && this.#text.charCodeAt(this.#at + 1) === lineFeed;
    this.#at += isPair ? 2 : 1;
    this.#line++;
  }

  #endRecord(lastField: string): void {
    const record = this.#record;
    const line = this.#recordLine;
    record.push(lastField);
    const header = this.#rows[0] ?? record;
    if (record.length !== header.length) {
      this.#fail(
        'width',
        line,
        say(
          'Line {0} has {1}, the header {2}. {3}',
          line,
          fields(record.length),
          fields(header.length),
          widthRemedy(header),
        ),
      );
      return;
    }
    this.#rows.push(record);
    this.#lines.push(line);
    this.#record = [];
    this.#recordLine = this.#line;
  }

  /** Moves the field in quotes up to `end`, where no pair of quotes is cut, into `#taken`. */
  #take(end: number): void {
    const piece = this.#text.slice(this.#from, end);
    // Five times as fast as replaceAll, whose result is a rope that whoever reads the field has to flatten.
    this.#taken += this.#hasDoubled ? piece.split('""').join('"') : piece;
    this.#from = end;
  }

  #quotedField(): string {
    this.#take(this.#at - 1);
    const field = this.#taken;
    this.#taken = '';
    this.#hasDoubled = false;
    return field;
  }

  /** The text has ended. A record that a line end would end is complete without one, too. */
  #finish(): void {
    const line = this.#quoteLine;
    if (this.#place === 'quoted') {
      const message = say('The quote that opens on line {0} is never closed. Close it, or remove it.', line);
      this.#problem = { kind: 'quote', line, message };
    } else if (this.#place === 'afterQuote') this.#endRecord(this.#quotedField());
    else if (this.#place === 'plain') this.#endRecord(this.#text.slice(this.#from));
    else if (this.#record.length > 0) this.#endRecord('');
  }

  #failAtControl(code: number): void {
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    this.#fail(
      'character',
      this.#line,
      say(
        'Line {0} holds the control character {1}. Remove it, or save the file as UTF-8 text.',
        this.#line,
        name,
      ),
    );
  }

  #fail(kind: CsvProblem['kind'], line: number, message: string): void {
    this.#problem = { kind, line, message };
  }
}

/** What a header read as one column seems to be separated by instead of commas, for messages only. */
export function guessSeparator(header: string): 'semicolons' | 'tabs' | null {
  if (header.includes(';')) return 'semicolons';
  return header.includes('\t') ? 'tabs' : null;
}

function widthRemedy(header: readonly string[]): string {
  const separator = header.length > 1 ? null : guessSeparator(header[0]!);
  if (separator === 'semicolons') {
    return say('The file seems to be separated by semicolons: save it with commas and decimal points.');
  }
  return separator
    ? say('The file seems to be separated by tabs: save it with commas and decimal points.')
    : say('Give every line the same number of fields; a field with a comma needs quotes.');
}

function fields(count: number): string {
  return count === 1 ? say('1 field') : say('{0} fields', count);
}
