import type { DataSource, Logger } from 'typeorm';

/** Statements of the counter of checks, which writes every two seconds and never for a request. */
const IN_THE_BACKGROUND = /\baccess_count(s|_writers)\b/;

/** Records every statement that a data source sends for requests, through its logger. */
export class StatementRecorder {
  private readonly recorded: string[] = [];

  /** @param background whether to record what is written in the background too */
  constructor(dataSource: DataSource, { background = false } = {}) {
    const ignore = () => undefined;
    const logger: Logger = {
      logQuery: (statement) => {
        if (background || !IN_THE_BACKGROUND.test(statement)) this.recorded.push(statement);
      },
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    };
    dataSource.setOptions({ logger, logging: true });
  }

  /** The statements sent during the work. */
  async during(work: () => Promise<unknown>): Promise<readonly string[]> {
    const before = this.recorded.length;
    await work();
    return this.recorded.slice(before);
  }
}
