/** A row of a CSV file: its line (from 1) and its values by column, '' where a cell is empty. */
export interface FileRow<Column extends string = string> {
  readonly line: number;
  readonly values: Readonly<Record<Column, string>>;
}
