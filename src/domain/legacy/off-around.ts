import { normaliseFlagPath } from './flag-name';
import { isPositive } from './positive-value';
import { saysOff } from './takes-away';

/** A flag that was met, as far as it says whether what is around it is on. */
export interface MetSwitch {
  readonly name: string;
  readonly path: string;
  readonly on: number;
  readonly off: number;
  readonly other: number;
  readonly open: readonly { readonly value: string; readonly organizations: number }[];
}

/** By what an object says that it is on. */
const SWITCH = /^(?:is_?)?(?:on|enabled|active|activated)$/;
/** By what it says so with a word, which names something else beside the modules: the state of an address. */
const INNER_SWITCH = /^(?:status|state)$/;

/**
 * The flags by which what is around them is off in any organization: `crm.enabled` beside `crm.plan`, and above
 * `crm.features.leads`. Rules read each flag by itself, so that one for these would grant what the product does not.
 */
export class OffAround {
  /** By the name of the object, empty for the whole value. */
  private readonly switches = new Map<string, { readonly name: string; readonly said: string }[]>();

  constructor(flags: readonly MetSwitch[]) {
    for (const flag of flags) {
      const said = sayOff(flag);
      if (said === null) continue;
      const object = objectOf(flag.name);
      this.switches.set(object, [...(this.switches.get(object) ?? []), { name: flag.name, said }]);
    }
  }

  /**
   * What may switch a flag off, for a note; null if nothing does.
   * @param name the flag's, as rules compare it
   * @example new OffAround(flags).of('crm.plan') // crm.enabled is off in 3
   */
  of(name: string): string | null {
    for (let object = name; object !== '';) {
      object = objectOf(object);
      const around = this.switches.get(object)?.find((one) => one.name !== name);
      if (around) return around.said;
    }
    return null;
  }
}

function sayOff({ name, path, on, off, other, open }: MetSwitch): string | null {
  const own = name.slice(name.lastIndexOf('.') + 1);
  if (SWITCH.test(own) || (INNER_SWITCH.test(own) && objectOf(name) !== '')) {
    const positive = open.filter(({ value }) => isPositive(value));
    const notOn = off + other - positive.reduce((sum, { organizations }) => sum + organizations, 0);
    return notOn > 0 ? `${path} is off, or may be, in ${notOn}` : null;
  }
  // The path has the capital letters that part the words.
  const written = path.slice(-own.length);
  const isOff = saysOff(normaliseFlagPath(written) === own ? written : own);
  return isOff && on + other > 0 ? `${path} is on, or may be, in ${on + other}` : null;
}

/** The object that a flag is in; empty for the whole value. */
function objectOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('.'), 0));
}
