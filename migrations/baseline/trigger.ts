/** A trigger's name, and the statement that creates it. */
export interface Trigger {
  readonly name: string;
  readonly create: string;
}
