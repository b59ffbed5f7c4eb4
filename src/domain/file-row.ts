/** A row of a CSV file: its line, counted from 1, and its values by column; an empty cell is ''. */
export interface FileRow<Column extends string = string> {
  readonly line: number;
  readonly values: Readonly<Record<Column, string>>;
}
