/** What the set-up started and the teardown has to stop; both run in jest's own process. */
export const stopping: (() => Promise<void>)[] = [];
