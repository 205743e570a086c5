/** How text is set off on a terminal; each leaves the text as it is where there is none. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly good: (text: string) => string;
}

const set =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001b[${on}m${text}\u001b[${off}m`;

const same = (text: string): string => text;

export const plainStyle: Style = { strong: same, faint: same, bad: same, warning: same, good: same };

const colourStyle: Style = {
  strong: set(1, 22),
  faint: set(2, 22),
  bad: set(31, 39),
  warning: set(33, 39),
  good: set(32, 39),
};

/** Colour only on a terminal that can show it, and never with NO_COLOR (https://no-color.org). */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const isWanted = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return isWanted ? colourStyle : plainStyle;
}
