import type { DataSource } from 'typeorm';
import type { CheckStatus } from '../../domain/check-status';
import { sayIds } from '../../domain/organization-id';
import { sayCount } from '../../domain/say';
import { readLegacyColumn } from '../../store/legacy-column';
import { readParitySetup } from '../../store/parity-setup';
import { checkReadings } from '../parity/check-readings';

const SHOWN = 5;

/**
 * How much of the reading of the legacy flags was held to the product's own answers. A reading that differs fails: a
 * run would write what the product does not say.
 */
export async function preflightReadings(
  dataSource: DataSource,
): Promise<{ readonly status: CheckStatus; readonly detail: string }> {
  if (!(await readLegacyColumn(dataSource.manager)).exists)
    return { status: 'PASS', detail: 'Skipped: there are no legacy flags to read.' };
  const found = await dataSource.transaction('REPEATABLE READ', async (manager) =>
    checkReadings(manager, await readParitySetup(manager), null),
  );
  const { differences, differing, differingOrganizations, checkedOrganizations, checkedValues } = found;
  const unchecked = found.uncheckedOrganizations;
  if (differences > 0) {
    const more = differingOrganizations > SHOWN ? ` and ${differingOrganizations - SHOWN} more` : '';
    return {
      status: 'FAIL',
      detail:
        `The flags of ${sayCount(differingOrganizations, 'organization')} (${sayIds(differing.slice(0, SHOWN))}` +
        `${more}) are read otherwise than the product answers: see 'portcullis answers status', correct the mapping.`,
    };
  }
  if (unchecked > 0)
    return {
      status: 'WARN',
      detail:
        `The readings of ${unchecked} of ${sayCount(checkedOrganizations + unchecked, 'organization')} were never ` +
        "checked against the product's answers: see 'portcullis answers template'.",
    };
  return {
    status: 'PASS',
    detail:
      `The readings of ${sayCount(checkedOrganizations, 'organization')}, with ` +
      `${sayCount(checkedValues, 'value')} of the flags, are what the product answers.`,
  };
}
