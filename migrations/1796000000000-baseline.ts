import type { MigrationInterface, QueryRunner } from 'typeorm';
import { install } from './baseline/install';
import { lookAtDatabase } from './baseline/look';
import { InstallationRefused } from './baseline/plan';
import { uninstall } from './baseline/uninstall';

/**
 * Makes the schema `portcullis` and what is in it, and adopts or makes the published tables. It looks at the whole
 * database first, and changes nothing if anything does not fit. Works with PostgreSQL 12 and newer.
 */
export class Baseline1796000000000 implements MigrationInterface {
  readonly name = 'Baseline1796000000000';

  /** @throws InstallationRefused with everything that does not fit */
  async up({ manager }: QueryRunner): Promise<void> {
    const plan = await lookAtDatabase(manager);
    if (plan.problems.length > 0) throw new InstallationRefused(plan);
    await install(manager, plan);
  }

  async down({ manager }: QueryRunner): Promise<void> {
    await uninstall(manager);
  }
}
