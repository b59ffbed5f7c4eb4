import Table from 'cli-table3';
import { createColors } from 'picocolors';

/**
 * What a command prints. For people by lines, coloured on a terminal only; with `--json` one document for programs and no line.
 */
export class Output {
  /** A person watches: prompts and moving bars make sense. */
  readonly interactive: boolean;
  readonly colors: ReturnType<typeof createColors>;

  constructor(
    readonly json: boolean,
    private readonly stream: NodeJS.WriteStream = process.stdout,
  ) {
    this.interactive = !json && isTerminal(stream) && isTerminal(process.stdin);
    this.colors = createColors(!json && isTerminal(stream) && !process.env['NO_COLOR']);
  }

  line(text = ''): void {
    if (!this.json) this.stream.write(`${text}\n`);
  }

  heading(text: string): void {
    this.line();
    this.line(this.colors.bold(text));
  }

  ok(text: string): void {
    this.line(`${this.colors.green('✓')} ${text}`);
  }

  warn(text: string): void {
    this.line(`${this.colors.yellow('!')} ${text}`);
  }

  fail(text: string): void {
    this.line(`${this.colors.red('✗')} ${text}`);
  }

  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    // Colours are ours to decide; the table's own would come on a pipe too.
    const table = new Table({
      head: head.map((cell) => this.colors.bold(cell)),
      style: { head: [], border: [] },
      chars: NO_LINES_BETWEEN_ROWS,
    });
    for (const row of rows) table.push([...row]);
    this.line(table.toString());
  }

  /** The result for programs; printed with `--json` only. */
  document(value: unknown): void {
    if (this.json) this.stream.write(`${JSON.stringify(value, null, 2)}\n`);
  }
}

const NO_LINES_BETWEEN_ROWS = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** On a pipe `isTTY` is not false but missing, whatever its type says. */
function isTerminal({ isTTY }: { readonly isTTY?: boolean }): boolean {
  return isTTY ?? false;
}
