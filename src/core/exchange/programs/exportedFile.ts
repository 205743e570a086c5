/** A file that an export consists of. */
export interface ExportedFile {
  /** Its name in the folder of the export. */
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}
