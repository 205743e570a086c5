/** A browser's worker has no priority to change. */
export const makeWay = (): void => undefined;
