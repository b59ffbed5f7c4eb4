import type { DataSource, Logger } from 'typeorm';

/** Hears every statement that a data source sends, through its logger. */
export class StatementRecorder {
  private readonly heard: string[] = [];

  constructor(dataSource: DataSource) {
    const ignore = () => undefined;
    const logger: Logger = {
      logQuery: (statement) => {
        this.heard.push(statement);
      },
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    };
    dataSource.setOptions({ logger, logging: true });
  }

  /** The statements sent while the work went on. */
  async during(work: () => Promise<unknown>): Promise<readonly string[]> {
    const before = this.heard.length;
    await work();
    return this.heard.slice(before);
  }
}
