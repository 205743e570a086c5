/**
 * Moving through the diagram with the keyboard: left and right change the column, up and down stay in it.
 * A column holds either units (with their biases) or the weights between two layers.
 */

export interface Stop {
  readonly key: string;
  readonly column: number;
  readonly y: number;
}

/** The stops in the order that the keys walk them. */
export function orderStops<S extends Stop>(stops: readonly S[]): S[] {
  return [...stops].sort((a, b) => a.column - b.column || a.y - b.y);
}

function nearest<S extends Stop>(stops: readonly S[], y: number): S | undefined {
  let best: S | undefined;
  for (const stop of stops) if (!best || Math.abs(stop.y - y) < Math.abs(best.y - y)) best = stop;
  return best;
}

/** The stop that a key leads to from `key`; null where the key is none of ours or there is nothing further. */
export function nextStop<S extends Stop>(ordered: readonly S[], key: string, pressed: string): S | null {
  const at = ordered.findIndex((stop) => stop.key === key);
  const current = ordered[at] ?? ordered[0];
  if (!current) return null;
  switch (pressed) {
    case 'Home':
      return ordered[0] ?? null;
    case 'End':
      return ordered.at(-1) ?? null;
    case 'ArrowUp':
    case 'ArrowDown': {
      const next = ordered[at + (pressed === 'ArrowDown' ? 1 : -1)];
      return next?.column === current.column ? next : null;
    }
    case 'ArrowLeft':
    case 'ArrowRight': {
      const isFurther = (column: number): boolean =>
        pressed === 'ArrowRight' ? column > current.column : column < current.column;
      const columns = ordered.map(({ column }) => column).filter(isFurther);
      if (columns.length === 0) return null;
      const column = pressed === 'ArrowRight' ? Math.min(...columns) : Math.max(...columns);
      return (
        nearest(
          ordered.filter((stop) => stop.column === column),
          current.y,
        ) ?? null
      );
    }
    default:
      return null;
  }
}
