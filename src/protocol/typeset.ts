/** The conversation between the host and the thread that sets formulas as pictures. */

/** A formula to set. */
export interface TypesetParams {
  /** TeX source; what is longer than `longestTex` is refused. */
  readonly tex: string;
  /** As a block of its own, not in a line of text. */
  readonly display: boolean;
}

/** A formula as a picture, in the colour of whatever it stands in. */
export interface FormulaPicture {
  /** An `<svg>` element with a `viewBox` and neither size nor colour: `currentColor` is its only one. */
  readonly svg: string;
  /** In em of the text around it. */
  readonly width: number;
  readonly height: number;
}

/** A picture, or in a sentence why there is none. */
export type Typeset = FormulaPicture | { readonly problem: string };

/** Longer source is not set: no formula that a person reads is this long. */
export const longestTex = 6_000;

/** The host asks only. */
export interface TypesetHostSide {
  readonly requests: object;
  readonly events: object;
}

export interface TypesetThreadSide {
  readonly requests: {
    readonly typeset: { readonly params: TypesetParams; readonly result: Typeset };
  };
  readonly events: object;
}
