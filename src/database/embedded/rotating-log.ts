import { appendFileSync, renameSync, statSync } from 'node:fs';

const TAIL_CHARACTERS = 4000;

/** A log that never takes more than twice `maxBytes`: the file, and `<file>.1` before it. */
export class RotatingLog {
  private size: number;
  private recent = '';

  constructor(
    private readonly path: string,
    private readonly maxBytes = 1_000_000,
  ) {
    this.size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Appends; a full disk or a removed folder loses the line rather than the database. */
  append(text: string): void {
    this.recent = (this.recent + text).slice(-TAIL_CHARACTERS);
    try {
      if (this.size > this.maxBytes) {
        renameSync(this.path, `${this.path}.1`);
        this.size = 0;
      }
      appendFileSync(this.path, text, { mode: 0o600 });
      this.size += Buffer.byteLength(text);
    } catch {
      // nothing that could be done about it here, nor anybody to be told
    }
  }

  /** The last that was written by this process, for an error's message. */
  tail(): string {
    return this.recent.trim();
  }
}
