/** The part of papaparse that tests compare with. It carries no types of its own. */
declare module 'papaparse' {
  interface StepResult {
    /** The fields of one record. */
    readonly data: string[];
    /** `cursor`: where the next record starts in the text. */
    readonly meta: { readonly cursor: number };
  }

  interface ParseConfig {
    readonly delimiter: string;
    readonly newline: '\n';
    readonly step: (result: StepResult) => void;
  }

  const Papa: {
    /** Reads a text record by record and has called `step` for each when it returns. */
    parse(text: string, config: ParseConfig): void;
  };
  export default Papa;
}
