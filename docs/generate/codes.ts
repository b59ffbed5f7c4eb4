import { isEnumType } from 'graphql';
import type { DecisionReason } from '../../src/domain/decision/answer';
import { ORGANIZATION_ERRORS } from '../../src/domain/run/organization-error';
import { readSchema } from './api';
import { code, table } from './table';

interface Advice {
  readonly allowed: boolean;
  readonly action: string;
}

const allowed = (action = 'Nothing.'): Advice => ({ allowed: true, action });
const denied = (action: string): Advice => ({ allowed: false, action });

const OVERRIDE = '[set an override](everyday-changes.md#give-one-organization-access)';

/** What an operator does about each reason; its meaning is in the SDL. */
const ADVICE: Readonly<Record<DecisionReason, Advice>> = {
  ALWAYS_ON: allowed(),
  RBAC_ONLY: allowed('Nothing. If a user is refused, the cause is a role in the product.'),
  LEGACY_ON: allowed(),
  LEGACY_OFF: denied(
    'Switch the flag on in the product, or [correct the mapping](taxonomy-and-mapping.md#the-mapping). Overrides do ' +
      'not count until the organization is under `ENFORCE`.',
  ),
  LEGACY_UNREADABLE: denied(
    'Correct the value in the product; [Legacy flags](concepts.md#legacy-flags) lists the values that can be read. ' +
      'Once the legacy column is dropped, `legacy` of every decision has this reason, and nothing is to be done.',
  ),
  OVERRIDE_ENABLED: allowed(),
  OVERRIDE_TRIAL: allowed('Nothing; the trial ends at `changesAt`.'),
  OVERRIDE_DISABLED: denied(
    '`portcullis override list` shows who set it and why; revoke it if it is no longer wanted.',
  ),
  ENTITLED: allowed(),
  TRIAL: allowed('Nothing; the trial ends at `changesAt`, which is null for a trial without an end.'),
  TRIAL_EXPIRED: denied(`To give access again, ${OVERRIDE}.`),
  NOT_ENTITLED: denied(
    `To give access, ${OVERRIDE}. If the legacy flags give it, migrate the organization: \`portcullis migrate\`.`,
  ),
  MODULE_DISABLED: denied(`To give access, ${OVERRIDE}; or change the row in the system that its source names.`),
  SUBMODULE_ENABLED: allowed(),
  SUBMODULE_DISABLED: denied(`To give access, ${OVERRIDE} of the submodule.`),
  UNKNOWN_MODULE: denied(
    'Correct the key in the check, or [add the module](taxonomy-and-mapping.md#add-a-module-next-month).',
  ),
  UNKNOWN_SUBMODULE: denied(
    'Correct the key in the check, or seed a taxonomy that has the submodule; the message says whether it is inactive.',
  ),
  MODULE_INACTIVE: denied('Seed a taxonomy that has the module; the last one loaded did not.'),
  UNKNOWN_STATUS: denied('Correct the status in the row, which was written by other means; `explain` names it.'),
  NO_ORGANIZATION: denied('Name the organization in the check, or use a token with `org_id`.'),
  ORGANIZATION_NOT_FOUND: denied('Check the id, and the organization of the token.'),
  CHECK_FAILED: denied(
    'Repeat the request. If it lasts, [the database is down](operations.md#when-the-database-is-down).',
  ),
};

export function decisionReasons(): readonly string[] {
  const advice: Readonly<Record<string, Advice>> = ADVICE;
  return table(
    ['reason', 'answer', 'meaning', 'what to do'],
    valuesOf('DecisionReason').map(({ name, description }) => {
      const { allowed: isAllowed, action } = advice[name] ?? denied('');
      return [code(name), isAllowed ? 'allowed' : 'denied', description, action];
    }),
  );
}

export function overrideWarnings(): readonly string[] {
  return enumTable('warning', 'ChangeWarning');
}

export function keptCauses(): readonly string[] {
  return enumTable('cause', 'MigrationRunKeptCause');
}

export function organizationErrors(): readonly string[] {
  return table(
    ['code', 'when', 'what to do'],
    Object.entries(ORGANIZATION_ERRORS).map(([name, { when, action }]) => [code(name), when, action]),
  );
}

function enumTable(title: string, type: string): readonly string[] {
  return table(
    [title, 'meaning'],
    valuesOf(type).map(({ name, description }) => [code(name), description]),
  );
}

/** The values of an enum of the SDL. @throws if there is no such enum */
function valuesOf(name: string): readonly { readonly name: string; readonly description: string }[] {
  const type = readSchema().getType(name);
  if (!isEnumType(type)) throw new Error(`The SDL has no enum ${name}`);
  return type.getValues().map((value) => ({ name: value.name, description: value.description ?? '' }));
}
