import Table from 'cli-table3';
import { createColors } from 'picocolors';
import type { CheckStatus } from '../../domain/check-status';
import { printable, printableLines } from '../../domain/say';

/** What a command prints: lines, coloured on a terminal only, or with `--json` one document and no line. */
export class Output {
  /** The command runs at a terminal, without `--json`: it may ask, and draw bars that move. */
  readonly interactive: boolean;
  readonly colors: ReturnType<typeof createColors>;

  constructor(
    readonly json: boolean,
    private readonly stream: NodeJS.WriteStream = process.stdout,
  ) {
    this.interactive = !json && isTerminal(stream) && isTerminal(process.stdin);
    this.colors = createColors(!json && isTerminal(stream) && !process.env['NO_COLOR']);
  }

  /** One line or several, with colours; what else would move the cursor is made printable. */
  line(text = ''): void {
    if (!this.json) this.stream.write(`${printableInColors(text)}\n`);
  }

  /** Text that ends its own lines, such as a file. */
  text(text: string): void {
    if (!this.json) this.stream.write(text);
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

  /** One finding of several: `✓ PASS  parity: …`. */
  check(status: CheckStatus, text: string): void {
    const line = `${status}  ${text}`;
    if (status === 'PASS') this.ok(line);
    else if (status === 'WARN') this.warn(line);
    else this.fail(line);
  }

  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    // The table's own colours are off: it would use them on a pipe too.
    const table = new Table({
      head: head.map((cell) => this.colors.bold(cell)),
      style: { head: [], border: [] },
      chars: NO_LINES_BETWEEN_ROWS,
    });
    for (const row of rows) table.push(row.map(printable));
    this.line(table.toString());
  }

  /** Prints the result as JSON, with `--json` only. */
  document(value: unknown): void {
    if (this.json) this.stream.write(`${JSON.stringify(value, null, 2)}\n`);
  }
}

const NO_LINES_BETWEEN_ROWS = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

const ESCAPE = String.fromCharCode(0x1b);
const COLOR = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`);

function printableInColors(text: string): string {
  // A text that is split at a group has what the group matched in every second place.
  return text
    .split(COLOR)
    .map((part, index) => (index % 2 === 0 ? printableLines(part) : part))
    .join('');
}

/** On a pipe `isTTY` is missing rather than false, whatever its type says. */
function isTerminal({ isTTY }: { readonly isTTY?: boolean }): boolean {
  return isTTY ?? false;
}
