import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { OrganizationIds } from '../database/organization-ids';
import type { OrganizationId } from '../domain/organization-id';
import type { AccessReader } from './access-reader';
import { ProductAnswerRecorder, type ProductAnswerStatistics } from './product-answer-recorder';
import { writeAnswers } from './product-answers';

/** Records answers of the product from another application. */
export interface Recordings {
  /** Takes an answer, whatever an untyped product gives as one; it never throws. */
  readonly record: (answer: unknown) => void;
  readonly statistics: () => ProductAnswerStatistics;
  /** Stores what waits, if the database takes it. */
  readonly close: () => Promise<void>;
}

export interface RecordingsOptions {
  readonly dataSource: DataSource;
  readonly reader: AccessReader;
  readonly ids: OrganizationIds;
  /** What is stored as the source of the answers. */
  readonly source: string;
  /** Called with the error if answers could not be stored, or with the faults of what is no answer. */
  readonly onError: (error: unknown) => void;
}

const givenAnswer = z.object({
  organizationId: z.string(),
  module: z.string(),
  submodule: z.string().nullable(),
  allowed: z.boolean(),
  agrees: z.boolean(),
  flagsHash: z.string().nullish(),
});

/** Opens the recording of answers in the background. */
export function openRecordings({ dataSource, reader, ids, source, onError }: RecordingsOptions): Recordings {
  // Answers that come without their flags are often given many at a time: the flags are read in one statement.
  const flags = new DataLoader<OrganizationId, string | null>(
    async (organizationIds) => {
      const { organization } = await reader.read(organizationIds);
      return organizationIds.map((id) => {
        const access = organization(id);
        return (access.found && access.facts.flagsHash) || null;
      });
    },
    { cache: false, maxBatchSize: 1_000 },
  );
  const recorder = new ProductAnswerRecorder({
    write: (answers) => dataSource.transaction(async (manager) => (await writeAnswers(manager, answers)).stored),
    flagsOf: (organizationId) => flags.load(organizationId),
    taxonomy: async () => (await reader.read([])).setup.taxonomy,
    onError,
  });
  return {
    record: (given) => {
      const read = givenAnswer.safeParse(given);
      if (!read.success) {
        recorder.refuse(read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message })));
        return;
      }
      const { agrees, ...answer } = read.data;
      const organizationId = ids.canonical(answer.organizationId);
      // Text that cannot be an id is treated like the id of an organization that does not exist.
      if (organizationId === null) recorder.refuse([]);
      else recorder.record({ ...answer, organizationId, source }, agrees);
    },
    statistics: () => recorder.statistics,
    close: () => recorder.close(),
  };
}
