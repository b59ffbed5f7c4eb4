import { type Fault, type InvalidInputError, sayFaults } from '../../domain/errors';

/** Where the last word of an API field, in kebab-case, is not the name of the CLI's option. */
const NAMES: Readonly<Record<string, string>> = {
  trialExpiresAt: '--trial-ends',
  expiresAt: '--expires',
  organizationIds: '--org',
  enforcePercentage: '--percentage',
  errorBudgetPercent: '--error-budget',
  name: '<file>',
  overrideIds: '<id>',
  changes: '<change>',
  targets: '<target>',
  key: '<package>',
  version: '<package>',
  startsAt: '--starts',
  endsAt: '--until',
  moduleKeys: '<module>',
  moduleKey: '<change>',
  submoduleKey: '<change>',
  status: '<change>',
  packages: '<package>',
  keys: '<key>',
};

/** Where the API's word in a fault's message is another one in the CLI. */
const WORDS: Readonly<Record<string, readonly [api: string, cli: string]>> = {
  maxRate: ['null', 'none'],
  maxReplicationLag: ['null', 'none'],
  maxLockWaits: ['null', 'none'],
  trialExpiresAt: ['expiresAt', '--expires'],
};

/** Arguments of fields of the API; all other faults of the API are in `input`. */
const ARGUMENTS = ['at'];

/** `Invalid input` and the like: a summary that says already what the error's code says. */
const SAYS_THE_CODE = /^Invalid /;

/**
 * The error of an invalid input as the CLI prints it: services name fields of the API, operators know options.
 * @example `input.source.fresh.trialDays must be 3650 or less` becomes `--trial-days must be 3650 or less`
 */
export function inputErrorMessage({ code, faults, summary }: InvalidInputError): string {
  const message = sayFaults(faults.map(nameOption), summary);
  return SAYS_THE_CODE.test(summary) ? message : `${code}: ${message}`;
}

function nameOption(fault: Fault): Fault {
  const path = fault.field?.split('.') ?? [];
  const isOfApi = path[0] === 'input' || (path.length === 1 && ARGUMENTS.includes(path[0] ?? ''));
  // A list's faults name the place in it: `input.overrideIds.1`.
  const word = path.findLast((part) => !/^\d+$/.test(part));
  if (!isOfApi || fault.line !== undefined || word === undefined) return fault;
  const [api, cli] = WORDS[word] ?? ['', ''];
  return {
    field: NAMES[word] ?? `--${word.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    message: fault.message.replace(api, cli),
  };
}
