/** Clean-up steps that the set-up leaves for the teardown, which runs in the same process. */
export const stopping: (() => Promise<void>)[] = [];
