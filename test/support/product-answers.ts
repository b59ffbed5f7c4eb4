import { modulesOfReading, readingAnswer, submodulesToAnswer } from '../../src/domain/parity/reading';
import { ReadingChecker } from '../../src/features/parity/check-readings';
import { readParitySetup } from '../../src/store/parity-setup';
import { writeAnswers } from '../../src/store/product-answers';
import { scanFlagValues } from '../../src/store/scan-organizations';
import type { TestDatabase } from './test-database';

/** Records what a product would answer whose code reads its flags just as the mapping does: the gate needs it. */
export async function answerAsRead({ dataSource: { manager } }: TestDatabase): Promise<void> {
  const setup = await readParitySetup(manager);
  const checker = new ReadingChecker(setup);
  for await (const values of scanFlagValues(manager))
    for (const { flags, first } of values) {
      const reading = checker.readingOf(flags);
      // One organization with a value is enough.
      await writeAnswers(
        manager,
        [
          ...modulesOfReading(setup.taxonomy).map((module) => ({ module, submodule: null })),
          ...submodulesToAnswer(setup.taxonomy, setup.mapping, reading),
        ].map((target) => ({
          ...target,
          organizationId: first[0]?.id ?? '',
          allowed: readingAnswer(setup.taxonomy, reading, target).allowed,
          source: 'a test',
        })),
      );
    }
}
